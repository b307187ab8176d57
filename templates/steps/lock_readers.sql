-- Whoever reads a view locks it before its tables, and so must we. SHARE UPDATE EXCLUSIVE first, which only an autovacuum
-- minds: it goes away. Then ACCESS EXCLUSIVE on what reads the tables.
:tables;
DO :'body'
