-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: a table in use
ALTER TABLE orders OWNER TO shop;
-- good: a new table
CREATE TABLE parcel (a int);
ALTER TABLE parcel OWNER TO shop;
