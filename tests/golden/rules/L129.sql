-- given:
CREATE TABLE orders (a int);
-- bad: a table
ALTER TABLE orders SET ACCESS METHOD heap2;
-- good: of an empty table
CREATE TABLE parcel (a int);
ALTER TABLE parcel SET ACCESS METHOD heap2;
