-- given:
CREATE TABLE orders (id bigint, number text NOT NULL);
CREATE UNIQUE INDEX orders_id ON orders (id);
CREATE UNIQUE INDEX orders_number ON orders (number);
-- bad: a nullable column
ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_id;
-- good: a column that is NOT NULL
ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_number;
