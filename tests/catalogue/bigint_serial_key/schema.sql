DO $$ BEGIN CREATE ROLE catalogue_reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE TABLE customer (
    id serial CONSTRAINT customer_key PRIMARY KEY,
    region integer NOT NULL,
    advisor_id integer CONSTRAINT customer_advisor_fk REFERENCES customer ON UPDATE CASCADE ON DELETE SET NULL,
    name text NOT NULL DEFAULT 'nobody',
    CONSTRAINT customer_in_region UNIQUE (region, id)
);
COMMENT ON CONSTRAINT customer_key ON customer IS 'as printed on invoices';
COMMENT ON INDEX customer_key IS 'hot';
GRANT USAGE ON SEQUENCE customer_id_seq TO catalogue_reader;
CREATE TABLE invoice (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id integer NOT NULL CONSTRAINT invoice_customer_fk REFERENCES customer ON UPDATE CASCADE ON DELETE CASCADE,
    amount numeric(10,2) NOT NULL
);
CREATE INDEX invoice_customer ON invoice (customer_id);
COMMENT ON CONSTRAINT invoice_customer_fk ON invoice IS 'who pays';
CREATE TABLE visit (
    id bigint PRIMARY KEY,
    customer_id integer,
    region integer,
    note text,
    CONSTRAINT visit_customer_fk FOREIGN KEY (region, customer_id) REFERENCES customer (region, id)
        MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO customer (region, advisor_id, name)
SELECT n % 5, CASE WHEN n > 3 AND n % 4 <> 0 THEN n / 2 END, 'Customer ' || n FROM generate_series(1, 150) AS n;
INSERT INTO invoice (customer_id, amount) SELECT 1 + n % 150, n FROM generate_series(1, 150) AS n;
INSERT INTO visit SELECT n, c.id, c.region, 'visit ' || n FROM generate_series(1, 150) AS n LEFT JOIN customer AS c ON c.id = n AND n % 10 <> 0;
