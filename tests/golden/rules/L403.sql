-- also: L301 L406 L138
-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, total int);
CREATE TABLE other (id bigint PRIMARY KEY, total int);
-- bad: a backfill under ACCESS EXCLUSIVE
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
UPDATE orders SET note = '' WHERE id < 1000000;
COMMIT;
-- bad: of another table
BEGIN;
ALTER TABLE orders DROP COLUMN total;
UPDATE other SET total = 0;
COMMIT;
-- good: two transactions
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
COMMIT;
UPDATE orders SET note = '' WHERE id < 1000000;
-- good: a few rows
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
INSERT INTO other VALUES (1, 2);
COMMIT;
