CREATE TABLE customer (id bigint PRIMARY KEY, name text, note text, city text NOT NULL);
INSERT INTO customer SELECT n, 'Customer ' || n, nullif('note ' || n % 4, 'note 2'), 'City' FROM generate_series(1, 90) AS n;
