-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, name varchar(10));
-- bad: metadata only
ALTER TABLE orders ALTER COLUMN name TYPE varchar(20);
-- good: a new table
CREATE TABLE parcel (name varchar(10));
ALTER TABLE parcel ALTER COLUMN name TYPE varchar(20);
