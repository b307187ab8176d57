CREATE TABLE customer (id integer PRIMARY KEY, name text NOT NULL, city text);
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE VIEW known WITH (security_barrier = true) AS SELECT id, name FROM customer WHERE name <> '';
CREATE VIEW known_twice AS SELECT k.name, c.name AS again FROM known AS k JOIN customer AS c USING (id);
CREATE POLICY own ON customer USING (name = CURRENT_USER);
CREATE TRIGGER changed AFTER UPDATE OF name ON customer FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION tell();
ALTER TABLE customer ENABLE ALWAYS TRIGGER changed;
CREATE STATISTICS name_city ON name, city FROM customer;
