-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE VIEW recent AS SELECT id FROM orders;
-- bad: a view in use
DROP VIEW recent;
-- good: a new one
CREATE VIEW draft AS SELECT id FROM orders;
DROP VIEW draft;
