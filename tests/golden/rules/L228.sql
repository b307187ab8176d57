-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: a table in use, told once
ALTER TABLE orders ADD COLUMN note text;
ALTER TABLE orders ADD COLUMN more text;
-- good: a new table
CREATE TABLE parcel (a int);
ALTER TABLE parcel ADD COLUMN note text;
