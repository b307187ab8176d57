CREATE TABLE customer (id integer PRIMARY KEY, name text NOT NULL, city text, active boolean NOT NULL DEFAULT true);
CREATE TABLE visit (id integer PRIMARY KEY, customer_id integer, who text, note text);
INSERT INTO customer SELECT n, 'name ' || n, 'city ' || n % 7, n % 3 > 0 FROM generate_series(1, 100) AS n;
INSERT INTO visit SELECT n, n, 'name ' || n, 'note ' || n FROM generate_series(1, 20) AS n;
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'catalogue_reader') THEN
        CREATE ROLE catalogue_reader;
    END IF;
END $$;
-- An updatable view with a check option, its defaults, grants and comments.
CREATE VIEW active_customer WITH (security_barrier = true) AS
    SELECT id, name, city FROM customer WHERE active AND name <> '' WITH LOCAL CHECK OPTION;
ALTER VIEW active_customer ALTER COLUMN city SET DEFAULT 'nowhere';
COMMENT ON VIEW active_customer IS 'who is''s active';
COMMENT ON COLUMN active_customer.name IS 'the name';
GRANT SELECT, INSERT (id, name) ON active_customer TO catalogue_reader;
-- Views on views, one of which reads the table as well; a query with everything.
CREATE VIEW shouted AS SELECT id, upper(name) AS loud FROM active_customer;
CREATE VIEW both_ways AS SELECT s.loud, c.name, c.name || '!' AS "Ex cl" FROM shouted AS s JOIN customer AS c USING (id);
CREATE VIEW grouped AS
    WITH long AS (SELECT name, length(name) AS n FROM customer WHERE name LIKE 'name%' ORDER BY name)
    SELECT DISTINCT ON (c.city) c.city, max(c.name) OVER (PARTITION BY c.city) AS most,
           (SELECT count(*) FROM long AS l WHERE l.name = c.name) AS same, (row(c.name, c.id))::text AS pair
    FROM customer AS c LEFT JOIN LATERAL (SELECT v.note FROM visit AS v WHERE v.who = c.name) AS x ON true
    GROUP BY c.id, c.name ORDER BY c.city, c.name;
CREATE MATERIALIZED VIEW remembered AS SELECT loud FROM shouted;
-- Rules on a view and on another table.
CREATE VIEW entry AS SELECT id, name FROM customer;
CREATE RULE enter AS ON INSERT TO entry DO INSTEAD
    INSERT INTO customer (id, name) VALUES (new.id, new.name) RETURNING customer.id, customer.name;
COMMENT ON RULE enter ON entry IS 'a rule';
CREATE RULE follow AS ON UPDATE TO visit WHERE new.who IS DISTINCT FROM old.who DO ALSO
    UPDATE customer SET name = new.who WHERE id = new.customer_id AND new.who IS NOT NULL;
-- Policies on the table and on another one.
CREATE POLICY own ON customer TO catalogue_reader USING (name <> 'hidden') WITH CHECK (name <> 'forbidden' AND city IS NOT NULL);
CREATE POLICY known ON visit AS RESTRICTIVE FOR SELECT USING (EXISTS (SELECT FROM customer WHERE customer.name = visit.who));
COMMENT ON POLICY known ON visit IS 'a policy';
ALTER TABLE visit ENABLE ROW LEVEL SECURITY;
