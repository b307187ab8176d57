-- given:
CREATE TABLE orders (id bigint, number text NOT NULL);
-- bad: a nullable column
ALTER TABLE orders ADD PRIMARY KEY (id);
-- bad: a column that is NOT NULL
ALTER TABLE orders ADD CONSTRAINT orders_pk PRIMARY KEY (number);
-- good: of an index over a column that is NOT NULL
CREATE UNIQUE INDEX CONCURRENTLY orders_number ON orders (number);
ALTER TABLE orders ADD PRIMARY KEY USING INDEX orders_number;
-- good: an empty table
CREATE TABLE parcel (id bigint);
ALTER TABLE parcel ADD PRIMARY KEY (id);
