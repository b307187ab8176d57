-- The sequence gets the room that it had, if it has not passed it. SHARE ROW EXCLUSIVE on the sequence for a moment.
DO :'body'
