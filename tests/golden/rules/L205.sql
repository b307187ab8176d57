-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: a constraint
ALTER TABLE orders RENAME CONSTRAINT orders_pkey TO orders_pk;
-- good: of a new table
CREATE TABLE parcel (id bigint PRIMARY KEY);
ALTER TABLE parcel RENAME CONSTRAINT parcel_pkey TO parcel_pk;
