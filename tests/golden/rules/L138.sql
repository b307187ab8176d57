-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, total int);
-- bad: every row
UPDATE orders SET total = 0;
-- good: some
UPDATE orders SET total = 0 WHERE id BETWEEN 1 AND 1000;
-- good: a table of the same file
CREATE TABLE parcel (a int);
UPDATE parcel SET a = 1;
