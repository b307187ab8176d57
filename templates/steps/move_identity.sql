-- An identity goes to another column with its sequence. ACCESS EXCLUSIVE on table and sequence, which the transaction holds.
DO :'body'
