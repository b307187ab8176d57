-- given:
CREATE DOMAIN email AS text;
CREATE TABLE orders (contact email);
ALTER DOMAIN email ADD CONSTRAINT at CHECK (VALUE LIKE '%@%') NOT VALID;
ALTER TABLE orders ADD CONSTRAINT there CHECK (contact IS NOT NULL) NOT VALID;
-- bad: of a domain
ALTER DOMAIN email VALIDATE CONSTRAINT at;
-- good: of a table
ALTER TABLE orders VALIDATE CONSTRAINT there;
