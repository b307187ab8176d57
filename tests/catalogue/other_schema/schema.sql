CREATE SCHEMA app;
CREATE TABLE app.customer (id bigint PRIMARY KEY, name text, city text NOT NULL DEFAULT 'Berlin', score integer);
CREATE TABLE customer (id bigint PRIMARY KEY, name text);
CREATE INDEX customer_old ON app.customer (score);
CREATE UNIQUE INDEX customer_name ON app.customer (name COLLATE "C" DESC, id);
INSERT INTO app.customer SELECT n, 'Customer ' || n, 'City ' || n % 9, nullif(n % 10, 3) FROM generate_series(1, 90) AS n;
INSERT INTO customer VALUES (1, 'another table of this name');
