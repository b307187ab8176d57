CREATE TABLE customer (id bigint PRIMARY KEY, name text, score integer, low integer, high integer);
INSERT INTO customer SELECT n, 'Customer ' || n, n % 9 - 4, nullif(n % 7, 3), n % 5 FROM generate_series(1, 90) AS n;
