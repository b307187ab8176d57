-- Old rows of one partition are checked while everybody reads and writes. SHARE UPDATE EXCLUSIVE and, on the other table, ROW
-- SHARE; one scan, in a transaction of its own.
DO :'body'
