CREATE TABLE customer (id integer PRIMARY KEY, name text NOT NULL, city text);
INSERT INTO customer SELECT n, 'name ' || n, 'city ' || n % 7 FROM generate_series(1, 100) AS n;
DO $$ BEGIN
    IF current_setting('server_version_num')::int >= 140000 THEN
        EXECUTE $f$
CREATE FUNCTION find(what text, INOUT id integer DEFAULT 0, OUT found text) LANGUAGE sql STABLE STRICT SECURITY DEFINER
    SET search_path = public COST 7
BEGIN ATOMIC
    SELECT c.id, c.name FROM customer AS c WHERE c.name = find.what;
END
$f$;
        EXECUTE $f$
CREATE PROCEDURE "Name it"(id integer, name text) LANGUAGE sql
BEGIN ATOMIC
    UPDATE customer SET name = "Name it".name WHERE customer.id = "Name it".id;
    INSERT INTO customer (id, name) VALUES ("Name it".id, "Name it".name) ON CONFLICT (id) DO NOTHING;
END
$f$;
        EXECUTE 'CREATE FUNCTION names() RETURNS SETOF text LANGUAGE sql RETURN (SELECT max(name) FROM customer)';
        EXECUTE 'COMMENT ON FUNCTION names IS ''all''''s names''';
        EXECUTE 'CREATE VIEW found AS SELECT names() AS name';
    END IF;
END $$;
