-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE SEQUENCE orders_number_seq;
-- bad: serial, and its sequence's name is taken
ALTER TABLE orders ADD COLUMN number bigserial;
-- good: a new table
CREATE TABLE parcel (id bigserial PRIMARY KEY);
ALTER TABLE parcel ADD COLUMN number serial;
