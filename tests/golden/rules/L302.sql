-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE TABLE other (id bigint PRIMARY KEY);
-- bad: one
DROP TABLE orders;
-- bad: two
DROP TABLE IF EXISTS orders, other;
-- good: of the same file
CREATE TABLE parcel (a int);
DROP TABLE parcel;
