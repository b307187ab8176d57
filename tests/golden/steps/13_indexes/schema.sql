CREATE SCHEMA app;
CREATE TABLE app.customer (id bigint PRIMARY KEY, name text, score integer);
CREATE INDEX customer_old ON app.customer (score);
INSERT INTO app.customer SELECT n, 'Customer ' || n, n FROM generate_series(1, 90) AS n;
