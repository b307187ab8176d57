CREATE TABLE region (id bigint PRIMARY KEY, country text NOT NULL, code text NOT NULL, UNIQUE (country, code));
CREATE TABLE customer (id bigint PRIMARY KEY, region_id bigint, country text, code text, invited_by bigint);
CREATE INDEX customer_region_idx ON customer (region_id);
INSERT INTO region SELECT n, 'c' || n % 3, 'r' || n FROM generate_series(1, 9) AS n;
INSERT INTO customer SELECT n, 1 + n % 9, 'c' || n % 3, 'r' || 1 + (n - 1) % 9, NULLIF(n - 1, 0) FROM generate_series(1, 9) AS n;
