-- Fires for a statement that assigns an old column, whatever the value is; without WHEN, which PostgreSQL would read anew for each
-- statement: that costs more than the call.
CREATE TRIGGER :"trigger" BEFORE UPDATE OF :columns ON :table FOR EACH :level
EXECUTE FUNCTION bellows.note_write(:'plan', :'name', :'noted');
COMMENT ON TRIGGER :"trigger" ON :table IS :'comment';
