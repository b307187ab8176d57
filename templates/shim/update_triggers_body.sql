-- Run by DO, see update_triggers.sql.
DECLARE
    horizon text := (pg_catalog.txid_current() & 4294967295)::text;
BEGIN
    EXECUTE pg_catalog.format(:'touch_statement', horizon);
    EXECUTE pg_catalog.format(:'change_statement', horizon);
END
