-- bad: replica
SET session_replication_role = replica;
-- good: origin
SET session_replication_role = origin;
