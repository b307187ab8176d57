CREATE TABLE customer (id bigint PRIMARY KEY, name text, city text DEFAULT 'Rome', made timestamptz DEFAULT now());
INSERT INTO customer SELECT n, 'Customer ' || n, 'City ' || n % 3, timestamptz '2026-01-01' FROM generate_series(1, 60) AS n;
