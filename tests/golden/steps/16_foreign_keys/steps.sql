-- plan 20261201130000 foreign_keys
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                               class            lock                 scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ADD CONSTRAINT FOREIGN KEY  expand_contract  SHARE ROW EXCLUSIVE  yes   no       yes       no          no          major
--   2  ALTER TABLE ADD CONSTRAINT FOREIGN KEY  expand_contract  SHARE ROW EXCLUSIVE  yes   no       yes       no          no          major
--   3  ALTER TABLE ADD CONSTRAINT FOREIGN KEY  contract         SHARE ROW EXCLUSIVE  no    no       yes       no          no          major
--   4  CREATE TABLE                            expand           none                 no    no       no        yes         no          minor
--   5  ALTER TABLE ADD COLUMN                  expand           ACCESS EXCLUSIVE     no    no       no        yes         no          minor
--   6  ALTER TABLE ADD CONSTRAINT FOREIGN KEY  expand_contract  SHARE ROW EXCLUSIVE  yes   no       yes       no          no          major
--   7  ALTER TABLE ADD COLUMN                  expand           ACCESS EXCLUSIVE     no    no       no        yes         no          minor
--   8  ALTER TABLE ADD CONSTRAINT FOREIGN KEY  expand_contract  SHARE ROW EXCLUSIVE  yes   no       yes       no          no          major
--   1: ALTER TABLE customer ADD FOREIGN KEY (region_id) REFERENCES region ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
--   2: ALTER TABLE customer ADD CONSTRAINT customer_place FOREIGN KEY (country, code) REFERENCES region (country, code) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL
--   3: ALTER TABLE customer ADD FOREIGN KEY (invited_by) REFERENCES customer (id) NOT VALID
--      NOT VALID spares the scan; every write is checked from then on all the same.
--   4: CREATE TABLE tier (id int PRIMARY KEY)
--   5: ALTER TABLE customer ADD COLUMN tier_id int
--   6: ALTER TABLE customer ADD FOREIGN KEY (tier_id) REFERENCES tier
--   7: ALTER TABLE customer ADD COLUMN home_id bigint
--   8: ALTER TABLE customer ADD FOREIGN KEY (home_id) REFERENCES region (id)
--
-- tables
--   public.customer: …
--   tier: created by this plan
--
-- phases
--   expand   8 steps  expand: the new shape is built beside the old one
--   tighten  5 steps  contract, once the old version is gone: constraints that it could have violated
--   seal     1 step   contract: the old shape goes out of sight, held and kept in sync
--   purge    1 step   purge: what was held is dropped
--   unseal   1 step   rollback from a contract: the old shape comes back
--   undo     3 steps  rollback from expanded: the new shape goes out of sight, held
--   discard  1 step   purge after a rollback: what was held is dropped

-- expand 1 of 8: expand/01_create_tables
-- create 1 table(s)
-- lock: none; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
CREATE TABLE tier (id int PRIMARY KEY)
;
COMMIT;

-- expand 2 of 8: expand/02_columns:public.customer
-- add the new columns and the shim of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD COLUMN home_id bigint, ADD COLUMN tier_id int;
CREATE SEQUENCE bellows.conflicts_13c2b142;
GRANT USAGE ON SEQUENCE bellows.conflicts_13c2b142 TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_13c2b142() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_13c2b142'', true), ''/1/'') > 0 THEN
            NEW.home_id := new.region_id;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.home_id)::record OPERATOR(pg_catalog.*=) ROW(NEW.home_id)::record
           AND ((TG_NARGS = 1 AND ROW(OLD.home_id) IS NULL)
                OR (ROW(OLD.region_id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_id)::record
                    AND ROW((old.region_id)::bigint)::record OPERATOR(pg_catalog.*=) ROW(OLD.home_id)::record)) THEN
            NEW.home_id := new.region_id;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_13c2b142() IS 'bellows plan=20261201130000 table=public.customer purpose=shim';
ALTER TABLE public.customer ALTER COLUMN home_id DROP DEFAULT;
ALTER TABLE public.customer ALTER COLUMN home_id SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_13c2b142', pg_catalog.concat(pg_catalog.current_setting('bellows.m_13c2b142', true), '/1/'), true) IS NULL THEN NULL::bigint END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('13c2b142', '20261201130000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_13c2b142_mark" BEFORE INSERT ON public.customer FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_13c2b142', pg_catalog.concat(pg_catalog.current_setting('bellows.m_13c2b142', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_13c2b142', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_13c2b142();
COMMENT ON TRIGGER "!bellows_13c2b142_mark" ON public.customer IS 'bellows plan=20261201130000 table=public.customer purpose=mark';
CREATE TRIGGER "~bellows_13c2b142_insert" BEFORE INSERT ON public.customer FOR EACH ROW
EXECUTE FUNCTION bellows.shim_13c2b142();
COMMENT ON TRIGGER "~bellows_13c2b142_insert" ON public.customer IS 'bellows plan=20261201130000 table=public.customer purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''13c2b142'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_13c2b142_touch" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN ((ROW(OLD.home_id) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_13c2b142(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_13c2b142_change" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN (NOT ((ROW(OLD.home_id) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.home_id, OLD.region_id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.home_id, NEW.region_id)::record)) EXECUTE FUNCTION bellows.shim_13c2b142()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_13c2b142_touch" ON public.customer IS 'bellows plan=20261201130000 table=public.customer purpose=update';
COMMENT ON TRIGGER "~bellows_13c2b142_change" ON public.customer IS 'bellows plan=20261201130000 table=public.customer purpose=update';
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET home_id = t.region_id;
DEALLOCATE bellows_check;
COMMIT;

-- expand 3 of 8: expand/03_backfill:public.customer
-- fill the new columns of old rows of public.customer
-- lock: ROW EXCLUSIVE on public.customer; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY public.customer AS t
SET home_id = t.region_id
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '13c2b142') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.home_id) IS NULL THEN NOT (ROW(t.region_id) IS NULL) ELSE false END)
;

-- expand 4 of 8: expand/04_foreign_key:public.customer
-- add foreign key customer_tier_id_fkey to public.tier, not yet validated; no index begins with its columns: a DELETE in public.tier reads the whole of public.customer
-- lock: SHARE ROW EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD CONSTRAINT customer_tier_id_fkey FOREIGN KEY (tier_id) REFERENCES public.tier NOT VALID
;
COMMIT;

-- expand 5 of 8: expand/05_validate:public.customer
-- validate customer_tier_id_fkey of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT customer_tier_id_fkey
;
COMMIT;

-- expand 6 of 8: expand/06_foreign_key:public.customer
-- add foreign key customer_home_id_fkey to public.region, not yet validated; no index begins with its columns: a DELETE in public.region reads the whole of public.customer
-- lock: SHARE ROW EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD CONSTRAINT customer_home_id_fkey FOREIGN KEY (home_id) REFERENCES public.region (id) NOT VALID
;
COMMIT;

-- expand 7 of 8: expand/07_validate:public.customer
-- validate customer_home_id_fkey of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT customer_home_id_fkey
;
COMMIT;

-- expand 8 of 8: expand/08_analyze:public.customer
-- gather statistics of the new columns of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ANALYZE public.customer (home_id)
;
COMMIT;

-- tighten 1 of 5: tighten/01_foreign_key:public.customer
-- add foreign key customer_region_id_fkey to public.region, not yet validated
-- lock: SHARE ROW EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD CONSTRAINT customer_region_id_fkey FOREIGN KEY (region_id) REFERENCES public.region ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED NOT VALID
;
COMMIT;

-- tighten 2 of 5: tighten/02_validate:public.customer
-- validate customer_region_id_fkey of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT customer_region_id_fkey
;
COMMIT;

-- tighten 3 of 5: tighten/03_foreign_key:public.customer
-- add foreign key customer_place to public.region, not yet validated; no index begins with its columns: a DELETE in public.region reads the whole of public.customer
-- lock: SHARE ROW EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD CONSTRAINT customer_place FOREIGN KEY (country, code) REFERENCES public.region (country, code) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL NOT VALID
;
COMMIT;

-- tighten 4 of 5: tighten/04_validate:public.customer
-- validate customer_place of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT customer_place
;
COMMIT;

-- tighten 5 of 5: tighten/05_foreign_key:public.customer
-- add foreign key customer_invited_by_fkey to public.customer, not yet validated; no index begins with its columns: a DELETE in public.customer reads the whole of public.customer
-- lock: SHARE ROW EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD CONSTRAINT customer_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES public.customer (id) NOT VALID
;
COMMIT;

-- seal 1 of 1: seal/01_seal:public.customer
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN home_id DROP DEFAULT;
CREATE OR REPLACE FUNCTION bellows.shim_13c2b142() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
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
COMMENT ON FUNCTION bellows.shim_13c2b142() IS 'bellows plan=20261201130000 table=public.customer purpose=shim'
;
COMMIT;

-- purge 1 of 1: purge/01_purge:public.customer
-- drop the shim and the held columns of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_13c2b142_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_13c2b142_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_13c2b142_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_13c2b142_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_13c2b142();
DROP SEQUENCE IF EXISTS bellows.conflicts_13c2b142;
DELETE FROM bellows.horizon WHERE key = '13c2b142'
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.customer
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN home_id SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_13c2b142', pg_catalog.concat(pg_catalog.current_setting('bellows.m_13c2b142', true), '/1/'), true) IS NULL THEN NULL::bigint END, DROP CONSTRAINT IF EXISTS customer_region_id_fkey, DROP CONSTRAINT IF EXISTS customer_place, DROP CONSTRAINT IF EXISTS customer_invited_by_fkey;
CREATE OR REPLACE FUNCTION bellows.shim_13c2b142() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_13c2b142'', true), ''/1/'') > 0 THEN
            NEW.home_id := new.region_id;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.home_id)::record OPERATOR(pg_catalog.*=) ROW(NEW.home_id)::record
           AND ((TG_NARGS = 1 AND ROW(OLD.home_id) IS NULL)
                OR (ROW(OLD.region_id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_id)::record
                    AND ROW((old.region_id)::bigint)::record OPERATOR(pg_catalog.*=) ROW(OLD.home_id)::record)) THEN
            NEW.home_id := new.region_id;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_13c2b142() IS 'bellows plan=20261201130000 table=public.customer purpose=shim'
;
COMMIT;

-- undo 1 of 3: undo/01_kill_switch:public.customer
-- switch the shim of public.customer off at once, where V can do without it
-- lock: none on public.customer; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_13c2b142()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.customer'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attnotnull AND a.attname = ANY (''{"home_id"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_13c2b142() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        NULL;
    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        NULL;
    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_13c2b142() IS ''''bellows plan=20261201130000 table=public.customer purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 2 of 3: undo/02_undo:public.customer
-- take the shim off public.customer and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS customer_tier_id_fkey, DROP CONSTRAINT IF EXISTS customer_home_id_fkey;
DROP TRIGGER IF EXISTS "!bellows_13c2b142_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_13c2b142_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_13c2b142_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_13c2b142_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_13c2b142();
DROP SEQUENCE IF EXISTS bellows.conflicts_13c2b142;
DELETE FROM bellows.horizon WHERE key = '13c2b142';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''home_id'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN home_id DROP NOT NULL, ALTER COLUMN home_id DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN home_id TO bellows_held_home_id_471a3813;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''tier_id'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN tier_id DROP NOT NULL, ALTER COLUMN tier_id DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN tier_id TO bellows_held_tier_id_e890f0b2;
    END IF;
END'
;
COMMIT;

-- undo 3 of 3: undo/03_hold_tables
-- put the new table(s) out of sight
-- lock: ACCESS EXCLUSIVE; scan: no; one transaction
BEGIN;
ALTER TABLE IF EXISTS public.tier RENAME TO bellows_held_tier_f17b7092
;
COMMIT;

-- discard 1 of 1: discard/01_discard:public.customer
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP COLUMN IF EXISTS bellows_held_home_id_471a3813, DROP COLUMN IF EXISTS bellows_held_tier_id_e890f0b2;
DROP TABLE IF EXISTS public.bellows_held_tier_f17b7092
;
COMMIT;

-- next: bellows expand 20261201130000
