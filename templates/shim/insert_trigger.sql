-- Sorts after all other triggers, so that what they change is seen.
CREATE TRIGGER :"trigger" BEFORE INSERT ON :table FOR EACH ROW:condition
EXECUTE FUNCTION bellows.:"function"();
COMMENT ON TRIGGER :"trigger" ON :table IS :'comment';
