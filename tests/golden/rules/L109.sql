-- also: L612
-- given:
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
CREATE INDEX ON orders (customer_id);
-- bad: without a name
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE;
-- bad: named, IF EXISTS
ALTER TABLE IF EXISTS orders ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customer DEFERRABLE INITIALLY DEFERRED;
-- good: in two steps
ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (customer_id) REFERENCES customer NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT fk;
-- good: an empty table
CREATE TABLE parcel (customer_id bigint);
ALTER TABLE parcel ADD FOREIGN KEY (customer_id) REFERENCES customer;
