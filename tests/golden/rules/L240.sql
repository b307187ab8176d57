-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: disabled
ALTER TABLE orders DISABLE TRIGGER USER;
-- bad: enabled
ALTER TABLE orders ENABLE TRIGGER touch;
-- good: a new table
CREATE TABLE parcel (a int);
ALTER TABLE parcel DISABLE TRIGGER USER;
