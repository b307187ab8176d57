CREATE TYPE place AS (street text, number integer);
CREATE TABLE customer (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    street text,
    house integer,
    nick text,
    fax text NOT NULL,
    score integer NOT NULL DEFAULT 0,
    note text,
    CONSTRAINT note_or_score CHECK (note IS NOT NULL OR score > -1),
    CONSTRAINT one_nick UNIQUE (nick, id)
);
CREATE INDEX customer_nick_score ON customer (score, nick) WHERE note IS NULL;
CREATE STATISTICS customer_nick_note ON nick, note FROM customer;
INSERT INTO customer
SELECT n, 'Ada' || n || ' Byron', nullif('Way ' || n % 9, 'Way 4'), nullif(n % 7, 3), 'nick ' || n, 'fax ' || n, n, nullif('note', 'note' || n % 2)
FROM generate_series(1, 80) AS n;
