-- given:
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, shop_id bigint);
CREATE INDEX orders_shop ON orders (shop_id, id);
-- bad: no index
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customer NOT VALID;
-- good: one starts with it
ALTER TABLE orders ADD FOREIGN KEY (shop_id) REFERENCES customer NOT VALID;
