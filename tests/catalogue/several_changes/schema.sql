CREATE TABLE customer (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    phone text,
    fax text NOT NULL,
    quantity integer NOT NULL,
    price numeric(10,2) NOT NULL
);
INSERT INTO customer SELECT n, 'Ada ' || n, nullif(n, 9)::text, 'f' || n, n, 1.50 FROM generate_series(1, 100) AS n;
