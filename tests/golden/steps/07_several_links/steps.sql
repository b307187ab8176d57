-- plan 20261201070000 several_links
-- one shim and one backfill serve all changes of a table
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                      class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE RENAME COLUMN      expand_contract  ACCESS EXCLUSIVE  no    no       yes       yes         no          major
--   2  ALTER TABLE ALTER COLUMN TYPE  expand_contract  ACCESS EXCLUSIVE  yes   yes      yes       yes         yes         major
--   3  ALTER TABLE DROP COLUMN        contract         ACCESS EXCLUSIVE  no    no       yes       no          yes         major
--   4  ALTER TABLE ADD COLUMN         expand_contract  ACCESS EXCLUSIVE  yes   no       yes       yes         no          major
--   1: ALTER TABLE customer RENAME COLUMN name TO full_name
--   2: ALTER TABLE customer ALTER COLUMN phone TYPE bigint USING phone::bigint
--   3: ALTER TABLE customer DROP fax
--   4: ALTER TABLE customer ADD COLUMN total numeric(12, 2) NOT NULL
--      V does not fill it, and neither have the old rows a value.
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
ALTER TABLE public.customer ADD COLUMN full_name text, ADD COLUMN phone_number bigint, ADD COLUMN total numeric(12, 2);
CREATE SEQUENCE bellows.conflicts_e1a7446e;
GRANT USAGE ON SEQUENCE bellows.conflicts_e1a7446e TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_e1a7446e() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_e1a7446e'', true), ''/1/'') > 0 THEN
            NEW.full_name := new.name;
        ELSE
            IF ROW(NEW.name)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.name := new.full_name;
            ELSIF ROW((new.full_name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                  AND ROW((new.name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_e1a7446e'');
                NEW.name := new.full_name;
            END IF;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_e1a7446e'', true), ''/2/'') > 0 THEN
            NEW.phone_number := new.phone::bigint;
        ELSE
            IF ROW(NEW.phone)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.phone := new.phone_number::pg_catalog.text;
            ELSIF ROW((new.phone_number::pg_catalog.text)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record
                  AND ROW((new.phone::bigint)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_e1a7446e'');
                NEW.phone_number := new.phone::bigint;
            END IF;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_e1a7446e'', true), ''/3/'') > 0 THEN
            NEW.fax := '''';
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_e1a7446e'', true), ''/4/'') > 0 THEN
            NEW.total := new.quantity OPERATOR(pg_catalog.*) new.price;
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
                PERFORM pg_catalog.nextval(''bellows.conflicts_e1a7446e'');
                NEW.name := new.full_name;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.full_name) IS NULL)
              OR ROW(OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record THEN
            NEW.full_name := new.name;
        END IF;
        IF ROW(OLD.phone_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
            IF ROW(OLD.phone)::record OPERATOR(pg_catalog.*=) ROW(NEW.phone)::record THEN
                NEW.phone := new.phone_number::pg_catalog.text;
            ELSIF ROW((new.phone_number::pg_catalog.text)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record
                  AND ROW((new.phone::bigint)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_e1a7446e'');
                NEW.phone_number := new.phone::bigint;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.phone_number) IS NULL)
              OR ROW(OLD.phone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record THEN
            NEW.phone_number := new.phone::bigint;
        END IF;
        IF ROW(OLD.total)::record OPERATOR(pg_catalog.*=) ROW(NEW.total)::record
           AND ((TG_NARGS = 1 AND ROW(OLD.total) IS NULL)
                OR (ROW(OLD.price, OLD.quantity)::record OPERATOR(pg_catalog.*<>) ROW(NEW.price, NEW.quantity)::record
                    AND ROW((old.quantity OPERATOR(pg_catalog.*) old.price)::numeric(12, 2))::record OPERATOR(pg_catalog.*=) ROW(OLD.total)::record)) THEN
            NEW.total := new.quantity OPERATOR(pg_catalog.*) new.price;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_e1a7446e() IS 'bellows plan=20261201070000 table=public.customer purpose=shim';
ALTER TABLE public.customer ALTER COLUMN full_name DROP DEFAULT, ALTER COLUMN phone_number DROP DEFAULT, ALTER COLUMN fax DROP DEFAULT, ALTER COLUMN total DROP DEFAULT;
ALTER TABLE public.customer ALTER COLUMN full_name SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_e1a7446e', pg_catalog.concat(pg_catalog.current_setting('bellows.m_e1a7446e', true), '/1/'), true) IS NULL THEN NULL::text END, ALTER COLUMN phone_number SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_e1a7446e', pg_catalog.concat(pg_catalog.current_setting('bellows.m_e1a7446e', true), '/2/'), true) IS NULL THEN NULL::bigint END, ALTER COLUMN fax SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_e1a7446e', pg_catalog.concat(pg_catalog.current_setting('bellows.m_e1a7446e', true), '/3/'), true) IS NULL THEN NULL::text END, ALTER COLUMN total SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_e1a7446e', pg_catalog.concat(pg_catalog.current_setting('bellows.m_e1a7446e', true), '/4/'), true) IS NULL THEN NULL::numeric(12, 2) END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('e1a7446e', '20261201070000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_e1a7446e_mark" BEFORE INSERT ON public.customer FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_e1a7446e', pg_catalog.concat(pg_catalog.current_setting('bellows.m_e1a7446e', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_e1a7446e', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_e1a7446e();
COMMENT ON TRIGGER "!bellows_e1a7446e_mark" ON public.customer IS 'bellows plan=20261201070000 table=public.customer purpose=mark';
CREATE TRIGGER "~bellows_e1a7446e_insert" BEFORE INSERT ON public.customer FOR EACH ROW
EXECUTE FUNCTION bellows.shim_e1a7446e();
COMMENT ON TRIGGER "~bellows_e1a7446e_insert" ON public.customer IS 'bellows plan=20261201070000 table=public.customer purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''e1a7446e'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_e1a7446e_touch" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN ((ROW(OLD.full_name) IS NULL OR ROW(OLD.phone_number) IS NULL OR ROW(OLD.total) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_e1a7446e(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_e1a7446e_change" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN (NOT ((ROW(OLD.full_name) IS NULL OR ROW(OLD.phone_number) IS NULL OR ROW(OLD.total) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.full_name, OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name, NEW.name)::record OR ROW(OLD.phone_number, OLD.phone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number, NEW.phone)::record OR ROW(OLD.total, OLD.price, OLD.quantity)::record OPERATOR(pg_catalog.*<>) ROW(NEW.total, NEW.price, NEW.quantity)::record)) EXECUTE FUNCTION bellows.shim_e1a7446e()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_e1a7446e_touch" ON public.customer IS 'bellows plan=20261201070000 table=public.customer purpose=update';
COMMENT ON TRIGGER "~bellows_e1a7446e_change" ON public.customer IS 'bellows plan=20261201070000 table=public.customer purpose=update';
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET full_name = t.name, name = t.full_name;
DEALLOCATE bellows_check;
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET phone_number = t.phone::bigint, phone = t.phone_number::pg_catalog.text;
DEALLOCATE bellows_check;
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET fax = '';
DEALLOCATE bellows_check;
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET total = t.quantity OPERATOR(pg_catalog.*) t.price;
DEALLOCATE bellows_check;
COMMIT;

-- expand 2 of 8: expand/02_backfill:public.customer
-- fill the new columns of old rows of public.customer
-- lock: ROW EXCLUSIVE on public.customer; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY public.customer AS t
SET full_name = CASE WHEN CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'e1a7446e') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.full_name) IS NULL THEN NOT (ROW(t.name) IS NULL) ELSE false END THEN (t.name)::text ELSE t.full_name END,
    phone_number = CASE WHEN CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'e1a7446e') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.phone_number) IS NULL THEN NOT (ROW(t.phone::bigint) IS NULL) ELSE false END THEN (t.phone::bigint)::bigint ELSE t.phone_number END,
    total = CASE WHEN CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'e1a7446e') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.total) IS NULL THEN NOT (ROW(t.quantity OPERATOR(pg_catalog.*) t.price) IS NULL) ELSE false END THEN (t.quantity OPERATOR(pg_catalog.*) t.price)::numeric(12, 2) ELSE t.total END
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND ((CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'e1a7446e') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.full_name) IS NULL THEN NOT (ROW(t.name) IS NULL) ELSE false END) OR (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'e1a7446e') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.phone_number) IS NULL THEN NOT (ROW(t.phone::bigint) IS NULL) ELSE false END) OR (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'e1a7446e') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.total) IS NULL THEN NOT (ROW(t.quantity OPERATOR(pg_catalog.*) t.price) IS NULL) ELSE false END))
;

-- expand 3 of 8: expand/03_constraints:public.customer
-- add constraints to public.customer, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer ADD CONSTRAINT bellows_not_null_full_name_92190fc6 CHECK (full_name IS NOT NULL) NOT VALID, ADD CONSTRAINT bellows_not_null_total_c4b5b4ed CHECK (total IS NOT NULL) NOT VALID
;
COMMIT;

-- expand 4 of 8: expand/04_validate:public.customer
-- validate bellows_not_null_full_name_92190fc6 of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_not_null_full_name_92190fc6
;
COMMIT;

-- expand 5 of 8: expand/05_validate:public.customer
-- validate bellows_not_null_total_c4b5b4ed of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_not_null_total_c4b5b4ed
;
COMMIT;

-- expand 6 of 8: expand/06_finish:public.customer
-- turn what was validated into constraints of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN full_name SET NOT NULL, ALTER COLUMN total SET NOT NULL;
ALTER TABLE public.customer DROP CONSTRAINT bellows_not_null_full_name_92190fc6, DROP CONSTRAINT bellows_not_null_total_c4b5b4ed
;
COMMIT;

-- expand 7 of 8: expand/07_analyze:public.customer
-- gather statistics of the new columns of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ANALYZE public.customer (full_name, phone_number, total)
;
COMMIT;

-- expand 8 of 8: expand/08_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.name)::record OPERATOR(pg_catalog.*=) ROW((t.full_name)::text)::record THEN false
            ELSE ROW(t.full_name)::record OPERATOR(pg_catalog.*<>) ROW((t.name)::text)::record END
       OR CASE WHEN ROW(t.phone)::record OPERATOR(pg_catalog.*=) ROW((t.phone_number::pg_catalog.text)::text)::record THEN false
            ELSE ROW(t.phone_number)::record OPERATOR(pg_catalog.*<>) ROW((t.phone::bigint)::bigint)::record END)
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
            ELSE ROW(t.full_name)::record OPERATOR(pg_catalog.*<>) ROW((t.name)::text)::record END
       OR CASE WHEN ROW(t.phone)::record OPERATOR(pg_catalog.*=) ROW((t.phone_number::pg_catalog.text)::text)::record THEN false
            ELSE ROW(t.phone_number)::record OPERATOR(pg_catalog.*<>) ROW((t.phone::bigint)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- seal 1 of 1: seal/01_seal:public.customer
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN full_name DROP DEFAULT, ALTER COLUMN phone_number DROP DEFAULT, ALTER COLUMN fax DROP DEFAULT, ALTER COLUMN total DROP DEFAULT;
ALTER TABLE public.customer RENAME COLUMN name TO bellows_held_name_625e47a8;
ALTER TABLE public.customer RENAME COLUMN phone TO bellows_held_phone_0b5522f6;
ALTER TABLE public.customer RENAME COLUMN fax TO bellows_held_fax_28bbf2bb;
CREATE OR REPLACE FUNCTION bellows.shim_e1a7446e() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        NEW.bellows_held_name_625e47a8 := new.full_name;
        NEW.bellows_held_phone_0b5522f6 := new.phone_number::pg_catalog.text;
        NEW.bellows_held_fax_28bbf2bb := '''';

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.full_name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name)::record THEN
            NEW.bellows_held_name_625e47a8 := new.full_name;
        END IF;
        IF ROW(OLD.phone_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
            NEW.bellows_held_phone_0b5522f6 := new.phone_number::pg_catalog.text;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_e1a7446e() IS 'bellows plan=20261201070000 table=public.customer purpose=shim'
;
COMMIT;

-- purge 1 of 2: purge/01_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.bellows_held_name_625e47a8)::record OPERATOR(pg_catalog.*=) ROW((t.full_name)::text)::record THEN false
            ELSE ROW(t.full_name)::record OPERATOR(pg_catalog.*<>) ROW((t.bellows_held_name_625e47a8)::text)::record END
       OR CASE WHEN ROW(t.bellows_held_phone_0b5522f6)::record OPERATOR(pg_catalog.*=) ROW((t.phone_number::pg_catalog.text)::text)::record THEN false
            ELSE ROW(t.phone_number)::record OPERATOR(pg_catalog.*<>) ROW((t.bellows_held_phone_0b5522f6::bigint)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- purge 2 of 2: purge/02_purge:public.customer
-- drop the shim and the held columns of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_e1a7446e_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_e1a7446e_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_e1a7446e_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_e1a7446e_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_e1a7446e();
DROP SEQUENCE IF EXISTS bellows.conflicts_e1a7446e;
DELETE FROM bellows.horizon WHERE key = 'e1a7446e';
ALTER TABLE public.customer DROP COLUMN bellows_held_name_625e47a8, DROP COLUMN bellows_held_phone_0b5522f6, DROP COLUMN bellows_held_fax_28bbf2bb
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.customer
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''bellows_held_name_625e47a8'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer RENAME COLUMN bellows_held_name_625e47a8 TO name;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''bellows_held_phone_0b5522f6'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer RENAME COLUMN bellows_held_phone_0b5522f6 TO phone;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''bellows_held_fax_28bbf2bb'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer RENAME COLUMN bellows_held_fax_28bbf2bb TO fax;
    END IF;
END';
ALTER TABLE public.customer ALTER COLUMN full_name SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_e1a7446e', pg_catalog.concat(pg_catalog.current_setting('bellows.m_e1a7446e', true), '/1/'), true) IS NULL THEN NULL::text END, ALTER COLUMN phone_number SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_e1a7446e', pg_catalog.concat(pg_catalog.current_setting('bellows.m_e1a7446e', true), '/2/'), true) IS NULL THEN NULL::bigint END, ALTER COLUMN fax SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_e1a7446e', pg_catalog.concat(pg_catalog.current_setting('bellows.m_e1a7446e', true), '/3/'), true) IS NULL THEN NULL::text END, ALTER COLUMN total SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_e1a7446e', pg_catalog.concat(pg_catalog.current_setting('bellows.m_e1a7446e', true), '/4/'), true) IS NULL THEN NULL::numeric(12, 2) END;
CREATE OR REPLACE FUNCTION bellows.shim_e1a7446e() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_e1a7446e'', true), ''/1/'') > 0 THEN
            NEW.full_name := new.name;
        ELSE
            IF ROW(NEW.name)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.name := new.full_name;
            ELSIF ROW((new.full_name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                  AND ROW((new.name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_e1a7446e'');
                NEW.name := new.full_name;
            END IF;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_e1a7446e'', true), ''/2/'') > 0 THEN
            NEW.phone_number := new.phone::bigint;
        ELSE
            IF ROW(NEW.phone)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.phone := new.phone_number::pg_catalog.text;
            ELSIF ROW((new.phone_number::pg_catalog.text)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record
                  AND ROW((new.phone::bigint)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_e1a7446e'');
                NEW.phone_number := new.phone::bigint;
            END IF;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_e1a7446e'', true), ''/3/'') > 0 THEN
            NEW.fax := '''';
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_e1a7446e'', true), ''/4/'') > 0 THEN
            NEW.total := new.quantity OPERATOR(pg_catalog.*) new.price;
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
                PERFORM pg_catalog.nextval(''bellows.conflicts_e1a7446e'');
                NEW.name := new.full_name;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.full_name) IS NULL)
              OR ROW(OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record THEN
            NEW.full_name := new.name;
        END IF;
        IF ROW(OLD.phone_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
            IF ROW(OLD.phone)::record OPERATOR(pg_catalog.*=) ROW(NEW.phone)::record THEN
                NEW.phone := new.phone_number::pg_catalog.text;
            ELSIF ROW((new.phone_number::pg_catalog.text)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record
                  AND ROW((new.phone::bigint)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_e1a7446e'');
                NEW.phone_number := new.phone::bigint;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.phone_number) IS NULL)
              OR ROW(OLD.phone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record THEN
            NEW.phone_number := new.phone::bigint;
        END IF;
        IF ROW(OLD.total)::record OPERATOR(pg_catalog.*=) ROW(NEW.total)::record
           AND ((TG_NARGS = 1 AND ROW(OLD.total) IS NULL)
                OR (ROW(OLD.price, OLD.quantity)::record OPERATOR(pg_catalog.*<>) ROW(NEW.price, NEW.quantity)::record
                    AND ROW((old.quantity OPERATOR(pg_catalog.*) old.price)::numeric(12, 2))::record OPERATOR(pg_catalog.*=) ROW(OLD.total)::record)) THEN
            NEW.total := new.quantity OPERATOR(pg_catalog.*) new.price;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_e1a7446e() IS 'bellows plan=20261201070000 table=public.customer purpose=shim'
;
COMMIT;

-- undo 1 of 2: undo/01_kill_switch:public.customer
-- switch the shim of public.customer off at once, where V can do without it
-- lock: none on public.customer; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_e1a7446e()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.customer'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attnotnull AND a.attname = ANY (''{"full_name","phone_number","total"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_e1a7446e() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_e1a7446e'''''''', true), ''''''''/1/'''''''') > 0) AND ROW(NEW.name)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
            NEW.name := new.full_name;
        END IF;
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_e1a7446e'''''''', true), ''''''''/2/'''''''') > 0) AND ROW(NEW.phone)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
            NEW.phone := new.phone_number::pg_catalog.text;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_e1a7446e'''''''', true), ''''''''/3/'''''''') > 0 THEN
            NEW.fax := '''''''''''''''';
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.full_name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name)::record
           AND ROW(OLD.name)::record OPERATOR(pg_catalog.*=) ROW(NEW.name)::record THEN
            NEW.name := new.full_name;
        END IF;
        IF ROW(OLD.phone_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record
           AND ROW(OLD.phone)::record OPERATOR(pg_catalog.*=) ROW(NEW.phone)::record THEN
            NEW.phone := new.phone_number::pg_catalog.text;
        END IF;

    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_e1a7446e() IS ''''bellows plan=20261201070000 table=public.customer purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 2 of 2: undo/02_undo:public.customer
-- take the shim off public.customer and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS bellows_not_null_full_name_92190fc6, DROP CONSTRAINT IF EXISTS bellows_not_null_total_c4b5b4ed;
DROP TRIGGER IF EXISTS "!bellows_e1a7446e_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_e1a7446e_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_e1a7446e_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_e1a7446e_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_e1a7446e();
DROP SEQUENCE IF EXISTS bellows.conflicts_e1a7446e;
DELETE FROM bellows.horizon WHERE key = 'e1a7446e';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''full_name'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN full_name DROP NOT NULL, ALTER COLUMN full_name DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN full_name TO bellows_held_full_name_9f1f164b;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''phone_number'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN phone_number DROP NOT NULL, ALTER COLUMN phone_number DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN phone_number TO bellows_held_phone_number_09162eda;
    END IF;
END';
ALTER TABLE public.customer ALTER COLUMN fax DROP DEFAULT;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''total'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN total DROP NOT NULL, ALTER COLUMN total DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN total TO bellows_held_total_67111a57;
    END IF;
END'
;
COMMIT;

-- discard 1 of 1: discard/01_discard:public.customer
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP COLUMN IF EXISTS bellows_held_full_name_9f1f164b, DROP COLUMN IF EXISTS bellows_held_phone_number_09162eda, DROP COLUMN IF EXISTS bellows_held_total_67111a57
;
COMMIT;

-- next: bellows expand 20261201070000
