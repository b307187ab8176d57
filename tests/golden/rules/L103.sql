-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
CREATE INDEX orders_customer_id_idx ON orders (customer_id);
CREATE INDEX orders_2 ON orders (customer_id, id);
-- bad: one
DROP INDEX orders_customer_id_idx;
-- bad: two cannot be dropped concurrently at once
DROP INDEX orders_customer_id_idx, orders_2;
-- bad: IF EXISTS
DROP INDEX IF EXISTS public.orders_2;
-- good: concurrently
DROP INDEX CONCURRENTLY orders_customer_id_idx;
-- good: of a table of the same file
CREATE TABLE parcel (id bigint);
CREATE INDEX parcel_id_idx ON parcel (id);
DROP INDEX parcel_id_idx;
