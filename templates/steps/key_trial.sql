-- Before the first write: a constraint on an empty copy of the table's shape, where the server says whether types and keys
-- fit. Run in a transaction that is rolled back. ACCESS SHARE on the tables; no row is read.
CREATE TEMPORARY TABLE bellows_shape (LIKE :table INCLUDING INDEXES) ON COMMIT DROP;
:actions:statement
