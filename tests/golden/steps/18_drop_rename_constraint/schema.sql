CREATE TABLE region (id bigint PRIMARY KEY);
CREATE TABLE customer (
    id bigint PRIMARY KEY,
    region_id bigint CONSTRAINT customer_region REFERENCES region ON DELETE CASCADE,
    name text CONSTRAINT name_is_short CHECK (length(name) < 20),
    score integer CONSTRAINT score_once UNIQUE,
    note text CONSTRAINT note_once UNIQUE,
    room integer,
    CONSTRAINT room_alone EXCLUDE USING btree (room WITH =)
);
COMMENT ON CONSTRAINT name_is_short ON customer IS 'for the label';
INSERT INTO region SELECT n FROM generate_series(1, 9) AS n;
INSERT INTO customer SELECT n, 1 + n % 9, 'Customer ' || n, n, 'note ' || n, n FROM generate_series(1, 90) AS n;
