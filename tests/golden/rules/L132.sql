-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: a table
CLUSTER orders USING orders_pkey;
-- good: the mark alone
ALTER TABLE orders CLUSTER ON orders_pkey;
