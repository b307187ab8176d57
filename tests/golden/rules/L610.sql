-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, note text);
CREATE VIEW notes AS SELECT id, note FROM orders;
-- bad: a column goes
CREATE OR REPLACE VIEW notes AS SELECT id FROM orders;
-- good: one more
CREATE OR REPLACE VIEW notes AS SELECT id, note, 1 AS one FROM orders;
