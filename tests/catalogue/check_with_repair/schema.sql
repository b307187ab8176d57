CREATE TABLE customer (
    id bigint PRIMARY KEY,
    score integer,
    low integer NOT NULL DEFAULT 3,
    high integer NOT NULL DEFAULT 2,
    note text,
    rank integer DEFAULT 50,
    state text NOT NULL,
    made timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX customer_score_idx ON customer (score);
INSERT INTO customer
SELECT n, nullif(n % 9 - 4, 3), n % 7, n % 5, nullif(nullif('note ' || n % 4, 'note 2'), 'note 1'), n % 200, 'state ' || n % 3
FROM generate_series(1, 90) AS n;
UPDATE customer SET note = '' WHERE id % 8 = 1;
