DO $$ BEGIN CREATE ROLE catalogue_reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE TABLE customer (
    id integer GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5 CACHE 3),
    name text NOT NULL,
    PRIMARY KEY (id)
);
ALTER TABLE customer CLUSTER ON customer_pkey;
ALTER TABLE customer REPLICA IDENTITY USING INDEX customer_pkey;
COMMENT ON SEQUENCE customer_id_seq IS 'in steps of five';
GRANT SELECT, USAGE ON SEQUENCE customer_id_seq TO catalogue_reader WITH GRANT OPTION;
CREATE TABLE invoice (
    number bigint PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES customer,
    payer_id integer REFERENCES customer (id)
);
INSERT INTO customer (name) SELECT 'Customer ' || n FROM generate_series(1, 150) AS n;
INSERT INTO invoice SELECT n, 10 + 5 * (n % 150), nullif(10 + 5 * (n % 7), 10) FROM generate_series(1, 150) AS n;
