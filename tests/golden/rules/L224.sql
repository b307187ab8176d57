-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
-- bad: a table in use
DROP TRIGGER touch ON orders;
-- good: a new table
CREATE TABLE parcel (a int);
CREATE TRIGGER touch BEFORE UPDATE ON parcel FOR EACH ROW EXECUTE FUNCTION touch();
DROP TRIGGER touch ON parcel;
