-- bad: a schema
REINDEX SCHEMA public;
-- bad: all tables
VACUUM FULL;
-- bad: all that were clustered
CLUSTER;
-- good: without rewriting
VACUUM;
