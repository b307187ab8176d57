CREATE TABLE customer (id bigint PRIMARY KEY, name text, note text, city text NOT NULL, code text NOT NULL);
INSERT INTO customer SELECT n, 'Customer ' || n, nullif('note ' || n % 3, 'note 0'), 'Rome', '' FROM generate_series(1, 90) AS n;
