-- also: L301
-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, shop int, number text, note text, CONSTRAINT per_shop UNIQUE (shop, number));
CREATE INDEX orders_shop_note ON orders (shop, note);
CREATE INDEX orders_note ON orders (note);
-- bad: a unique constraint and an index
ALTER TABLE orders DROP COLUMN shop;
-- good: alone in its index
ALTER TABLE orders DROP COLUMN id;
