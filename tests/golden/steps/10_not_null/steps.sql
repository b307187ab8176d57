-- plan 20261201100000 not_null
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                               class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ALTER COLUMN SET NOT NULL   expand_contract  ACCESS EXCLUSIVE  yes   no       yes       no          no          major
--   2  ALTER TABLE ALTER COLUMN SET NOT NULL   expand_contract  ACCESS EXCLUSIVE  yes   no       yes       no          no          major
--   3  ALTER TABLE ALTER COLUMN DROP NOT NULL  expand           ACCESS EXCLUSIVE  no    no       no        yes         no          minor
--   4  ALTER TABLE ALTER COLUMN SET NOT NULL   expand           ACCESS EXCLUSIVE  no    no       no        no          no          patch
--   1: ALTER TABLE customer ALTER COLUMN name SET NOT NULL
--   2: ALTER TABLE customer ALTER COLUMN note SET NOT NULL
--   3: ALTER TABLE customer ALTER COLUMN city DROP NOT NULL
--   4: ALTER TABLE customer ALTER COLUMN code SET NOT NULL
--      The column is NOT NULL already.
--
-- tables
--   public.customer: …
--
-- phases
--   expand   4 steps  expand: the new shape is built beside the old one
--   tighten  2 steps  contract, once the old version is gone: constraints that it could have violated
--   seal     1 step   contract: the old shape goes out of sight, held and kept in sync
--   purge    1 step   purge: what was held is dropped
--   unseal   1 step   rollback from a contract: the old shape comes back
--   undo     5 steps  rollback from expanded: the new shape goes out of sight, held

-- expand 1 of 4: expand/01_columns:public.customer
-- add the new columns and the shim of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN city DROP NOT NULL;
CREATE SEQUENCE bellows.conflicts_969cdb20;
GRANT USAGE ON SEQUENCE bellows.conflicts_969cdb20 TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_969cdb20() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF new.note IS NULL THEN
            NEW.note := ''none of '' OPERATOR(pg_catalog.||) new.name;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF new.note IS NULL THEN
            NEW.note := ''none of '' OPERATOR(pg_catalog.||) new.name;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_969cdb20() IS 'bellows plan=20261201100000 table=public.customer purpose=shim';

INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('969cdb20', '20261201100000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "~bellows_969cdb20_insert" BEFORE INSERT ON public.customer FOR EACH ROW
WHEN (new.note IS NULL)
EXECUTE FUNCTION bellows.shim_969cdb20();
COMMENT ON TRIGGER "~bellows_969cdb20_insert" ON public.customer IS 'bellows plan=20261201100000 table=public.customer purpose=insert';
CREATE TRIGGER "~bellows_969cdb20_change" BEFORE UPDATE ON public.customer FOR EACH ROW
WHEN (new.note IS NULL)
EXECUTE FUNCTION bellows.shim_969cdb20();
COMMENT ON TRIGGER "~bellows_969cdb20_change" ON public.customer IS 'bellows plan=20261201100000 table=public.customer purpose=change';
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET note = 'none of ' OPERATOR(pg_catalog.||) t.name;
DEALLOCATE bellows_check;
COMMIT;

-- expand 2 of 4: expand/02_backfill:public.customer
-- fill the new columns of old rows of public.customer
-- lock: ROW EXCLUSIVE on public.customer; scan: yes; repeated, each range of blocks $1 to $2 in a transaction of its own
UPDATE ONLY public.customer AS t
SET note = 'none of ' OPERATOR(pg_catalog.||) t.name
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (CASE WHEN t.note IS NULL THEN NOT (SELECT r.note IS NULL FROM (SELECT ('none of ' OPERATOR(pg_catalog.||) t.name)::text AS note) AS r) ELSE false END)
;

-- expand 3 of 4: expand/03_constraints:public.customer
-- add constraints to public.customer, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer ADD CONSTRAINT bellows_not_null_note_67f574d4 CHECK (note IS NOT NULL) NOT VALID
;
COMMIT;

-- expand 4 of 4: expand/04_validate:public.customer
-- validate bellows_not_null_note_67f574d4 of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_not_null_note_67f574d4
;
COMMIT;

-- tighten 1 of 2: tighten/01_constraints:public.customer
-- add constraints to public.customer, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer ADD CONSTRAINT bellows_not_null_name_d89dd0f0 CHECK (name IS NOT NULL) NOT VALID
;
COMMIT;

-- tighten 2 of 2: tighten/02_validate:public.customer
-- validate bellows_not_null_name_d89dd0f0 of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_not_null_name_d89dd0f0
;
COMMIT;

-- seal 1 of 1: seal/01_seal:public.customer
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN name SET NOT NULL, ALTER COLUMN note SET NOT NULL;
CREATE OR REPLACE FUNCTION bellows.shim_969cdb20() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        NULL;
    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        NULL;
    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_969cdb20() IS 'bellows plan=20261201100000 table=public.customer purpose=shim'
;
COMMIT;

-- purge 1 of 1: purge/01_purge:public.customer
-- drop the shim and the held columns of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_969cdb20_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_969cdb20_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_969cdb20_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_969cdb20_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_969cdb20();
DROP SEQUENCE IF EXISTS bellows.conflicts_969cdb20;
DELETE FROM bellows.horizon WHERE key = '969cdb20';
ALTER TABLE public.customer DROP CONSTRAINT bellows_not_null_name_d89dd0f0, DROP CONSTRAINT bellows_not_null_note_67f574d4
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.customer
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN name DROP NOT NULL, DROP CONSTRAINT IF EXISTS bellows_not_null_name_d89dd0f0, ALTER COLUMN note DROP NOT NULL;
CREATE OR REPLACE FUNCTION bellows.shim_969cdb20() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF new.note IS NULL THEN
            NEW.note := ''none of '' OPERATOR(pg_catalog.||) new.name;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF new.note IS NULL THEN
            NEW.note := ''none of '' OPERATOR(pg_catalog.||) new.name;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_969cdb20() IS 'bellows plan=20261201100000 table=public.customer purpose=shim'
;
COMMIT;

-- undo 1 of 5: undo/01_not_null:public.customer
-- require NOT NULL of city again, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS bellows_not_null_city_b8d5b2ea, ADD CONSTRAINT bellows_not_null_city_b8d5b2ea CHECK (city IS NOT NULL) NOT VALID
;
COMMIT;

-- undo 2 of 5: undo/02_validate:public.customer
-- validate bellows_not_null_city_b8d5b2ea of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_not_null_city_b8d5b2ea
;
COMMIT;

-- undo 3 of 5: undo/03_not_null:public.customer
-- make city NOT NULL again
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN city SET NOT NULL;
ALTER TABLE public.customer DROP CONSTRAINT bellows_not_null_city_b8d5b2ea
;
COMMIT;

-- undo 4 of 5: undo/04_kill_switch:public.customer
-- switch the shim of public.customer off at once, where V can do without it
-- lock: none on public.customer; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_969cdb20()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.customer'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attnotnull AND a.attname = ANY (''{}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_969cdb20() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF new.note IS NULL THEN
            NEW.note := ''''''''none of '''''''' OPERATOR(pg_catalog.||) new.name;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF new.note IS NULL THEN
            NEW.note := ''''''''none of '''''''' OPERATOR(pg_catalog.||) new.name;
        END IF;

    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_969cdb20() IS ''''bellows plan=20261201100000 table=public.customer purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 5 of 5: undo/05_undo:public.customer
-- take the shim off public.customer and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS bellows_not_null_note_67f574d4;
DROP TRIGGER IF EXISTS "!bellows_969cdb20_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_969cdb20_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_969cdb20_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_969cdb20_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_969cdb20();
DROP SEQUENCE IF EXISTS bellows.conflicts_969cdb20;
DELETE FROM bellows.horizon WHERE key = '969cdb20'
;
COMMIT;

-- next: bellows expand 20261201100000
