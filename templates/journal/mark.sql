-- Notes format and cluster of the schema bellows, last in the script that makes it.
-- Locks: one row each. Why: a copy of the database in another cluster must not act on leases and horizons of this one.
INSERT INTO bellows.meta (key, value)
VALUES ('format', :'format'),
       ('system_identifier', (SELECT system_identifier::text FROM pg_control_system()))
ON CONFLICT (key) DO NOTHING;
INSERT INTO bellows.meta AS m (key, value) VALUES ('additions', :'additions')
ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE m.value::integer < excluded.value::integer
