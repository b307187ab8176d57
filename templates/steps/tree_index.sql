-- The index of the partitioned table, from those that were built on its partitions one by one: catalog changes only. The table's
-- lock for a moment.
SET LOCAL search_path = :search_path;
:statements
