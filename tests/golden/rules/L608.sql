-- also: L301 L302
-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, note text, more text);
CREATE TABLE line (order_id bigint REFERENCES orders);
CREATE VIEW notes AS SELECT id, note FROM orders;
-- bad: a view reads the column
ALTER TABLE orders DROP COLUMN note;
-- bad: the table
DROP TABLE orders;
-- good: no view reads it
ALTER TABLE orders DROP COLUMN more;
