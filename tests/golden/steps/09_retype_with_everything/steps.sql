-- plan 20261201090000 retype_with_everything
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                      class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ALTER COLUMN TYPE  expand_contract  ACCESS EXCLUSIVE  yes   yes      yes       yes         no          major
--   1: ALTER TABLE customer ALTER COLUMN region_id TYPE bigint
--
-- tables
--   public.customer: …
--
-- phases
--   expand   13 steps  expand: the new shape is built beside the old one
--   tighten  1 step    contract, once the old version is gone: constraints that it could have violated
--   seal     1 step    contract: the old shape goes out of sight, held and kept in sync
--   purge    2 steps   purge: what was held is dropped
--   unseal   1 step    rollback from a contract: the old shape comes back
--   undo     2 steps   rollback from expanded: the new shape goes out of sight, held
--   discard  1 step    purge after a rollback: what was held is dropped

-- expand 1 of 13: expand/01_columns:public.customer
-- add the new columns and the shim of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD COLUMN region_number bigint;
CREATE SEQUENCE bellows.conflicts_90113006;
GRANT USAGE ON SEQUENCE bellows.conflicts_90113006 TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_90113006() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_90113006'', true), ''/1/'') > 0 THEN
            NEW.region_number := new.region_id;
        ELSE
            IF ROW(NEW.region_id)::record OPERATOR(pg_catalog.*=) ROW((0)::integer)::record THEN
                NEW.region_id := new.region_number::int;
            ELSIF ROW((new.region_number::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_id)::record
                  AND ROW((new.region_id)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_90113006'');
                NEW.region_id := new.region_number::int;
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.region_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_number)::record THEN
            IF ROW(OLD.region_id)::record OPERATOR(pg_catalog.*=) ROW(NEW.region_id)::record THEN
                NEW.region_id := new.region_number::int;
            ELSIF ROW((new.region_number::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_id)::record
                  AND ROW((new.region_id)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_90113006'');
                NEW.region_id := new.region_number::int;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.region_number) IS NULL)
              OR ROW(OLD.region_id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_id)::record THEN
            NEW.region_number := new.region_id;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_90113006() IS 'bellows plan=20261201090000 table=public.customer purpose=shim';
ALTER TABLE public.customer ALTER COLUMN region_number SET DEFAULT 0;
ALTER TABLE public.customer ALTER COLUMN region_number SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_90113006', pg_catalog.concat(pg_catalog.current_setting('bellows.m_90113006', true), '/1/'), true) IS NULL THEN NULL::bigint END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('90113006', '20261201090000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_90113006_mark" BEFORE INSERT ON public.customer FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_90113006', pg_catalog.concat(pg_catalog.current_setting('bellows.m_90113006', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_90113006', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_90113006();
COMMENT ON TRIGGER "!bellows_90113006_mark" ON public.customer IS 'bellows plan=20261201090000 table=public.customer purpose=mark';
CREATE TRIGGER "~bellows_90113006_insert" BEFORE INSERT ON public.customer FOR EACH ROW
EXECUTE FUNCTION bellows.shim_90113006();
COMMENT ON TRIGGER "~bellows_90113006_insert" ON public.customer IS 'bellows plan=20261201090000 table=public.customer purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''90113006'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_90113006_touch" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN ((ROW(OLD.region_number) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_90113006(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_90113006_change" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN (NOT ((ROW(OLD.region_number) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.region_number, OLD.region_id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_number, NEW.region_id)::record)) EXECUTE FUNCTION bellows.shim_90113006()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_90113006_touch" ON public.customer IS 'bellows plan=20261201090000 table=public.customer purpose=update';
COMMENT ON TRIGGER "~bellows_90113006_change" ON public.customer IS 'bellows plan=20261201090000 table=public.customer purpose=update';
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET region_number = t.region_id, region_id = t.region_number::int;
DEALLOCATE bellows_check;
ALTER TABLE public.customer ADD CONSTRAINT bellows_region_is_positive_129be85f CHECK (region_number >= 0) NOT VALID;
ALTER TABLE public.customer DROP CONSTRAINT bellows_region_is_positive_129be85f;
COMMENT ON COLUMN public.customer.region_number IS 'where it''s sold';
ALTER TABLE public.customer ALTER COLUMN region_number SET STATISTICS 500;
GRANT SELECT (region_number) ON public.customer TO golden_reader WITH GRANT OPTION;
GRANT UPDATE (region_number) ON public.customer TO golden_reader WITH GRANT OPTION;
COMMIT;

-- expand 2 of 13: expand/02_backfill:public.customer
-- fill the new columns of old rows of public.customer
-- lock: ROW EXCLUSIVE on public.customer; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY public.customer AS t
SET region_number = t.region_id
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '90113006') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.region_number) IS NULL THEN NOT (ROW(t.region_id) IS NULL) ELSE false END)
;

-- expand 3 of 13: expand/03_index:public.customer
-- build index bellows_customer_region_9b02100c on public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; outside of a transaction
CREATE INDEX CONCURRENTLY bellows_customer_region_9b02100c ON public.customer USING btree (region_number) INCLUDE (name) WITH (fillfactor='80')
;

-- expand 4 of 13: expand/04_index:public.customer
-- build index bellows_customer_twice_9c2d4243 on public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY bellows_customer_twice_9c2d4243 ON public.customer USING btree ((region_number * 2), id) WHERE region_number > 10
;

-- expand 5 of 13: expand/05_index:public.customer
-- build index bellows_one_of_a_name_8c35030d on public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY bellows_one_of_a_name_8c35030d ON public.customer USING btree (region_number, name)
;

-- expand 6 of 13: expand/06_constraints:public.customer
-- add constraints to public.customer, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer ADD CONSTRAINT bellows_not_null_region_number_3b363a14 CHECK (region_number IS NOT NULL) NOT VALID;
ALTER TABLE public.customer ADD CONSTRAINT bellows_region_is_positive_129be85f CHECK (region_number >= 0) NOT VALID
;
COMMIT;

-- expand 7 of 13: expand/07_foreign_key:public.customer
-- add the equal of foreign key customer_region_fk, not yet validated
-- lock: SHARE ROW EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD CONSTRAINT bellows_customer_region_fk_8fbf9735 FOREIGN KEY (region_number) REFERENCES public.region (id) ON DELETE CASCADE NOT VALID
;
COMMIT;

-- expand 8 of 13: expand/08_validate:public.customer
-- validate bellows_not_null_region_number_3b363a14 of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_not_null_region_number_3b363a14
;
COMMIT;

-- expand 9 of 13: expand/09_validate:public.customer
-- validate bellows_region_is_positive_129be85f of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_region_is_positive_129be85f
;
COMMIT;

-- expand 10 of 13: expand/10_validate:public.customer
-- validate bellows_customer_region_fk_8fbf9735 of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_customer_region_fk_8fbf9735
;
COMMIT;

-- expand 11 of 13: expand/11_finish:public.customer
-- turn what was validated into constraints of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD CONSTRAINT bellows_one_of_a_name_8c35030d UNIQUE USING INDEX bellows_one_of_a_name_8c35030d DEFERRABLE INITIALLY DEFERRED, ALTER COLUMN region_number SET NOT NULL;
ALTER TABLE public.customer DROP CONSTRAINT bellows_not_null_region_number_3b363a14
;
COMMIT;

-- expand 12 of 13: expand/12_analyze:public.customer
-- gather statistics of the new columns of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ANALYZE public.customer (region_number)
;
COMMIT;

-- expand 13 of 13: expand/13_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.region_id)::record OPERATOR(pg_catalog.*=) ROW((t.region_number::int)::integer)::record THEN false
            ELSE ROW(t.region_number)::record OPERATOR(pg_catalog.*<>) ROW((t.region_id)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- tighten 1 of 1: tighten/01_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.region_id)::record OPERATOR(pg_catalog.*=) ROW((t.region_number::int)::integer)::record THEN false
            ELSE ROW(t.region_number)::record OPERATOR(pg_catalog.*<>) ROW((t.region_id)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- seal 1 of 1: seal/01_seal:public.customer
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN region_number SET DEFAULT 0;
ALTER TABLE public.customer RENAME COLUMN region_id TO bellows_held_region_id_7a508226;
CREATE OR REPLACE FUNCTION bellows.shim_90113006() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        NEW.bellows_held_region_id_7a508226 := new.region_number::int;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.region_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_number)::record THEN
            NEW.bellows_held_region_id_7a508226 := new.region_number::int;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_90113006() IS 'bellows plan=20261201090000 table=public.customer purpose=shim'
;
COMMIT;

-- purge 1 of 2: purge/01_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.bellows_held_region_id_7a508226)::record OPERATOR(pg_catalog.*=) ROW((t.region_number::int)::integer)::record THEN false
            ELSE ROW(t.region_number)::record OPERATOR(pg_catalog.*<>) ROW((t.bellows_held_region_id_7a508226)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- purge 2 of 2: purge/02_purge:public.customer
-- drop the shim and the held columns of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_90113006_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_90113006_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_90113006_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_90113006_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_90113006();
DROP SEQUENCE IF EXISTS bellows.conflicts_90113006;
DELETE FROM bellows.horizon WHERE key = '90113006';
ALTER TABLE public.customer DROP COLUMN bellows_held_region_id_7a508226;
ALTER TABLE public.customer RENAME CONSTRAINT bellows_region_is_positive_129be85f TO region_is_positive;
ALTER TABLE public.customer RENAME CONSTRAINT bellows_one_of_a_name_8c35030d TO one_of_a_name;
ALTER TABLE public.customer RENAME CONSTRAINT bellows_customer_region_fk_8fbf9735 TO customer_region_fk;
COMMENT ON CONSTRAINT customer_region_fk ON public.customer IS 'a region';
ALTER INDEX public.bellows_customer_region_9b02100c RENAME TO customer_region;
COMMENT ON INDEX public.customer_region IS 'for reports';
ALTER INDEX public.bellows_customer_twice_9c2d4243 RENAME TO customer_twice
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.customer
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''bellows_held_region_id_7a508226'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer RENAME COLUMN bellows_held_region_id_7a508226 TO region_id;
    END IF;
END';
ALTER TABLE public.customer ALTER COLUMN region_number SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_90113006', pg_catalog.concat(pg_catalog.current_setting('bellows.m_90113006', true), '/1/'), true) IS NULL THEN NULL::bigint END;
CREATE OR REPLACE FUNCTION bellows.shim_90113006() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_90113006'', true), ''/1/'') > 0 THEN
            NEW.region_number := new.region_id;
        ELSE
            IF ROW(NEW.region_id)::record OPERATOR(pg_catalog.*=) ROW((0)::integer)::record THEN
                NEW.region_id := new.region_number::int;
            ELSIF ROW((new.region_number::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_id)::record
                  AND ROW((new.region_id)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_90113006'');
                NEW.region_id := new.region_number::int;
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.region_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_number)::record THEN
            IF ROW(OLD.region_id)::record OPERATOR(pg_catalog.*=) ROW(NEW.region_id)::record THEN
                NEW.region_id := new.region_number::int;
            ELSIF ROW((new.region_number::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_id)::record
                  AND ROW((new.region_id)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_90113006'');
                NEW.region_id := new.region_number::int;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.region_number) IS NULL)
              OR ROW(OLD.region_id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_id)::record THEN
            NEW.region_number := new.region_id;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_90113006() IS 'bellows plan=20261201090000 table=public.customer purpose=shim'
;
COMMIT;

-- undo 1 of 2: undo/01_kill_switch:public.customer
-- switch the shim of public.customer off at once, where V can do without it
-- lock: none on public.customer; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_90113006()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.customer'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attnotnull AND a.attname = ANY (''{"region_number"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_90113006() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_90113006'''''''', true), ''''''''/1/'''''''') > 0) AND ROW(NEW.region_id)::record OPERATOR(pg_catalog.*=) ROW((0)::integer)::record THEN
            NEW.region_id := new.region_number::int;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.region_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.region_number)::record
           AND ROW(OLD.region_id)::record OPERATOR(pg_catalog.*=) ROW(NEW.region_id)::record THEN
            NEW.region_id := new.region_number::int;
        END IF;

    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_90113006() IS ''''bellows plan=20261201090000 table=public.customer purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 2 of 2: undo/02_undo:public.customer
-- take the shim off public.customer and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS bellows_not_null_region_number_3b363a14, DROP CONSTRAINT IF EXISTS bellows_region_is_positive_129be85f, DROP CONSTRAINT IF EXISTS bellows_one_of_a_name_8c35030d, DROP CONSTRAINT IF EXISTS bellows_customer_region_fk_8fbf9735;
DROP INDEX IF EXISTS public.bellows_customer_region_9b02100c;
DROP INDEX IF EXISTS public.bellows_customer_twice_9c2d4243;
DROP INDEX IF EXISTS public.bellows_one_of_a_name_8c35030d;
DROP TRIGGER IF EXISTS "!bellows_90113006_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_90113006_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_90113006_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_90113006_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_90113006();
DROP SEQUENCE IF EXISTS bellows.conflicts_90113006;
DELETE FROM bellows.horizon WHERE key = '90113006';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''region_number'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN region_number DROP NOT NULL, ALTER COLUMN region_number DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN region_number TO bellows_held_region_number_6cbeaa82;
    END IF;
END'
;
COMMIT;

-- discard 1 of 1: discard/01_discard:public.customer
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP COLUMN IF EXISTS bellows_held_region_number_6cbeaa82
;
COMMIT;

-- next: bellows expand 20261201090000
