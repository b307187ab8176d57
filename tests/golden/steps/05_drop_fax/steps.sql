-- plan 20261105090000 drop_fax
-- nobody sends faxes
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                class     lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE DROP COLUMN  contract  ACCESS EXCLUSIVE  no    no       yes       no          yes         major
--   1: ALTER TABLE supplier DROP fax
--
-- tables
--   public.supplier: …
--
-- phases
--   expand  1 step   expand: the new shape is built beside the old one
--   seal    1 step   contract: the old shape goes out of sight, held and kept in sync
--   purge   1 step   purge: what was held is dropped
--   unseal  1 step   rollback from a contract: the old shape comes back
--   undo    2 steps  rollback from expanded: the new shape goes out of sight, held

-- expand 1 of 1: expand/01_columns:public.supplier
-- add the new columns and the shim of public.supplier
-- lock: ACCESS EXCLUSIVE on public.supplier; scan: no; one transaction
BEGIN;
CREATE SEQUENCE bellows.conflicts_373b20c2;
GRANT USAGE ON SEQUENCE bellows.conflicts_373b20c2 TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_373b20c2() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF (pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_373b20c2'', true), ''/1/'') OPERATOR(pg_catalog.=) 0)
           AND pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.=) 1
           AND pg_catalog.current_setting(''bellows.w_373b20c2'', true) IS DISTINCT FROM bellows.write_moment() THEN
            PERFORM bellows.note_old_write(''20261105090000'', ''public.supplier'', ''bellows.w_373b20c2'');
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_373b20c2'', true), ''/1/'') > 0 THEN
            NEW.fax := '''';
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        NULL;
    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_373b20c2() IS 'bellows plan=20261105090000 table=public.supplier purpose=shim';
ALTER TABLE public.supplier ALTER COLUMN fax DROP DEFAULT;
ALTER TABLE public.supplier ALTER COLUMN fax SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_373b20c2', pg_catalog.concat(pg_catalog.current_setting('bellows.m_373b20c2', true), '/1/'), true) IS NULL THEN NULL::text END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('373b20c2', '20261105090000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_373b20c2_mark" BEFORE INSERT ON public.supplier FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_373b20c2', pg_catalog.concat(pg_catalog.current_setting('bellows.m_373b20c2', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_373b20c2', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_373b20c2();
COMMENT ON TRIGGER "!bellows_373b20c2_mark" ON public.supplier IS 'bellows plan=20261105090000 table=public.supplier purpose=mark';
CREATE TRIGGER "~bellows_373b20c2_insert" BEFORE INSERT ON public.supplier FOR EACH ROW
EXECUTE FUNCTION bellows.shim_373b20c2();
COMMENT ON TRIGGER "~bellows_373b20c2_insert" ON public.supplier IS 'bellows plan=20261105090000 table=public.supplier purpose=insert';
INSERT INTO bellows.tripwire (key, plan, relation, name, columns)
VALUES ('373b20c2', '20261105090000', 'public.supplier'::regclass, 'public.supplier', '{"fax"}');
CREATE TRIGGER "!bellows_373b20c2_write_update" BEFORE UPDATE OF fax ON public.supplier FOR EACH STATEMENT
EXECUTE FUNCTION bellows.note_write('20261105090000', 'public.supplier', 'bellows.w_373b20c2');
COMMENT ON TRIGGER "!bellows_373b20c2_write_update" ON public.supplier IS 'bellows plan=20261105090000 table=public.supplier purpose=write';
PREPARE bellows_check AS UPDATE ONLY public.supplier AS t SET fax = '';
DEALLOCATE bellows_check;
COMMIT;

-- seal 1 of 1: seal/01_seal:public.supplier
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.supplier; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_373b20c2_write_update" ON public.supplier;
DROP TRIGGER IF EXISTS "!bellows_373b20c2_write_insert" ON public.supplier;
DELETE FROM bellows.tripwire WHERE key = '373b20c2';
ALTER TABLE public.supplier ALTER COLUMN fax DROP DEFAULT;
ALTER TABLE public.supplier RENAME COLUMN fax TO bellows_held_fax_cb229583;
CREATE OR REPLACE FUNCTION bellows.shim_373b20c2() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        NEW.bellows_held_fax_cb229583 := '''';

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        NULL;
    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_373b20c2() IS 'bellows plan=20261105090000 table=public.supplier purpose=shim'
;
COMMIT;

-- purge 1 of 1: purge/01_purge:public.supplier
-- drop the shim and the held columns of public.supplier
-- lock: ACCESS EXCLUSIVE on public.supplier; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_373b20c2_mark" ON public.supplier;
DROP TRIGGER IF EXISTS "~bellows_373b20c2_insert" ON public.supplier;
DROP TRIGGER IF EXISTS "~bellows_373b20c2_touch" ON public.supplier;
DROP TRIGGER IF EXISTS "~bellows_373b20c2_change" ON public.supplier;
DROP FUNCTION IF EXISTS bellows.shim_373b20c2();
DROP SEQUENCE IF EXISTS bellows.conflicts_373b20c2;
DELETE FROM bellows.horizon WHERE key = '373b20c2';
ALTER TABLE public.supplier DROP COLUMN bellows_held_fax_cb229583
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.supplier
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.supplier; scan: no; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.supplier'') AND a.attname = ''bellows_held_fax_cb229583'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.supplier RENAME COLUMN bellows_held_fax_cb229583 TO fax;
    END IF;
END';
ALTER TABLE public.supplier ALTER COLUMN fax SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_373b20c2', pg_catalog.concat(pg_catalog.current_setting('bellows.m_373b20c2', true), '/1/'), true) IS NULL THEN NULL::text END;
CREATE OR REPLACE FUNCTION bellows.shim_373b20c2() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF (pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_373b20c2'', true), ''/1/'') OPERATOR(pg_catalog.=) 0)
           AND pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.=) 1
           AND pg_catalog.current_setting(''bellows.w_373b20c2'', true) IS DISTINCT FROM bellows.write_moment() THEN
            PERFORM bellows.note_old_write(''20261105090000'', ''public.supplier'', ''bellows.w_373b20c2'');
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_373b20c2'', true), ''/1/'') > 0 THEN
            NEW.fax := '''';
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        NULL;
    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_373b20c2() IS 'bellows plan=20261105090000 table=public.supplier purpose=shim';
DROP TRIGGER IF EXISTS "!bellows_373b20c2_write_update" ON public.supplier;
DROP TRIGGER IF EXISTS "!bellows_373b20c2_write_insert" ON public.supplier;
DELETE FROM bellows.tripwire WHERE key = '373b20c2';
INSERT INTO bellows.tripwire (key, plan, relation, name, columns)
VALUES ('373b20c2', '20261105090000', 'public.supplier'::regclass, 'public.supplier', '{"fax"}');
CREATE TRIGGER "!bellows_373b20c2_write_update" BEFORE UPDATE OF fax ON public.supplier FOR EACH STATEMENT
EXECUTE FUNCTION bellows.note_write('20261105090000', 'public.supplier', 'bellows.w_373b20c2');
COMMENT ON TRIGGER "!bellows_373b20c2_write_update" ON public.supplier IS 'bellows plan=20261105090000 table=public.supplier purpose=write'
;
COMMIT;

-- undo 1 of 2: undo/01_kill_switch:public.supplier
-- switch the shim of public.supplier off at once, where V can do without it
-- lock: none on public.supplier; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_373b20c2()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.supplier'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.supplier'') AND a.attnotnull AND a.attname = ANY (''{}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_373b20c2() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_373b20c2'''''''', true), ''''''''/1/'''''''') > 0 THEN
            NEW.fax := '''''''''''''''';
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        NULL;
    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_373b20c2() IS ''''bellows plan=20261105090000 table=public.supplier purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 2 of 2: undo/02_undo:public.supplier
-- take the shim off public.supplier and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.supplier; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_373b20c2_write_update" ON public.supplier;
DROP TRIGGER IF EXISTS "!bellows_373b20c2_write_insert" ON public.supplier;
DELETE FROM bellows.tripwire WHERE key = '373b20c2';
DROP TRIGGER IF EXISTS "!bellows_373b20c2_mark" ON public.supplier;
DROP TRIGGER IF EXISTS "~bellows_373b20c2_insert" ON public.supplier;
DROP TRIGGER IF EXISTS "~bellows_373b20c2_touch" ON public.supplier;
DROP TRIGGER IF EXISTS "~bellows_373b20c2_change" ON public.supplier;
DROP FUNCTION IF EXISTS bellows.shim_373b20c2();
DROP SEQUENCE IF EXISTS bellows.conflicts_373b20c2;
DELETE FROM bellows.horizon WHERE key = '373b20c2';
ALTER TABLE public.supplier ALTER COLUMN fax DROP DEFAULT
;
COMMIT;

-- next: bellows expand 20261105090000
