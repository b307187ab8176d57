-- Fires only when a side changed; sorts last.
CREATE TRIGGER :"change" BEFORE UPDATE ON :table FOR EACH ROW
WHEN (:condition)
EXECUTE FUNCTION bellows.:"function"();
COMMENT ON TRIGGER :"change" ON :table IS :'comment';
