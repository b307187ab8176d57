CREATE TABLE region (id integer PRIMARY KEY, code bigint UNIQUE);
INSERT INTO region SELECT n, n FROM generate_series(0, 100) AS n;
DO $$ BEGIN CREATE ROLE catalogue_reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE TABLE customer (
    id bigint PRIMARY KEY,
    region_id integer NOT NULL DEFAULT 0 CONSTRAINT region_is_positive CHECK (region_id >= 0)
        CONSTRAINT customer_region_fk REFERENCES region ON DELETE CASCADE,
    name text NOT NULL,
    CONSTRAINT one_of_a_name UNIQUE (region_id, name) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX customer_region ON customer (region_id) INCLUDE (name) WITH (fillfactor = 80);
CREATE UNIQUE INDEX customer_twice ON customer ((region_id * 2), id) WHERE region_id > 10;
ALTER TABLE customer ALTER COLUMN region_id SET STATISTICS 500;
COMMENT ON COLUMN customer.region_id IS 'where it''s sold';
COMMENT ON INDEX customer_region IS 'for reports';
COMMENT ON CONSTRAINT customer_region_fk ON customer IS 'a region';
GRANT SELECT (region_id), UPDATE (region_id) ON customer TO catalogue_reader WITH GRANT OPTION;
INSERT INTO customer SELECT n, n % 100, 'Customer ' || n FROM generate_series(1, 200) AS n;
