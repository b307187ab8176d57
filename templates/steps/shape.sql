-- Before the first write: lets the server analyse every assignment as UPDATE would, on an empty copy of the table's
-- shape. Run in a transaction that is rolled back. ACCESS SHARE on the table; no row is read.
CREATE TEMPORARY TABLE bellows_shape ON COMMIT DROP AS SELECT * FROM ONLY :table LIMIT 0;
:actions:check
