CREATE TABLE customer (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    note text,
    phone text,
    score integer,
    CONSTRAINT score_is_low CHECK (score < 1000000)
);
CREATE INDEX customer_name_idx ON customer (name);
CREATE INDEX customer_phone_idx ON customer (phone);
CREATE UNIQUE INDEX customer_note_idx ON customer (note, id);
COMMENT ON TABLE customer IS 'who buys';
COMMENT ON COLUMN customer.note IS 'an old note';
COMMENT ON COLUMN customer.phone IS 'an old phone';
COMMENT ON INDEX customer_name_idx IS 'by name';
COMMENT ON CONSTRAINT customer_pkey ON customer IS 'the key';
ALTER TABLE customer ALTER COLUMN name SET STATISTICS 200, ALTER COLUMN name SET (n_distinct = -0.9), ALTER COLUMN note SET STORAGE EXTERNAL,
    ALTER COLUMN phone SET STATISTICS 300, ALTER COLUMN phone SET (n_distinct = -0.8);
INSERT INTO customer SELECT n, 'Customer ' || n, 'note ' || n, (4930000 + n)::text, n FROM generate_series(1, 120) AS n;
