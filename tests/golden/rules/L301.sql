-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, note text, fax text NOT NULL);
-- bad: nullable
ALTER TABLE orders DROP COLUMN note;
-- bad: the old version needs a value
ALTER TABLE orders DROP COLUMN fax;
-- bad: a table that is not known
ALTER TABLE nobody DROP COLUMN IF EXISTS a;
-- good: a new table
CREATE TABLE parcel (a int, b int);
ALTER TABLE parcel DROP COLUMN b;
