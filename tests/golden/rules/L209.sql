-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, total int);
-- bad: enforced at once
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;
-- good: a new table
CREATE TABLE parcel (a int);
ALTER TABLE parcel ADD CONSTRAINT positive CHECK (a > 0) NOT VALID;
-- bad: a unique index
CREATE UNIQUE INDEX CONCURRENTLY orders_total ON orders (total);
-- good: an index that is not unique
CREATE INDEX CONCURRENTLY orders_total ON orders (total);
