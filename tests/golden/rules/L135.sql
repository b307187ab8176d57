-- given:
CREATE TABLE customer (id bigint PRIMARY KEY);
-- bad: a new table that refers to one in use
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer);
-- good: both are new
CREATE TABLE shop (id bigint PRIMARY KEY);
CREATE TABLE shelf (shop_id bigint REFERENCES shop, above bigint);
-- good: it refers to itself
CREATE TABLE tree (id bigint PRIMARY KEY, parent bigint REFERENCES tree);
