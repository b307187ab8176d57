CREATE TABLE customer (id bigint PRIMARY KEY, score integer NOT NULL);
INSERT INTO customer SELECT n, n FROM generate_series(1, 90) AS n;
