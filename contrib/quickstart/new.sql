-- What version 1.5.0 of the shop does all day (pgbench script): it knows customer.full_name.
\set id random(1, 5000)
INSERT INTO customer (full_name, phone) VALUES ('New ' || :id, '+49' || :id);
UPDATE customer SET full_name = 'Renamed by 1.5.0' WHERE id = :id;
SELECT full_name FROM customer WHERE id = :id;
