-- What version 1.4.0 of the shop does all day (pgbench script): it knows customer.name.
\set id random(1, 5000)
INSERT INTO customer (name, phone) VALUES ('Old ' || :id, '+49' || :id);
UPDATE customer SET name = 'Renamed by 1.4.0' WHERE id = :id;
SELECT name FROM customer WHERE id = :id;
