-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: none
ALTER TABLE orders ADD COLUMN note text;
-- good: set
SET statement_timeout = '1min';
ALTER TABLE orders ADD COLUMN note text;
