-- version: 140002
-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: on 14.2
CREATE INDEX CONCURRENTLY orders_2 ON orders (id);
-- good: not concurrently
CREATE TABLE parcel (a int);
CREATE INDEX parcel_a ON parcel (a);
