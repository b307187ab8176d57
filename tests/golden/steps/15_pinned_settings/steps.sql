-- plan 20261201150000 pinned_settings
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                      class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ALTER COLUMN TYPE  expand_contract  ACCESS EXCLUSIVE  yes   yes      yes       yes         yes         major
--   1: ALTER TABLE visit ALTER COLUMN seen TYPE timestamptz
--
-- tables
--   public.visit: …
--
-- phases
--   expand   7 steps  expand: the new shape is built beside the old one
--   tighten  1 step   contract, once the old version is gone: constraints that it could have violated
--   seal     1 step   contract: the old shape goes out of sight, held and kept in sync
--   purge    2 steps  purge: what was held is dropped
--   unseal   1 step   rollback from a contract: the old shape comes back
--   undo     2 steps  rollback from expanded: the new shape goes out of sight, held
--   discard  1 step   purge after a rollback: what was held is dropped

-- expand 1 of 7: expand/01_columns:public.visit
-- add the new columns and the shim of public.visit
-- lock: ACCESS EXCLUSIVE on public.visit; scan: no; one transaction
BEGIN;
ALTER TABLE public.visit ADD COLUMN seen_at timestamp with time zone;
CREATE SEQUENCE bellows.conflicts_f0b57e8a;
GRANT USAGE ON SEQUENCE bellows.conflicts_f0b57e8a TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_f0b57e8a() RETURNS trigger LANGUAGE plpgsql SET "TimeZone" = 'Europe/Berlin' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET lc_monetary = 'C.UTF-8' SET bytea_output = 'hex' SET extra_float_digits = '1' AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_f0b57e8a'', true), ''/1/'') > 0 THEN
            NEW.seen_at := new.seen;
        ELSE
            IF ROW(NEW.seen)::record OPERATOR(pg_catalog.*=) ROW((now())::timestamp without time zone)::record THEN
                NEW.seen := new.seen_at::timestamp;
            ELSIF ROW((new.seen_at::timestamp)::timestamp without time zone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.seen)::record
                  AND ROW((new.seen)::timestamp with time zone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.seen_at)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_f0b57e8a'');
                NEW.seen := new.seen_at::timestamp;
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.seen_at)::record OPERATOR(pg_catalog.*<>) ROW(NEW.seen_at)::record THEN
            IF ROW(OLD.seen)::record OPERATOR(pg_catalog.*=) ROW(NEW.seen)::record THEN
                NEW.seen := new.seen_at::timestamp;
            ELSIF ROW((new.seen_at::timestamp)::timestamp without time zone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.seen)::record
                  AND ROW((new.seen)::timestamp with time zone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.seen_at)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_f0b57e8a'');
                NEW.seen := new.seen_at::timestamp;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.seen_at) IS NULL)
              OR ROW(OLD.seen)::record OPERATOR(pg_catalog.*<>) ROW(NEW.seen)::record THEN
            NEW.seen_at := new.seen;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_f0b57e8a() IS 'bellows plan=20261201150000 table=public.visit purpose=shim';
ALTER TABLE public.visit ALTER COLUMN seen_at SET DEFAULT now();
ALTER TABLE public.visit ALTER COLUMN seen_at SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_f0b57e8a', pg_catalog.concat(pg_catalog.current_setting('bellows.m_f0b57e8a', true), '/1/'), true) IS NULL THEN NULL::timestamp with time zone END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('f0b57e8a', '20261201150000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_f0b57e8a_mark" BEFORE INSERT ON public.visit FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_f0b57e8a', pg_catalog.concat(pg_catalog.current_setting('bellows.m_f0b57e8a', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_f0b57e8a', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_f0b57e8a();
COMMENT ON TRIGGER "!bellows_f0b57e8a_mark" ON public.visit IS 'bellows plan=20261201150000 table=public.visit purpose=mark';
CREATE TRIGGER "~bellows_f0b57e8a_insert" BEFORE INSERT ON public.visit FOR EACH ROW
EXECUTE FUNCTION bellows.shim_f0b57e8a();
COMMENT ON TRIGGER "~bellows_f0b57e8a_insert" ON public.visit IS 'bellows plan=20261201150000 table=public.visit purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''f0b57e8a'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_f0b57e8a_touch" BEFORE UPDATE ON public.visit FOR EACH ROW WHEN ((ROW(OLD.seen_at) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_f0b57e8a(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_f0b57e8a_change" BEFORE UPDATE ON public.visit FOR EACH ROW WHEN (NOT ((ROW(OLD.seen_at) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.seen_at, OLD.seen)::record OPERATOR(pg_catalog.*<>) ROW(NEW.seen_at, NEW.seen)::record)) EXECUTE FUNCTION bellows.shim_f0b57e8a()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_f0b57e8a_touch" ON public.visit IS 'bellows plan=20261201150000 table=public.visit purpose=update';
COMMENT ON TRIGGER "~bellows_f0b57e8a_change" ON public.visit IS 'bellows plan=20261201150000 table=public.visit purpose=update';
PREPARE bellows_check AS UPDATE ONLY public.visit AS t SET seen_at = t.seen, seen = t.seen_at::timestamp;
DEALLOCATE bellows_check;
COMMIT;

-- expand 2 of 7: expand/02_backfill:public.visit
-- fill the new columns of old rows of public.visit
-- lock: ROW EXCLUSIVE on public.visit; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
-- settings of the session:
SET "TimeZone" = 'Europe/Berlin'; SET "DateStyle" = 'ISO, MDY'; SET "IntervalStyle" = 'postgres'; SET lc_monetary = 'C.UTF-8'; SET bytea_output = 'hex'; SET extra_float_digits = '1';
UPDATE ONLY public.visit AS t
SET seen_at = t.seen
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'f0b57e8a') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.seen_at) IS NULL THEN NOT (ROW(t.seen) IS NULL) ELSE false END)
;

-- expand 3 of 7: expand/03_constraints:public.visit
-- add constraints to public.visit, not yet validated
-- lock: ACCESS EXCLUSIVE on public.visit; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.visit ADD CONSTRAINT bellows_not_null_seen_at_ea6c7b81 CHECK (seen_at IS NOT NULL) NOT VALID
;
COMMIT;

-- expand 4 of 7: expand/04_validate:public.visit
-- validate bellows_not_null_seen_at_ea6c7b81 of public.visit
-- lock: SHARE UPDATE EXCLUSIVE on public.visit; scan: yes; one transaction
BEGIN;
ALTER TABLE public.visit VALIDATE CONSTRAINT bellows_not_null_seen_at_ea6c7b81
;
COMMIT;

-- expand 5 of 7: expand/05_finish:public.visit
-- turn what was validated into constraints of public.visit
-- lock: ACCESS EXCLUSIVE on public.visit; scan: no; one transaction
BEGIN;
ALTER TABLE public.visit ALTER COLUMN seen_at SET NOT NULL;
ALTER TABLE public.visit DROP CONSTRAINT bellows_not_null_seen_at_ea6c7b81
;
COMMIT;

-- expand 6 of 7: expand/06_analyze:public.visit
-- gather statistics of the new columns of public.visit
-- lock: SHARE UPDATE EXCLUSIVE on public.visit; scan: no; one transaction
BEGIN;
ANALYZE public.visit (seen_at)
;
COMMIT;

-- expand 7 of 7: expand/07_verify:public.visit
-- verify that old and new shape are equal in every row of public.visit
-- lock: ACCESS SHARE on public.visit; scan: yes; reads only; no row may differ
-- settings of the session:
SET "TimeZone" = 'Europe/Berlin'; SET "DateStyle" = 'ISO, MDY'; SET "IntervalStyle" = 'postgres'; SET lc_monetary = 'C.UTF-8'; SET bytea_output = 'hex'; SET extra_float_digits = '1';
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.visit AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.seen)::record OPERATOR(pg_catalog.*=) ROW((t.seen_at::timestamp)::timestamp without time zone)::record THEN false
            ELSE ROW(t.seen_at)::record OPERATOR(pg_catalog.*<>) ROW((t.seen)::timestamp with time zone)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- tighten 1 of 1: tighten/01_verify:public.visit
-- verify that old and new shape are equal in every row of public.visit
-- lock: ACCESS SHARE on public.visit; scan: yes; reads only; no row may differ
-- settings of the session:
SET "TimeZone" = 'Europe/Berlin'; SET "DateStyle" = 'ISO, MDY'; SET "IntervalStyle" = 'postgres'; SET lc_monetary = 'C.UTF-8'; SET bytea_output = 'hex'; SET extra_float_digits = '1';
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.visit AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.seen)::record OPERATOR(pg_catalog.*=) ROW((t.seen_at::timestamp)::timestamp without time zone)::record THEN false
            ELSE ROW(t.seen_at)::record OPERATOR(pg_catalog.*<>) ROW((t.seen)::timestamp with time zone)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- seal 1 of 1: seal/01_seal:public.visit
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.visit; scan: no; one transaction
BEGIN;
ALTER TABLE public.visit ALTER COLUMN seen_at SET DEFAULT now();
ALTER TABLE public.visit RENAME COLUMN seen TO bellows_held_seen_a3bbe35c;
CREATE OR REPLACE FUNCTION bellows.shim_f0b57e8a() RETURNS trigger LANGUAGE plpgsql SET "TimeZone" = 'Europe/Berlin' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET lc_monetary = 'C.UTF-8' SET bytea_output = 'hex' SET extra_float_digits = '1' AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        NEW.bellows_held_seen_a3bbe35c := new.seen_at::timestamp;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.seen_at)::record OPERATOR(pg_catalog.*<>) ROW(NEW.seen_at)::record THEN
            NEW.bellows_held_seen_a3bbe35c := new.seen_at::timestamp;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_f0b57e8a() IS 'bellows plan=20261201150000 table=public.visit purpose=shim'
;
COMMIT;

-- purge 1 of 2: purge/01_verify:public.visit
-- verify that old and new shape are equal in every row of public.visit
-- lock: ACCESS SHARE on public.visit; scan: yes; reads only; no row may differ
-- settings of the session:
SET "TimeZone" = 'Europe/Berlin'; SET "DateStyle" = 'ISO, MDY'; SET "IntervalStyle" = 'postgres'; SET lc_monetary = 'C.UTF-8'; SET bytea_output = 'hex'; SET extra_float_digits = '1';
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.visit AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.bellows_held_seen_a3bbe35c)::record OPERATOR(pg_catalog.*=) ROW((t.seen_at::timestamp)::timestamp without time zone)::record THEN false
            ELSE ROW(t.seen_at)::record OPERATOR(pg_catalog.*<>) ROW((t.bellows_held_seen_a3bbe35c)::timestamp with time zone)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- purge 2 of 2: purge/02_purge:public.visit
-- drop the shim and the held columns of public.visit
-- lock: ACCESS EXCLUSIVE on public.visit; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_f0b57e8a_mark" ON public.visit;
DROP TRIGGER IF EXISTS "~bellows_f0b57e8a_insert" ON public.visit;
DROP TRIGGER IF EXISTS "~bellows_f0b57e8a_touch" ON public.visit;
DROP TRIGGER IF EXISTS "~bellows_f0b57e8a_change" ON public.visit;
DROP FUNCTION IF EXISTS bellows.shim_f0b57e8a();
DROP SEQUENCE IF EXISTS bellows.conflicts_f0b57e8a;
DELETE FROM bellows.horizon WHERE key = 'f0b57e8a';
ALTER TABLE public.visit DROP COLUMN bellows_held_seen_a3bbe35c
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.visit
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.visit; scan: no; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.visit'') AND a.attname = ''bellows_held_seen_a3bbe35c'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.visit RENAME COLUMN bellows_held_seen_a3bbe35c TO seen;
    END IF;
END';
ALTER TABLE public.visit ALTER COLUMN seen_at SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_f0b57e8a', pg_catalog.concat(pg_catalog.current_setting('bellows.m_f0b57e8a', true), '/1/'), true) IS NULL THEN NULL::timestamp with time zone END;
CREATE OR REPLACE FUNCTION bellows.shim_f0b57e8a() RETURNS trigger LANGUAGE plpgsql SET "TimeZone" = 'Europe/Berlin' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET lc_monetary = 'C.UTF-8' SET bytea_output = 'hex' SET extra_float_digits = '1' AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_f0b57e8a'', true), ''/1/'') > 0 THEN
            NEW.seen_at := new.seen;
        ELSE
            IF ROW(NEW.seen)::record OPERATOR(pg_catalog.*=) ROW((now())::timestamp without time zone)::record THEN
                NEW.seen := new.seen_at::timestamp;
            ELSIF ROW((new.seen_at::timestamp)::timestamp without time zone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.seen)::record
                  AND ROW((new.seen)::timestamp with time zone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.seen_at)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_f0b57e8a'');
                NEW.seen := new.seen_at::timestamp;
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.seen_at)::record OPERATOR(pg_catalog.*<>) ROW(NEW.seen_at)::record THEN
            IF ROW(OLD.seen)::record OPERATOR(pg_catalog.*=) ROW(NEW.seen)::record THEN
                NEW.seen := new.seen_at::timestamp;
            ELSIF ROW((new.seen_at::timestamp)::timestamp without time zone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.seen)::record
                  AND ROW((new.seen)::timestamp with time zone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.seen_at)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_f0b57e8a'');
                NEW.seen := new.seen_at::timestamp;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.seen_at) IS NULL)
              OR ROW(OLD.seen)::record OPERATOR(pg_catalog.*<>) ROW(NEW.seen)::record THEN
            NEW.seen_at := new.seen;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_f0b57e8a() IS 'bellows plan=20261201150000 table=public.visit purpose=shim'
;
COMMIT;

-- undo 1 of 2: undo/01_kill_switch:public.visit
-- switch the shim of public.visit off at once, where V can do without it
-- lock: none on public.visit; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_f0b57e8a()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.visit'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.visit'') AND a.attnotnull AND a.attname = ANY (''{"seen_at"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_f0b57e8a() RETURNS trigger LANGUAGE plpgsql SET "TimeZone" = ''''Europe/Berlin'''' SET "DateStyle" = ''''ISO, MDY'''' SET "IntervalStyle" = ''''postgres'''' SET lc_monetary = ''''C.UTF-8'''' SET bytea_output = ''''hex'''' SET extra_float_digits = ''''1'''' AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_f0b57e8a'''''''', true), ''''''''/1/'''''''') > 0) AND ROW(NEW.seen)::record OPERATOR(pg_catalog.*=) ROW((now())::timestamp without time zone)::record THEN
            NEW.seen := new.seen_at::timestamp;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.seen_at)::record OPERATOR(pg_catalog.*<>) ROW(NEW.seen_at)::record
           AND ROW(OLD.seen)::record OPERATOR(pg_catalog.*=) ROW(NEW.seen)::record THEN
            NEW.seen := new.seen_at::timestamp;
        END IF;

    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_f0b57e8a() IS ''''bellows plan=20261201150000 table=public.visit purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 2 of 2: undo/02_undo:public.visit
-- take the shim off public.visit and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.visit; scan: no; one transaction
BEGIN;
ALTER TABLE public.visit DROP CONSTRAINT IF EXISTS bellows_not_null_seen_at_ea6c7b81;
DROP TRIGGER IF EXISTS "!bellows_f0b57e8a_mark" ON public.visit;
DROP TRIGGER IF EXISTS "~bellows_f0b57e8a_insert" ON public.visit;
DROP TRIGGER IF EXISTS "~bellows_f0b57e8a_touch" ON public.visit;
DROP TRIGGER IF EXISTS "~bellows_f0b57e8a_change" ON public.visit;
DROP FUNCTION IF EXISTS bellows.shim_f0b57e8a();
DROP SEQUENCE IF EXISTS bellows.conflicts_f0b57e8a;
DELETE FROM bellows.horizon WHERE key = 'f0b57e8a';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.visit'') AND a.attname = ''seen_at'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.visit ALTER COLUMN seen_at DROP NOT NULL, ALTER COLUMN seen_at DROP DEFAULT;
        ALTER TABLE public.visit RENAME COLUMN seen_at TO bellows_held_seen_at_28f621ed;
    END IF;
END'
;
COMMIT;

-- discard 1 of 1: discard/01_discard:public.visit
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on public.visit; scan: no; one transaction
BEGIN;
ALTER TABLE public.visit DROP COLUMN IF EXISTS bellows_held_seen_at_28f621ed
;
COMMIT;

-- next: bellows expand 20261201150000
