-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE FUNCTION token() RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'x'::text $$;
CREATE FUNCTION noise() RETURNS text LANGUAGE plpgsql VOLATILE AS $$ BEGIN RETURN 'x'; END $$;
-- bad: random
ALTER TABLE orders ADD COLUMN key uuid DEFAULT gen_random_uuid();
-- bad: NOT NULL and UNIQUE beside
-- also: L118
ALTER TABLE orders ADD COLUMN key uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE;
-- bad: a function of the user
ALTER TABLE orders ADD COLUMN key text DEFAULT noise();
-- bad: an unknown function
ALTER TABLE orders ADD COLUMN key text DEFAULT somebody.knows();
-- good: constant, stable, known
ALTER TABLE orders ADD COLUMN a int DEFAULT -1;
-- good: now
ALTER TABLE orders ADD COLUMN a timestamptz NOT NULL DEFAULT now();
-- good: a stable function of the user
ALTER TABLE orders ADD COLUMN a text DEFAULT token();
-- good: for new rows alone
ALTER TABLE orders ADD COLUMN a uuid;
ALTER TABLE orders ALTER COLUMN a SET DEFAULT gen_random_uuid();
