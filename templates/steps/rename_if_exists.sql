-- Runs a body that looks first: the way back may start before the way there was complete.
DO :'body'
