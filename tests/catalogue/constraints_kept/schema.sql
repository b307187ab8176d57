CREATE TABLE region (id bigint PRIMARY KEY, name text);
CREATE TABLE customer (
    id bigint PRIMARY KEY,
    region_id bigint CONSTRAINT customer_region REFERENCES region ON DELETE SET NULL,
    home_id bigint CONSTRAINT customer_home REFERENCES region ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    score integer,
    note text
);
INSERT INTO region SELECT n, 'region ' || n FROM generate_series(1, 9) AS n;
INSERT INTO customer SELECT n, 1 + n % 9, 1 + n % 9, n % 100, 'note ' || n FROM generate_series(1, 120) AS n;
ALTER TABLE customer ADD CONSTRAINT score_is_low CHECK (score < 1000) NOT VALID;
ALTER TABLE customer ADD CONSTRAINT customer_other FOREIGN KEY (region_id) REFERENCES region NOT VALID;
ALTER TABLE customer ADD CONSTRAINT note_is_short CHECK (length(note) < 40);
COMMENT ON CONSTRAINT score_is_low ON customer IS 'for the list';
COMMENT ON CONSTRAINT customer_other ON customer IS 'once more';
