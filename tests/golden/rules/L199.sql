-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE PROCEDURE build() LANGUAGE plpgsql AS $$ BEGIN CREATE INDEX orders_2 ON orders (id); END $$;
CREATE PROCEDURE rest() LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
-- bad: what a procedure does
CALL build();
-- good: one that does nothing
CALL rest();
