-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: some rows
DELETE FROM orders WHERE id < 7;
-- good: a new table
CREATE TABLE parcel (a int);
DELETE FROM parcel WHERE a < 7;
