CREATE TABLE customer (id bigint PRIMARY KEY, name text, score integer CHECK (score < 1000));
INSERT INTO customer SELECT n, 'Customer ' || n, n FROM generate_series(1, 90) AS n;
