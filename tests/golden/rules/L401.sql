-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: an index
BEGIN;
CREATE INDEX CONCURRENTLY orders_2 ON orders (id);
COMMIT;
-- bad: vacuum
BEGIN;
VACUUM orders;
COMMIT;
-- good: outside of one
CREATE INDEX CONCURRENTLY orders_2 ON orders (id);
VACUUM orders;
