-- given:
CREATE TABLE orders (a int);
-- bad: a table
ALTER TABLE orders SET TABLESPACE slow;
-- good: of an empty table
CREATE TABLE parcel (a int);
ALTER TABLE parcel SET TABLESPACE slow;
