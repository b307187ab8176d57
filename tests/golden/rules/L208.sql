-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, state text NOT NULL DEFAULT 'new', note text DEFAULT '', bare int);
-- bad: NOT NULL
ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;
-- bad: nullable
ALTER TABLE orders ALTER COLUMN note DROP DEFAULT;
-- good: a new table
CREATE TABLE parcel (a int NOT NULL DEFAULT 1);
ALTER TABLE parcel ALTER COLUMN a DROP DEFAULT;
