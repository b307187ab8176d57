-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, net numeric);
-- bad: stored
ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (net * 1.19) STORED;
-- good: an empty table
CREATE TABLE parcel (net numeric);
ALTER TABLE parcel ADD COLUMN gross numeric GENERATED ALWAYS AS (net * 1.19) STORED;
