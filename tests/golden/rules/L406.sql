-- also: L301
-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, total int, note text);
-- bad: rows, then the table
BEGIN;
UPDATE orders SET total = 0 WHERE note IS NULL;
ALTER TABLE orders DROP COLUMN note;
COMMIT;
-- good: each on its own
UPDATE orders SET total = 0 WHERE note IS NULL;
ALTER TABLE orders DROP COLUMN note;
