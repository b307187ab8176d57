-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
-- bad: a table in use
CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
-- good: a new table
CREATE TABLE parcel (a int);
CREATE TRIGGER touch BEFORE UPDATE ON parcel FOR EACH ROW EXECUTE FUNCTION touch();
