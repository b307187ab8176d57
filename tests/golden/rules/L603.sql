-- also: L101
-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, a int, b int);
CREATE INDEX orders_a ON orders (a);
-- bad: over another column
CREATE INDEX IF NOT EXISTS orders_a ON orders (b);
-- good: the same
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_a ON orders (a);
