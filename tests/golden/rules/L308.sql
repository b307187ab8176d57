-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: all rows
DELETE FROM orders;
-- good: some
DELETE FROM orders WHERE id < 7;
