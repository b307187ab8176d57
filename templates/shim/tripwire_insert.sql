-- Fires for a row in which an old column was given a value that is not its default.
CREATE TRIGGER :"trigger" BEFORE INSERT ON :table FOR EACH ROW
WHEN (:given)
EXECUTE FUNCTION bellows.note_write(:'plan', :'name', :'noted');
COMMENT ON TRIGGER :"trigger" ON :table IS :'comment';
