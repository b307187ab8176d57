CREATE TABLE customer (id bigint PRIMARY KEY, email text, country text, number integer, note text);
INSERT INTO customer SELECT n, 'c' || n || '@example.org', 'c' || n % 3, n FROM generate_series(1, 90) AS n;
