-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, state text);
CREATE TABLE orders_audit (at timestamptz, id bigint, state text);
CREATE TABLE quiet (id bigint PRIMARY KEY);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO orders_audit SELECT now(), NEW.*;
    RETURN NULL;
END $$;
CREATE FUNCTION audit_json() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.* IS DISTINCT FROM OLD.* THEN
        PERFORM pg_notify('audit', to_jsonb(NEW.*)::text);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER audit AFTER UPDATE ON quiet FOR EACH ROW EXECUTE FUNCTION audit_json();
-- bad: the audit table does not get the column
ALTER TABLE orders ADD COLUMN note text;
-- good: the row as one value
ALTER TABLE quiet ADD COLUMN note text;
