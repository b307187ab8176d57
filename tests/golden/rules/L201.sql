-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, "Odd name" text);
-- bad: a column
ALTER TABLE orders RENAME COLUMN "Odd name" TO note;
-- bad: a table that is not known
ALTER TABLE nobody RENAME a TO b;
-- good: a new table
CREATE TABLE parcel (a int);
ALTER TABLE parcel RENAME a TO b;
