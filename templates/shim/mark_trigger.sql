-- Sorts before all other triggers. Its WHEN moves the omission marker of this row into a second setting, clears it and
-- is always false: the executor does it in C, and a row that another trigger suppresses cannot mislead the next one.
CREATE TRIGGER :"trigger" BEFORE INSERT ON :table FOR EACH ROW
WHEN (pg_catalog.set_config(:'decided', pg_catalog.concat(pg_catalog.current_setting(:'marker', true), ''), true) IS NULL
      OR pg_catalog.set_config(:'marker', '', true) IS NULL)
EXECUTE FUNCTION bellows.:"function"();
COMMENT ON TRIGGER :"trigger" ON :table IS :'comment';
