-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE TABLE other (id bigint PRIMARY KEY);
-- bad: two tables
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
ALTER TABLE other ADD COLUMN note text;
COMMIT;
-- good: one twice
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
ALTER TABLE orders ADD COLUMN more text;
COMMIT;
-- good: each on its own
ALTER TABLE orders ADD COLUMN note text;
ALTER TABLE other ADD COLUMN note text;
