-- bad: an extension
DROP EXTENSION pg_trgm;
-- bad: a role
DROP ROLE reader;
-- good: statistics
DROP STATISTICS s;
