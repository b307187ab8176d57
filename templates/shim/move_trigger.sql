-- Tells the insert trigger that a row comes from another partition: an UPDATE that moves it fires BEFORE UPDATE and BEFORE DELETE
-- on one and the same row version, which nothing else does, and at once BEFORE INSERT in the other partition, where no
-- default is evaluated. Its WHEN notes the version, marks the row the second time, and is always false. Both settings
-- are the transaction's, and a savepoint takes them back with the rows.
CREATE TRIGGER :"trigger" BEFORE UPDATE OR DELETE ON :table FOR EACH ROW
WHEN (CASE WHEN pg_catalog.current_setting(:'version', true) = pg_catalog.concat(OLD.tableoid, OLD.ctid)
           THEN pg_catalog.set_config(:'marker', '/moved/', true)
           ELSE pg_catalog.set_config(:'version', pg_catalog.concat(OLD.tableoid, OLD.ctid), true) END IS NULL)
EXECUTE FUNCTION bellows.:"function"();
COMMENT ON TRIGGER :"trigger" ON :table IS :'comment';
