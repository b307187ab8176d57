-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: nullable, all values are null
ALTER TABLE orders ADD COLUMN rating int CHECK (rating BETWEEN 1 AND 5);
-- bad: named, with a constant default
ALTER TABLE orders ADD COLUMN rating int DEFAULT 1 CONSTRAINT fair CHECK (rating BETWEEN 1 AND 5);
-- good: in steps
ALTER TABLE orders ADD COLUMN rating int;
ALTER TABLE orders ADD CONSTRAINT fair CHECK (rating BETWEEN 1 AND 5) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT fair;
