-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE DOMAIN free AS text;
-- bad: a domain with a CHECK, nullable
ALTER TABLE orders ADD COLUMN contact email;
-- good: a domain without
ALTER TABLE orders ADD COLUMN contact free;
