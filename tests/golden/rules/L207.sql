-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: no default
ALTER TABLE orders ADD COLUMN total numeric(12,2) NOT NULL;
-- bad: a default that is null
ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT NULL;
-- good: a default
ALTER TABLE orders ADD COLUMN total numeric(12,2) NOT NULL DEFAULT 0;
-- good: nullable
ALTER TABLE orders ADD COLUMN total numeric(12,2);
-- good: a new table
CREATE TABLE parcel (a int);
ALTER TABLE parcel ADD COLUMN b int NOT NULL;
