-- given:
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint CONSTRAINT fk REFERENCES customer,
    total int CONSTRAINT positive CHECK (total > 0));
-- bad: a foreign key
ALTER TABLE orders DROP CONSTRAINT fk;
-- good: a CHECK
ALTER TABLE orders DROP CONSTRAINT positive;
