-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, note text, "Odd" int,
    CONSTRAINT orders_note_not_null CHECK (length(note) < 100));
-- bad: the name of the constraint is taken
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
-- bad: a quoted name
ALTER TABLE orders ALTER COLUMN "Odd" SET NOT NULL;
-- bad: 18 has NOT NULL that is NOT VALID
-- version: 180000
ALTER TABLE orders ALTER COLUMN "Odd" SET NOT NULL;
-- good: proved by a CHECK
ALTER TABLE orders ADD CONSTRAINT there CHECK (note IS NOT NULL) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT there;
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
-- good: it is already
ALTER TABLE orders ALTER COLUMN id SET NOT NULL;
-- good: an empty table
CREATE TABLE parcel (id bigint);
ALTER TABLE parcel ALTER COLUMN id SET NOT NULL;
