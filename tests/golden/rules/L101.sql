-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, placed timestamptz);
CREATE TABLE "Odd Name" (a int);
CREATE TABLE log (at timestamptz) PARTITION BY RANGE (at);
-- bad: a table with rows
CREATE INDEX orders_customer_id_idx ON orders (customer_id);
-- bad: everything else stays byte for byte
CREATE /* why not */ UNIQUE
  INDEX ON public.orders USING btree (customer_id DESC) INCLUDE (placed) WHERE id > 7;
-- bad: IF NOT EXISTS
CREATE INDEX IF NOT EXISTS orders_placed_idx ON orders (placed);
-- bad: a table that is not known
CREATE INDEX ON nobody.knows (it);
-- bad: in a transaction it cannot be replaced in place
-- also: L410
BEGIN;
CREATE INDEX odd ON "Odd Name" (a);
COMMIT;
-- bad: in a body
DO $$ BEGIN CREATE INDEX orders_placed_idx ON orders (placed); END $$;
-- good: concurrently
CREATE INDEX CONCURRENTLY orders_customer_id_idx ON orders (customer_id);
-- good: a table of the same file
CREATE TABLE parcel (id bigint);
CREATE INDEX parcel_id_idx ON parcel (id);
-- good: a temporary table
CREATE TEMPORARY TABLE scratch AS SELECT * FROM orders;
CREATE INDEX ON scratch (id);
-- good: a shell on the parent alone
CREATE INDEX log_at ON ONLY log (at);
