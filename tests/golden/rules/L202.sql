-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE VIEW recent AS SELECT id FROM orders;
-- bad: a table
ALTER TABLE orders RENAME TO purchase;
-- bad: a view
ALTER VIEW recent RENAME TO "Latest";
-- good: an index
ALTER INDEX orders_pkey RENAME TO orders_key;
-- good: a new table
CREATE TABLE parcel_new (a int);
ALTER TABLE parcel_new RENAME TO parcel;
