CREATE TABLE customer (id integer PRIMARY KEY, name text, city text, secret text);
CREATE TABLE other (id integer PRIMARY KEY);
INSERT INTO customer SELECT n, 'name ' || n, 'city ' || n % 7, 'secret' FROM generate_series(1, 100) AS n;
DO $$ BEGIN
    IF current_setting('server_version_num')::int >= 150000 THEN
        EXECUTE 'CREATE PUBLICATION "Pub l" FOR TABLE other, customer (id, name, city)';
        EXECUTE 'CREATE PUBLICATION inserts FOR TABLE customer (id, name) WHERE (name IS NOT NULL AND name <> '''') WITH (publish = ''insert'')';
        EXECUTE 'CREATE PUBLICATION filtered FOR TABLE customer WHERE (name = city) WITH (publish = ''insert'')';
    END IF;
END $$;
CREATE PUBLICATION whole FOR TABLE customer;
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert');
