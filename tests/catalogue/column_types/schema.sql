CREATE TYPE state AS ENUM ('new', 'paid', 'sent');
CREATE DOMAIN label AS text;
CREATE TABLE item (
    id bigint PRIMARY KEY,
    quantity integer NOT NULL DEFAULT 1,
    amount text,
    state text NOT NULL DEFAULT 'new',
    made timestamp,
    seen timestamp DEFAULT '2026-01-01',
    body json,
    code varchar(20),
    price numeric(10,2),
    flag char(3),
    name text,
    tags text[],
    title varchar(50)
);
CREATE INDEX item_name ON item (name);
CREATE INDEX item_made ON item (made DESC NULLS LAST);
INSERT INTO item
SELECT n, n, nullif(n, 7)::text || '.50', (ARRAY['new', 'paid', 'sent'])[1 + n % 3],
       timestamp '2026-03-28' + n * interval '47 minutes', timestamp '2026-10-24' + n * interval '53 minutes',
       json_build_object('n', n, 'a', 'x'), 'code ' || n || ' of many', n + 0.25, 'f' || n % 10, 'Naïve ' || n,
       ARRAY[n::text, (n + 1)::text], 'Title ' || n
FROM generate_series(1, 80) AS n;
