-- plan 20261102090000 phone_to_bigint
-- phone numbers become numbers
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                      class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ALTER COLUMN TYPE  expand_contract  ACCESS EXCLUSIVE  yes   yes      yes       yes         yes         major
--   1: ALTER TABLE customer ALTER COLUMN phone TYPE bigint USING replace(phone, '+', '')::bigint
--
-- tables
--   public.customer: …
--
-- phases
--   expand   8 steps  expand: the new shape is built beside the old one
--   tighten  1 step   contract, once the old version is gone: constraints that it could have violated
--   seal     1 step   contract: the old shape goes out of sight, held and kept in sync
--   purge    2 steps  purge: what was held is dropped
--   unseal   1 step   rollback from a contract: the old shape comes back
--   undo     2 steps  rollback from expanded: the new shape goes out of sight, held
--   discard  1 step   purge after a rollback: what was held is dropped

-- expand 1 of 8: expand/01_columns:public.customer
-- add the new columns and the shim of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD COLUMN phone_number bigint;
CREATE SEQUENCE bellows.conflicts_05e912be;
GRANT USAGE ON SEQUENCE bellows.conflicts_05e912be TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_05e912be() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_05e912be'', true), ''/1/'') > 0 THEN
            NEW.phone_number := pg_catalog.replace(new.phone, ''+'', '''')::bigint;
        ELSE
            IF ROW(NEW.phone)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.phone := ''+'' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text;
            ELSIF ROW((''+'' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record
                  AND ROW((pg_catalog.replace(new.phone, ''+'', '''')::bigint)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_05e912be'');
                NEW.phone := ''+'' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text;
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.phone_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
            IF ROW(OLD.phone)::record OPERATOR(pg_catalog.*=) ROW(NEW.phone)::record THEN
                NEW.phone := ''+'' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text;
            ELSIF ROW((''+'' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record
                  AND ROW((pg_catalog.replace(new.phone, ''+'', '''')::bigint)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_05e912be'');
                NEW.phone := ''+'' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.phone_number) IS NULL)
              OR ROW(OLD.phone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record THEN
            NEW.phone_number := pg_catalog.replace(new.phone, ''+'', '''')::bigint;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_05e912be() IS 'bellows plan=20261102090000 table=public.customer purpose=shim';
ALTER TABLE public.customer ALTER COLUMN phone_number DROP DEFAULT;
ALTER TABLE public.customer ALTER COLUMN phone_number SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_05e912be', pg_catalog.concat(pg_catalog.current_setting('bellows.m_05e912be', true), '/1/'), true) IS NULL THEN NULL::bigint END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('05e912be', '20261102090000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_05e912be_mark" BEFORE INSERT ON public.customer FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_05e912be', pg_catalog.concat(pg_catalog.current_setting('bellows.m_05e912be', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_05e912be', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_05e912be();
COMMENT ON TRIGGER "!bellows_05e912be_mark" ON public.customer IS 'bellows plan=20261102090000 table=public.customer purpose=mark';
CREATE TRIGGER "~bellows_05e912be_insert" BEFORE INSERT ON public.customer FOR EACH ROW
EXECUTE FUNCTION bellows.shim_05e912be();
COMMENT ON TRIGGER "~bellows_05e912be_insert" ON public.customer IS 'bellows plan=20261102090000 table=public.customer purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''05e912be'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_05e912be_touch" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN ((ROW(OLD.phone_number) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_05e912be(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_05e912be_change" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN (NOT ((ROW(OLD.phone_number) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.phone_number, OLD.phone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number, NEW.phone)::record)) EXECUTE FUNCTION bellows.shim_05e912be()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_05e912be_touch" ON public.customer IS 'bellows plan=20261102090000 table=public.customer purpose=update';
COMMENT ON TRIGGER "~bellows_05e912be_change" ON public.customer IS 'bellows plan=20261102090000 table=public.customer purpose=update';
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET phone_number = pg_catalog.replace(t.phone, '+', '')::bigint, phone = '+' OPERATOR(pg_catalog.||) t.phone_number::pg_catalog.text;
DEALLOCATE bellows_check;
COMMENT ON COLUMN public.customer.phone_number IS 'With the country code, such as +4930123456';
COMMIT;

-- expand 2 of 8: expand/02_backfill:public.customer
-- fill the new columns of old rows of public.customer
-- lock: ROW EXCLUSIVE on public.customer; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY public.customer AS t
SET phone_number = pg_catalog.replace(t.phone, '+', '')::bigint
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '05e912be') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.phone_number) IS NULL THEN NOT (ROW(pg_catalog.replace(t.phone, '+', '')::bigint) IS NULL) ELSE false END)
;

-- expand 3 of 8: expand/03_index:public.customer
-- build index bellows_customer_phone_idx_d5e1049a on public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; outside of a transaction
CREATE INDEX CONCURRENTLY bellows_customer_phone_idx_d5e1049a ON public.customer USING btree (phone_number)
;

-- expand 4 of 8: expand/04_constraints:public.customer
-- add constraints to public.customer, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer ADD CONSTRAINT bellows_not_null_phone_number_a4db09c2 CHECK (phone_number IS NOT NULL) NOT VALID
;
COMMIT;

-- expand 5 of 8: expand/05_validate:public.customer
-- validate bellows_not_null_phone_number_a4db09c2 of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_not_null_phone_number_a4db09c2
;
COMMIT;

-- expand 6 of 8: expand/06_finish:public.customer
-- turn what was validated into constraints of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN phone_number SET NOT NULL;
ALTER TABLE public.customer DROP CONSTRAINT bellows_not_null_phone_number_a4db09c2
;
COMMIT;

-- expand 7 of 8: expand/07_analyze:public.customer
-- gather statistics of the new columns of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ANALYZE public.customer (phone_number)
;
COMMIT;

-- expand 8 of 8: expand/08_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.phone)::record OPERATOR(pg_catalog.*=) ROW(('+' OPERATOR(pg_catalog.||) t.phone_number::pg_catalog.text)::text)::record THEN false
            ELSE ROW(t.phone_number)::record OPERATOR(pg_catalog.*<>) ROW((pg_catalog.replace(t.phone, '+', '')::bigint)::bigint)::record END)
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
      AND (CASE WHEN ROW(t.phone)::record OPERATOR(pg_catalog.*=) ROW(('+' OPERATOR(pg_catalog.||) t.phone_number::pg_catalog.text)::text)::record THEN false
            ELSE ROW(t.phone_number)::record OPERATOR(pg_catalog.*<>) ROW((pg_catalog.replace(t.phone, '+', '')::bigint)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- seal 1 of 1: seal/01_seal:public.customer
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN phone_number DROP DEFAULT;
ALTER TABLE public.customer RENAME COLUMN phone TO bellows_held_phone_8eb763f6;
CREATE OR REPLACE FUNCTION bellows.shim_05e912be() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        NEW.bellows_held_phone_8eb763f6 := ''+'' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.phone_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
            NEW.bellows_held_phone_8eb763f6 := ''+'' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_05e912be() IS 'bellows plan=20261102090000 table=public.customer purpose=shim'
;
COMMIT;

-- purge 1 of 2: purge/01_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.bellows_held_phone_8eb763f6)::record OPERATOR(pg_catalog.*=) ROW(('+' OPERATOR(pg_catalog.||) t.phone_number::pg_catalog.text)::text)::record THEN false
            ELSE ROW(t.phone_number)::record OPERATOR(pg_catalog.*<>) ROW((pg_catalog.replace(t.bellows_held_phone_8eb763f6, '+', '')::bigint)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- purge 2 of 2: purge/02_purge:public.customer
-- drop the shim and the held columns of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_05e912be_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_05e912be_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_05e912be_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_05e912be_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_05e912be();
DROP SEQUENCE IF EXISTS bellows.conflicts_05e912be;
DELETE FROM bellows.horizon WHERE key = '05e912be';
ALTER TABLE public.customer DROP COLUMN bellows_held_phone_8eb763f6;
ALTER INDEX public.bellows_customer_phone_idx_d5e1049a RENAME TO customer_phone_idx
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.customer
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''bellows_held_phone_8eb763f6'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer RENAME COLUMN bellows_held_phone_8eb763f6 TO phone;
    END IF;
END';
ALTER TABLE public.customer ALTER COLUMN phone_number SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_05e912be', pg_catalog.concat(pg_catalog.current_setting('bellows.m_05e912be', true), '/1/'), true) IS NULL THEN NULL::bigint END;
CREATE OR REPLACE FUNCTION bellows.shim_05e912be() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_05e912be'', true), ''/1/'') > 0 THEN
            NEW.phone_number := pg_catalog.replace(new.phone, ''+'', '''')::bigint;
        ELSE
            IF ROW(NEW.phone)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.phone := ''+'' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text;
            ELSIF ROW((''+'' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record
                  AND ROW((pg_catalog.replace(new.phone, ''+'', '''')::bigint)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_05e912be'');
                NEW.phone := ''+'' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text;
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.phone_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
            IF ROW(OLD.phone)::record OPERATOR(pg_catalog.*=) ROW(NEW.phone)::record THEN
                NEW.phone := ''+'' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text;
            ELSIF ROW((''+'' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record
                  AND ROW((pg_catalog.replace(new.phone, ''+'', '''')::bigint)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_05e912be'');
                NEW.phone := ''+'' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.phone_number) IS NULL)
              OR ROW(OLD.phone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record THEN
            NEW.phone_number := pg_catalog.replace(new.phone, ''+'', '''')::bigint;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_05e912be() IS 'bellows plan=20261102090000 table=public.customer purpose=shim'
;
COMMIT;

-- undo 1 of 2: undo/01_kill_switch:public.customer
-- switch the shim of public.customer off at once, where V can do without it
-- lock: none on public.customer; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_05e912be()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.customer'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attnotnull AND a.attname = ANY (''{"phone_number"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_05e912be() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_05e912be'''''''', true), ''''''''/1/'''''''') > 0) AND ROW(NEW.phone)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
            NEW.phone := ''''''''+'''''''' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.phone_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record
           AND ROW(OLD.phone)::record OPERATOR(pg_catalog.*=) ROW(NEW.phone)::record THEN
            NEW.phone := ''''''''+'''''''' OPERATOR(pg_catalog.||) new.phone_number::pg_catalog.text;
        END IF;

    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_05e912be() IS ''''bellows plan=20261102090000 table=public.customer purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 2 of 2: undo/02_undo:public.customer
-- take the shim off public.customer and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS bellows_not_null_phone_number_a4db09c2;
DROP INDEX IF EXISTS public.bellows_customer_phone_idx_d5e1049a;
DROP TRIGGER IF EXISTS "!bellows_05e912be_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_05e912be_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_05e912be_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_05e912be_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_05e912be();
DROP SEQUENCE IF EXISTS bellows.conflicts_05e912be;
DELETE FROM bellows.horizon WHERE key = '05e912be';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''phone_number'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN phone_number DROP NOT NULL, ALTER COLUMN phone_number DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN phone_number TO bellows_held_phone_number_2f7854c9;
    END IF;
END'
;
COMMIT;

-- discard 1 of 1: discard/01_discard:public.customer
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP COLUMN IF EXISTS bellows_held_phone_number_2f7854c9
;
COMMIT;

-- next: bellows expand 20261102090000
