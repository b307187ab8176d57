CREATE TABLE visit (id bigint PRIMARY KEY, seen timestamp NOT NULL DEFAULT now());
INSERT INTO visit SELECT n, '2026-03-01'::timestamp + n * interval '1 hour' FROM generate_series(1, 90) AS n;
