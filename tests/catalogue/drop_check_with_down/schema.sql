CREATE TABLE customer (
    id bigint PRIMARY KEY,
    points integer CONSTRAINT points_are_positive CHECK (points > 0),
    code text NOT NULL CONSTRAINT code_is_short CHECK (length(code) < 9) CONSTRAINT code_is_said CHECK (code <> ''),
    phone text CONSTRAINT phone_is_plain CHECK (phone ~ '^[0-9]+$')
);
CREATE INDEX customer_code_idx ON customer (lower(code));
INSERT INTO customer SELECT n, 1 + n % 11, 'code ' || n % 7, 1000 + n FROM generate_series(1, 90) AS n;
