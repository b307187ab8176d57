-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE TABLE other (id bigint PRIMARY KEY);
-- bad: twice
ALTER TABLE orders ADD COLUMN note text;
ALTER TABLE orders ADD COLUMN more text;
-- good: once
ALTER TABLE orders ADD COLUMN note text, ADD COLUMN more text;
-- good: two tables
ALTER TABLE orders ADD COLUMN note text;
ALTER TABLE other ADD COLUMN more text;
-- good: steps that must stay apart
ALTER TABLE orders ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT positive;
