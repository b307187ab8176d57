-- also: L222 L301 L302
-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, note text);
CREATE TABLE line (order_id bigint REFERENCES orders);
CREATE VIEW notes AS SELECT note FROM orders;
CREATE TABLE alone (a int);
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- bad: what falls is listed
DROP TABLE orders CASCADE;
-- bad: a column
ALTER TABLE orders DROP COLUMN note CASCADE;
-- bad: a type
DROP TYPE mood CASCADE;
-- good: without CASCADE
DROP TABLE alone;
