CREATE TABLE customer (
    id bigserial PRIMARY KEY,
    name text NOT NULL
);
CREATE TABLE invoice (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customer ON UPDATE CASCADE ON DELETE CASCADE,
    note text
);
INSERT INTO customer (name) SELECT 'Customer ' || n FROM generate_series(1, 150) AS n;
INSERT INTO invoice SELECT n, 1 + n % 150, 'note ' || n FROM generate_series(1, 150) AS n;
