CREATE TABLE region (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO region SELECT n, 'Region ' || n FROM generate_series(1, 9) AS n;
CREATE TABLE customer (
    id bigint PRIMARY KEY,
    points integer NOT NULL DEFAULT 7 CONSTRAINT points_in_range CHECK (points BETWEEN -1000 AND 1000),
    region_id integer NOT NULL REFERENCES region ON UPDATE CASCADE,
    code text NOT NULL UNIQUE,
    size varchar(8) NOT NULL
);
COMMENT ON COLUMN customer.points IS 'of the last year';
CREATE INDEX customer_points_idx ON customer (points DESC) WHERE points > 3;
CREATE VIEW rich_customer AS SELECT id, points FROM customer WHERE points > 5;
INSERT INTO customer SELECT n, n % 11, 1 + n % 9, 'code ' || n, 'size ' || n % 3 FROM generate_series(1, 90) AS n;
