-- plan 20261101090000 rename_customer_name
-- customer.name is called full_name
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                  class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE RENAME COLUMN  expand_contract  ACCESS EXCLUSIVE  no    no       yes       yes         no          major
--   1: ALTER TABLE customer RENAME COLUMN name TO full_name
--
-- tables
--   public.customer: …
--
-- phases
--   expand   9 steps  expand: the new shape is built beside the old one
--   tighten  1 step   contract, once the old version is gone: constraints that it could have violated
--   seal     1 step   contract: the old shape goes out of sight, held and kept in sync
--   purge    2 steps  purge: what was held is dropped
--   unseal   1 step   rollback from a contract: the old shape comes back
--   undo     2 steps  rollback from expanded: the new shape goes out of sight, held
--   discard  1 step   purge after a rollback: what was held is dropped

-- expand 1 of 9: expand/01_columns:public.customer
-- add the new columns and the shim of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD COLUMN full_name text;
CREATE SEQUENCE bellows.conflicts_908124c8;
GRANT USAGE ON SEQUENCE bellows.conflicts_908124c8 TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_908124c8() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_908124c8'', true), ''/1/'') > 0 THEN
            NEW.full_name := new.name;
        ELSE
            IF ROW(NEW.name)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.name := new.full_name;
            ELSIF ROW((new.full_name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                  AND ROW((new.name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_908124c8'');
                NEW.name := new.full_name;
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.full_name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name)::record THEN
            IF ROW(OLD.name)::record OPERATOR(pg_catalog.*=) ROW(NEW.name)::record THEN
                NEW.name := new.full_name;
            ELSIF ROW((new.full_name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                  AND ROW((new.name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_908124c8'');
                NEW.name := new.full_name;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.full_name) IS NULL)
              OR ROW(OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record THEN
            NEW.full_name := new.name;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_908124c8() IS 'bellows plan=20261101090000 table=public.customer purpose=shim';
ALTER TABLE public.customer ALTER COLUMN full_name DROP DEFAULT;
ALTER TABLE public.customer ALTER COLUMN full_name SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_908124c8', pg_catalog.concat(pg_catalog.current_setting('bellows.m_908124c8', true), '/1/'), true) IS NULL THEN NULL::text END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('908124c8', '20261101090000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_908124c8_mark" BEFORE INSERT ON public.customer FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_908124c8', pg_catalog.concat(pg_catalog.current_setting('bellows.m_908124c8', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_908124c8', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_908124c8();
COMMENT ON TRIGGER "!bellows_908124c8_mark" ON public.customer IS 'bellows plan=20261101090000 table=public.customer purpose=mark';
CREATE TRIGGER "~bellows_908124c8_insert" BEFORE INSERT ON public.customer FOR EACH ROW
EXECUTE FUNCTION bellows.shim_908124c8();
COMMENT ON TRIGGER "~bellows_908124c8_insert" ON public.customer IS 'bellows plan=20261101090000 table=public.customer purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''908124c8'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_908124c8_touch" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN ((ROW(OLD.full_name) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_908124c8(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_908124c8_change" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN (NOT ((ROW(OLD.full_name) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.full_name, OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name, NEW.name)::record)) EXECUTE FUNCTION bellows.shim_908124c8()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_908124c8_touch" ON public.customer IS 'bellows plan=20261101090000 table=public.customer purpose=update';
COMMENT ON TRIGGER "~bellows_908124c8_change" ON public.customer IS 'bellows plan=20261101090000 table=public.customer purpose=update';
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET full_name = t.name, name = t.full_name;
DEALLOCATE bellows_check;
ALTER TABLE public.customer ADD CONSTRAINT bellows_customer_name_not_empty_e81c99dc CHECK (length(full_name) > 0) NOT VALID;
ALTER TABLE public.customer DROP CONSTRAINT bellows_customer_name_not_empty_e81c99dc;
COMMENT ON COLUMN public.customer.full_name IS 'As printed on invoices';
GRANT SELECT (full_name) ON public.customer TO PUBLIC;
COMMIT;

-- expand 2 of 9: expand/02_backfill:public.customer
-- fill the new columns of old rows of public.customer
-- lock: ROW EXCLUSIVE on public.customer; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY public.customer AS t
SET full_name = t.name
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '908124c8') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.full_name) IS NULL THEN NOT (ROW(t.name) IS NULL) ELSE false END)
;

-- expand 3 of 9: expand/03_index:public.customer
-- build index bellows_customer_name_idx_c98cbccd on public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; outside of a transaction
CREATE INDEX CONCURRENTLY bellows_customer_name_idx_c98cbccd ON public.customer USING btree (full_name)
;

-- expand 4 of 9: expand/04_constraints:public.customer
-- add constraints to public.customer, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer ADD CONSTRAINT bellows_not_null_full_name_65521b32 CHECK (full_name IS NOT NULL) NOT VALID;
ALTER TABLE public.customer ADD CONSTRAINT bellows_customer_name_not_empty_e81c99dc CHECK (length(full_name) > 0) NOT VALID
;
COMMIT;

-- expand 5 of 9: expand/05_validate:public.customer
-- validate bellows_not_null_full_name_65521b32 of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_not_null_full_name_65521b32
;
COMMIT;

-- expand 6 of 9: expand/06_validate:public.customer
-- validate bellows_customer_name_not_empty_e81c99dc of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_customer_name_not_empty_e81c99dc
;
COMMIT;

-- expand 7 of 9: expand/07_finish:public.customer
-- turn what was validated into constraints of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN full_name SET NOT NULL;
ALTER TABLE public.customer DROP CONSTRAINT bellows_not_null_full_name_65521b32
;
COMMIT;

-- expand 8 of 9: expand/08_analyze:public.customer
-- gather statistics of the new columns of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ANALYZE public.customer (full_name)
;
COMMIT;

-- expand 9 of 9: expand/09_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.name)::record OPERATOR(pg_catalog.*=) ROW((t.full_name)::text)::record THEN false
            ELSE ROW(t.full_name)::record OPERATOR(pg_catalog.*<>) ROW((t.name)::text)::record END)
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
      AND (CASE WHEN ROW(t.name)::record OPERATOR(pg_catalog.*=) ROW((t.full_name)::text)::record THEN false
            ELSE ROW(t.full_name)::record OPERATOR(pg_catalog.*<>) ROW((t.name)::text)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- seal 1 of 1: seal/01_seal:public.customer
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN full_name DROP DEFAULT;
ALTER TABLE public.customer RENAME COLUMN name TO bellows_held_name_e8ada5b3;
CREATE OR REPLACE FUNCTION bellows.shim_908124c8() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        NEW.bellows_held_name_e8ada5b3 := new.full_name;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.full_name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name)::record THEN
            NEW.bellows_held_name_e8ada5b3 := new.full_name;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_908124c8() IS 'bellows plan=20261101090000 table=public.customer purpose=shim'
;
COMMIT;

-- purge 1 of 2: purge/01_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.bellows_held_name_e8ada5b3)::record OPERATOR(pg_catalog.*=) ROW((t.full_name)::text)::record THEN false
            ELSE ROW(t.full_name)::record OPERATOR(pg_catalog.*<>) ROW((t.bellows_held_name_e8ada5b3)::text)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- purge 2 of 2: purge/02_purge:public.customer
-- drop the shim and the held columns of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_908124c8_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_908124c8_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_908124c8_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_908124c8_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_908124c8();
DROP SEQUENCE IF EXISTS bellows.conflicts_908124c8;
DELETE FROM bellows.horizon WHERE key = '908124c8';
ALTER TABLE public.customer DROP COLUMN bellows_held_name_e8ada5b3;
ALTER TABLE public.customer RENAME CONSTRAINT bellows_customer_name_not_empty_e81c99dc TO customer_name_not_empty;
ALTER INDEX public.bellows_customer_name_idx_c98cbccd RENAME TO customer_name_idx
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.customer
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''bellows_held_name_e8ada5b3'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer RENAME COLUMN bellows_held_name_e8ada5b3 TO name;
    END IF;
END';
ALTER TABLE public.customer ALTER COLUMN full_name SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_908124c8', pg_catalog.concat(pg_catalog.current_setting('bellows.m_908124c8', true), '/1/'), true) IS NULL THEN NULL::text END;
CREATE OR REPLACE FUNCTION bellows.shim_908124c8() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_908124c8'', true), ''/1/'') > 0 THEN
            NEW.full_name := new.name;
        ELSE
            IF ROW(NEW.name)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.name := new.full_name;
            ELSIF ROW((new.full_name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                  AND ROW((new.name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_908124c8'');
                NEW.name := new.full_name;
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.full_name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name)::record THEN
            IF ROW(OLD.name)::record OPERATOR(pg_catalog.*=) ROW(NEW.name)::record THEN
                NEW.name := new.full_name;
            ELSIF ROW((new.full_name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                  AND ROW((new.name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_908124c8'');
                NEW.name := new.full_name;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.full_name) IS NULL)
              OR ROW(OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record THEN
            NEW.full_name := new.name;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_908124c8() IS 'bellows plan=20261101090000 table=public.customer purpose=shim'
;
COMMIT;

-- undo 1 of 2: undo/01_kill_switch:public.customer
-- switch the shim of public.customer off at once, where V can do without it
-- lock: none on public.customer; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_908124c8()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.customer'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attnotnull AND a.attname = ANY (''{"full_name"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_908124c8() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_908124c8'''''''', true), ''''''''/1/'''''''') > 0) AND ROW(NEW.name)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
            NEW.name := new.full_name;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.full_name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name)::record
           AND ROW(OLD.name)::record OPERATOR(pg_catalog.*=) ROW(NEW.name)::record THEN
            NEW.name := new.full_name;
        END IF;

    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_908124c8() IS ''''bellows plan=20261101090000 table=public.customer purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 2 of 2: undo/02_undo:public.customer
-- take the shim off public.customer and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS bellows_not_null_full_name_65521b32, DROP CONSTRAINT IF EXISTS bellows_customer_name_not_empty_e81c99dc;
DROP INDEX IF EXISTS public.bellows_customer_name_idx_c98cbccd;
DROP TRIGGER IF EXISTS "!bellows_908124c8_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_908124c8_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_908124c8_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_908124c8_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_908124c8();
DROP SEQUENCE IF EXISTS bellows.conflicts_908124c8;
DELETE FROM bellows.horizon WHERE key = '908124c8';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''full_name'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN full_name DROP NOT NULL, ALTER COLUMN full_name DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN full_name TO bellows_held_full_name_4080ce7c;
    END IF;
END'
;
COMMIT;

-- discard 1 of 1: discard/01_discard:public.customer
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP COLUMN IF EXISTS bellows_held_full_name_4080ce7c
;
COMMIT;

-- next: bellows expand 20261101090000
