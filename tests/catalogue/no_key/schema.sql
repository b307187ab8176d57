CREATE TABLE visit (page text, seen integer DEFAULT 1, at timestamptz NOT NULL DEFAULT now());
INSERT INTO visit SELECT '/page/' || n % 30, nullif(n % 11, 0), timestamptz '2026-01-01' FROM generate_series(1, 150) AS n;
