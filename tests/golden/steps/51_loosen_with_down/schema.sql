CREATE TABLE customer (
    id bigint PRIMARY KEY,
    code text NOT NULL UNIQUE,
    points integer NOT NULL DEFAULT 1 CONSTRAINT points_are_positive CHECK (points > 0) CONSTRAINT points_are_few CHECK (points < 1000)
);
CREATE VIEW code AS SELECT id, code FROM customer;
INSERT INTO customer SELECT n, 'code ' || n, n FROM generate_series(1, 90) AS n;
