-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric, "Odd" int);
-- bad: without a name
ALTER TABLE orders ADD CHECK (total > 0);
-- bad: named and quoted
ALTER TABLE public.orders ADD CONSTRAINT "CHECK it" CHECK ("Odd" IN (1, 2)) NO INHERIT;
-- bad: a second subcommand
-- also: L208
ALTER TABLE orders ALTER COLUMN total SET STATISTICS 100, ADD CHECK (total > 0);
-- good: in two steps
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT positive;
-- good: an empty table
CREATE TABLE parcel (total numeric);
ALTER TABLE parcel ADD CHECK (total > 0);
