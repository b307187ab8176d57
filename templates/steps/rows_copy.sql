-- Before rows that conflict are looked for: a copy of the columns that an EXCLUDE constraint reads, with its index, so that each row
-- is not compared with each other one. In a transaction that is rolled back. ACCESS SHARE on the table.
CREATE TEMPORARY TABLE bellows_rows ON COMMIT DROP AS
    SELECT t.ctid AS bellows_place:columns FROM ONLY :table AS t;
:index;
ANALYZE pg_temp.bellows_rows
