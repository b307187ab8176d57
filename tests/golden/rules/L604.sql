-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, a int);
-- bad: what an earlier try left
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_a ON orders (a);
-- good: it would fail
CREATE INDEX CONCURRENTLY orders_a ON orders (a);
