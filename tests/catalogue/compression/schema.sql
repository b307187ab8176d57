CREATE TABLE message (id bigint PRIMARY KEY, body text, head text);
DO $$ BEGIN IF current_setting('server_version_num')::integer >= 140000 THEN EXECUTE 'ALTER TABLE message ALTER COLUMN head SET COMPRESSION pglz'; END IF; END $$;
INSERT INTO message SELECT n, repeat('body ' || n, 10), 'head ' || n FROM generate_series(1, 60) AS n;
