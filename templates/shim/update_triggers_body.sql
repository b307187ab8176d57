-- Run by DO, see update_triggers.sql.
DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = :'key');
BEGIN
    EXECUTE pg_catalog.format(:'touch_statement', horizon);
    EXECUTE pg_catalog.format(:'change_statement', horizon);
END
