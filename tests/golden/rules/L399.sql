-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE PROCEDURE wipe() LANGUAGE plpgsql AS $$ BEGIN TRUNCATE orders; END $$;
-- bad: what a procedure does
CALL wipe();
-- good: what cannot be judged is said to be that
ALTER EXTENSION postgis UPDATE;
