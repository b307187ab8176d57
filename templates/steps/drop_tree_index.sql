-- An index of a partitioned table cannot be dropped CONCURRENTLY. ACCESS EXCLUSIVE for a moment; those of the partitions go with
-- it, and what an interrupted build has left.
DROP INDEX IF EXISTS :indexes
