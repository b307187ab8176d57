-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, name varchar(10), code text);
CREATE INDEX orders_upper ON orders (upper(name));
-- bad: an expression index depends on the type
ALTER TABLE orders ALTER COLUMN name TYPE text;
-- good: no index does
ALTER TABLE orders ALTER COLUMN code TYPE varchar;
