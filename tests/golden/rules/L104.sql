-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
CREATE INDEX orders_customer_id_idx ON orders (customer_id);
-- bad: an index
REINDEX INDEX orders_customer_id_idx;
-- bad: a table
REINDEX (VERBOSE) TABLE orders;
-- good: concurrently
REINDEX TABLE CONCURRENTLY orders;
