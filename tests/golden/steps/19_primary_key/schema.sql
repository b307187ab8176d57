CREATE TABLE customer (country text, number integer NOT NULL, note text);
INSERT INTO customer SELECT 'c' || n % 3, n FROM generate_series(1, 90) AS n;
