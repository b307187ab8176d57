-- plan 20261203100000 attributes
-- what is said of a table, its columns, constraints and indexes beside their shape
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--       statement                                class            lock                    scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1   ALTER TABLE ALTER COLUMN SET STATISTICS  expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   2   ALTER TABLE ALTER COLUMN RESET           expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   3   ALTER TABLE ALTER COLUMN SET STORAGE     expand           ACCESS EXCLUSIVE        no    no       no        no          no          patch
--   4   ALTER TABLE ALTER COLUMN SET STORAGE     expand           ACCESS EXCLUSIVE        no    no       no        no          no          patch
--   5   ALTER TABLE ALTER COLUMN SET             expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   6   ALTER TABLE ALTER COLUMN SET STATISTICS  expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   7   COMMENT                                  expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   8   COMMENT                                  expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   9   COMMENT                                  expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   10  COMMENT                                  expand           ACCESS SHARE            no    no       no        no          no          patch
--   11  COMMENT                                  expand           ACCESS SHARE            no    no       no        no          no          patch
--   12  COMMENT                                  expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   13  ALTER INDEX RENAME                       expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   14  COMMENT                                  expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   15  ALTER TABLE ADD COLUMN                   expand           ACCESS EXCLUSIVE        no    no       no        yes         no          minor
--   16  ALTER TABLE ALTER COLUMN SET STORAGE     expand           ACCESS EXCLUSIVE        no    no       no        no          no          patch
--   17  ALTER TABLE ALTER COLUMN SET STATISTICS  expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   18  COMMENT                                  expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   19  ALTER TABLE ALTER COLUMN TYPE            expand_contract  ACCESS EXCLUSIVE        yes   yes      yes       yes         yes         major
--   20  ALTER TABLE ALTER COLUMN SET STATISTICS  expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   21  ALTER TABLE ALTER COLUMN SET             expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   22  COMMENT                                  expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   23  COMMENT                                  expand           SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   1: ALTER TABLE customer ALTER COLUMN name SET STATISTICS 500
--   2: ALTER TABLE customer ALTER COLUMN name RESET (n_distinct)
--   3: ALTER TABLE customer ALTER COLUMN name SET STORAGE main
--   4: ALTER TABLE customer ALTER COLUMN note SET STORAGE extended
--   5: ALTER TABLE customer ALTER COLUMN note SET (n_distinct=77, n_distinct_inherited=3)
--   6: ALTER TABLE customer ALTER COLUMN score SET STATISTICS 0
--   7: COMMENT ON TABLE customer IS E'who may buy; it''s a \\ backslash'
--   8: COMMENT ON COLUMN customer.note IS NULL
--   9: COMMENT ON COLUMN public.customer.score IS 'points'
--   10: COMMENT ON CONSTRAINT score_is_low ON customer IS 'new'
--   11: COMMENT ON CONSTRAINT customer_pkey ON customer IS NULL
--   12: COMMENT ON INDEX customer_pkey IS 'of the key'
--   13: ALTER INDEX customer_name_idx RENAME TO "Customer by name"
--   14: COMMENT ON INDEX "Customer by name" IS 'another comment'
--   15: ALTER TABLE customer ADD COLUMN label text
--   16: ALTER TABLE customer ALTER COLUMN label SET STORAGE external
--   17: ALTER TABLE customer ALTER COLUMN label SET STATISTICS 40
--   18: COMMENT ON COLUMN customer.label IS 'what is shown'
--   19: ALTER TABLE customer ALTER COLUMN phone TYPE bigint USING phone::bigint
--   20: ALTER TABLE customer ALTER COLUMN phone SET STATISTICS 700
--   21: ALTER TABLE customer ALTER COLUMN phone SET (n_distinct=5)
--   22: COMMENT ON COLUMN customer.phone IS 'a new phone'
--   23: COMMENT ON INDEX customer_phone_idx IS 'by phone'
--
-- tables
--   public.customer: …
--
-- phases
--   expand   6 steps  expand: the new shape is built beside the old one
--   tighten  1 step   contract, once the old version is gone: constraints that it could have violated
--   seal     1 step   contract: the old shape goes out of sight, held and kept in sync
--   purge    3 steps  purge: what was held is dropped
--   unseal   1 step   rollback from a contract: the old shape comes back
--   undo     2 steps  rollback from expanded: the new shape goes out of sight, held
--   discard  1 step   purge after a rollback: what was held is dropped

-- expand 1 of 6: expand/01_columns:public.customer
-- add the new columns and the shim of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD COLUMN label pg_catalog.text, ADD COLUMN phone_number bigint;
CREATE SEQUENCE bellows.conflicts_eb783be8;
GRANT USAGE ON SEQUENCE bellows.conflicts_eb783be8 TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_eb783be8() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF (ROW(NEW.phone)::record OPERATOR(pg_catalog.*<>) ROW((NULL)::text)::record)
           AND pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.=) 1
           AND pg_catalog.current_setting(''bellows.w_eb783be8'', true) IS DISTINCT FROM bellows.write_moment() THEN
            PERFORM bellows.note_old_write(''20261203100000'', ''public.customer'', ''bellows.w_eb783be8'');
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_eb783be8'', true), ''/1/'') > 0 THEN
            NEW.label := ''for '' OPERATOR(pg_catalog.||) new.name;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_eb783be8'', true), ''/2/'') > 0 THEN
            NEW.phone_number := new.phone::bigint;
        ELSE
            IF ROW(NEW.phone)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.phone := new.phone_number::pg_catalog.text;
            ELSIF ROW((new.phone_number::pg_catalog.text)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record
                  AND ROW((new.phone::bigint)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_eb783be8'');
                NEW.phone := new.phone_number::pg_catalog.text;
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.label)::record OPERATOR(pg_catalog.*=) ROW(NEW.label)::record
           AND ((TG_NARGS = 1 AND ROW(OLD.label) IS NULL)
                OR (ROW(OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                    AND ROW((''for '' OPERATOR(pg_catalog.||) old.name)::pg_catalog.text)::record OPERATOR(pg_catalog.*=) ROW(OLD.label)::record)) THEN
            NEW.label := ''for '' OPERATOR(pg_catalog.||) new.name;
        END IF;
        IF ROW(OLD.phone_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
            IF ROW(OLD.phone)::record OPERATOR(pg_catalog.*=) ROW(NEW.phone)::record THEN
                NEW.phone := new.phone_number::pg_catalog.text;
            ELSIF ROW((new.phone_number::pg_catalog.text)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record
                  AND ROW((new.phone::bigint)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_eb783be8'');
                NEW.phone := new.phone_number::pg_catalog.text;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.phone_number) IS NULL)
              OR ROW(OLD.phone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record THEN
            NEW.phone_number := new.phone::bigint;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_eb783be8() IS 'bellows plan=20261203100000 table=public.customer purpose=shim';
ALTER TABLE public.customer ALTER COLUMN label DROP DEFAULT, ALTER COLUMN phone_number DROP DEFAULT;
ALTER TABLE public.customer ALTER COLUMN label SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_eb783be8', pg_catalog.concat(pg_catalog.current_setting('bellows.m_eb783be8', true), '/1/'), true) IS NULL THEN NULL::pg_catalog.text END, ALTER COLUMN phone_number SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_eb783be8', pg_catalog.concat(pg_catalog.current_setting('bellows.m_eb783be8', true), '/2/'), true) IS NULL THEN NULL::bigint END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('eb783be8', '20261203100000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_eb783be8_mark" BEFORE INSERT ON public.customer FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_eb783be8', pg_catalog.concat(pg_catalog.current_setting('bellows.m_eb783be8', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_eb783be8', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_eb783be8();
COMMENT ON TRIGGER "!bellows_eb783be8_mark" ON public.customer IS 'bellows plan=20261203100000 table=public.customer purpose=mark';
CREATE TRIGGER "~bellows_eb783be8_insert" BEFORE INSERT ON public.customer FOR EACH ROW
EXECUTE FUNCTION bellows.shim_eb783be8();
COMMENT ON TRIGGER "~bellows_eb783be8_insert" ON public.customer IS 'bellows plan=20261203100000 table=public.customer purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''eb783be8'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_eb783be8_touch" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN ((ROW(OLD.label) IS NULL OR ROW(OLD.phone_number) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_eb783be8(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_eb783be8_change" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN (NOT ((ROW(OLD.label) IS NULL OR ROW(OLD.phone_number) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.label, OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label, NEW.name)::record OR ROW(OLD.phone_number, OLD.phone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number, NEW.phone)::record)) EXECUTE FUNCTION bellows.shim_eb783be8()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_eb783be8_touch" ON public.customer IS 'bellows plan=20261203100000 table=public.customer purpose=update';
COMMENT ON TRIGGER "~bellows_eb783be8_change" ON public.customer IS 'bellows plan=20261203100000 table=public.customer purpose=update';
INSERT INTO bellows.tripwire (key, plan, relation, name, columns)
VALUES ('eb783be8', '20261203100000', 'public.customer'::regclass, 'public.customer', '{"phone"}');
CREATE TRIGGER "!bellows_eb783be8_write_update" BEFORE UPDATE OF phone ON public.customer FOR EACH STATEMENT
EXECUTE FUNCTION bellows.note_write('20261203100000', 'public.customer', 'bellows.w_eb783be8');
COMMENT ON TRIGGER "!bellows_eb783be8_write_update" ON public.customer IS 'bellows plan=20261203100000 table=public.customer purpose=write';
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET label = 'for ' OPERATOR(pg_catalog.||) t.name;
DEALLOCATE bellows_check;
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET phone_number = t.phone::bigint, phone = t.phone_number::pg_catalog.text;
DEALLOCATE bellows_check;
COMMENT ON COLUMN public.customer.phone_number IS 'an old phone';
ALTER TABLE public.customer ALTER COLUMN phone_number SET STATISTICS 300;
ALTER TABLE public.customer ALTER COLUMN phone_number SET (n_distinct=-0.8);
COMMIT;

-- expand 2 of 6: expand/02_attributes:public.customer
-- set what is said of public.customer and its parts beside their shape
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN name SET STATISTICS 500;
ALTER TABLE public.customer ALTER COLUMN name RESET (n_distinct);
ALTER TABLE public.customer ALTER COLUMN name SET STORAGE main;
ALTER TABLE public.customer ALTER COLUMN note SET STORAGE extended;
ALTER TABLE public.customer ALTER COLUMN note SET (n_distinct=77, n_distinct_inherited=3);
ALTER TABLE public.customer ALTER COLUMN score SET STATISTICS 0;
COMMENT ON TABLE public.customer IS E'who may buy; it''s a \\ backslash';
COMMENT ON COLUMN public.customer.note IS NULL;
COMMENT ON COLUMN public.customer.score IS 'points';
COMMENT ON CONSTRAINT score_is_low ON public.customer IS 'new';
COMMENT ON CONSTRAINT customer_pkey ON public.customer IS NULL;
COMMENT ON INDEX public.customer_pkey IS 'of the key';
ALTER INDEX public.customer_name_idx RENAME TO "Customer by name";
ALTER TABLE public.customer ALTER COLUMN label SET STORAGE external;
ALTER TABLE public.customer ALTER COLUMN label SET STATISTICS 40;
COMMENT ON COLUMN public.customer.label IS 'what is shown';
ALTER TABLE public.customer ALTER COLUMN phone_number SET STATISTICS 700;
ALTER TABLE public.customer ALTER COLUMN phone_number SET (n_distinct=5);
COMMENT ON COLUMN public.customer.phone_number IS 'a new phone'
;
COMMIT;

-- expand 3 of 6: expand/03_backfill:public.customer
-- fill the new columns of old rows of public.customer
-- lock: ROW EXCLUSIVE on public.customer; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY public.customer AS t
SET label = CASE WHEN CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'eb783be8') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.label) IS NULL THEN NOT (ROW('for ' OPERATOR(pg_catalog.||) t.name) IS NULL) ELSE false END THEN ('for ' OPERATOR(pg_catalog.||) t.name)::pg_catalog.text ELSE t.label END,
    phone_number = CASE WHEN CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'eb783be8') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.phone_number) IS NULL THEN NOT (ROW(t.phone::bigint) IS NULL) ELSE false END THEN (t.phone::bigint)::bigint ELSE t.phone_number END
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND ((CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'eb783be8') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.label) IS NULL THEN NOT (ROW('for ' OPERATOR(pg_catalog.||) t.name) IS NULL) ELSE false END) OR (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'eb783be8') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.phone_number) IS NULL THEN NOT (ROW(t.phone::bigint) IS NULL) ELSE false END))
;

-- expand 4 of 6: expand/04_index:public.customer
-- build index bellows_customer_phone_idx_f797fe90 on public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; outside of a transaction
CREATE INDEX CONCURRENTLY bellows_customer_phone_idx_f797fe90 ON public.customer USING btree (phone_number)
;

-- expand 5 of 6: expand/05_analyze:public.customer
-- gather statistics of the new columns of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ANALYZE public.customer (label, phone_number)
;
COMMIT;

-- expand 6 of 6: expand/06_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.phone)::record OPERATOR(pg_catalog.*=) ROW((t.phone_number::pg_catalog.text)::text)::record THEN false
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
      AND (CASE WHEN ROW(t.phone)::record OPERATOR(pg_catalog.*=) ROW((t.phone_number::pg_catalog.text)::text)::record THEN false
            ELSE ROW(t.phone_number)::record OPERATOR(pg_catalog.*<>) ROW((t.phone::bigint)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- seal 1 of 1: seal/01_seal:public.customer
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_eb783be8_write_update" ON public.customer;
DROP TRIGGER IF EXISTS "!bellows_eb783be8_write_insert" ON public.customer;
DELETE FROM bellows.tripwire WHERE key = 'eb783be8';
ALTER TABLE public.customer ALTER COLUMN label DROP DEFAULT, ALTER COLUMN phone_number DROP DEFAULT;
ALTER TABLE public.customer RENAME COLUMN phone TO bellows_held_phone_aea3d763;
CREATE OR REPLACE FUNCTION bellows.shim_eb783be8() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        NEW.bellows_held_phone_aea3d763 := new.phone_number::pg_catalog.text;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.phone_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
            NEW.bellows_held_phone_aea3d763 := new.phone_number::pg_catalog.text;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_eb783be8() IS 'bellows plan=20261203100000 table=public.customer purpose=shim'
;
COMMIT;

-- purge 1 of 3: purge/01_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.bellows_held_phone_aea3d763)::record OPERATOR(pg_catalog.*=) ROW((t.phone_number::pg_catalog.text)::text)::record THEN false
            ELSE ROW(t.phone_number)::record OPERATOR(pg_catalog.*<>) ROW((t.bellows_held_phone_aea3d763::bigint)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- purge 2 of 3: purge/02_purge:public.customer
-- drop the shim and the held columns of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_eb783be8_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_eb783be8_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_eb783be8_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_eb783be8_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_eb783be8();
DROP SEQUENCE IF EXISTS bellows.conflicts_eb783be8;
DELETE FROM bellows.horizon WHERE key = 'eb783be8';
ALTER TABLE public.customer DROP COLUMN bellows_held_phone_aea3d763;
ALTER INDEX public.bellows_customer_phone_idx_f797fe90 RENAME TO customer_phone_idx
;
COMMIT;

-- purge 3 of 3: purge/03_attributes:public.customer
-- set what is said of public.customer and its parts beside their shape
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
COMMENT ON INDEX public."Customer by name" IS 'another comment';
COMMENT ON INDEX public.customer_phone_idx IS 'by phone'
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.customer
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''bellows_held_phone_aea3d763'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer RENAME COLUMN bellows_held_phone_aea3d763 TO phone;
    END IF;
END';
ALTER TABLE public.customer ALTER COLUMN label SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_eb783be8', pg_catalog.concat(pg_catalog.current_setting('bellows.m_eb783be8', true), '/1/'), true) IS NULL THEN NULL::pg_catalog.text END, ALTER COLUMN phone_number SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_eb783be8', pg_catalog.concat(pg_catalog.current_setting('bellows.m_eb783be8', true), '/2/'), true) IS NULL THEN NULL::bigint END;
CREATE OR REPLACE FUNCTION bellows.shim_eb783be8() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF (ROW(NEW.phone)::record OPERATOR(pg_catalog.*<>) ROW((NULL)::text)::record)
           AND pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.=) 1
           AND pg_catalog.current_setting(''bellows.w_eb783be8'', true) IS DISTINCT FROM bellows.write_moment() THEN
            PERFORM bellows.note_old_write(''20261203100000'', ''public.customer'', ''bellows.w_eb783be8'');
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_eb783be8'', true), ''/1/'') > 0 THEN
            NEW.label := ''for '' OPERATOR(pg_catalog.||) new.name;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_eb783be8'', true), ''/2/'') > 0 THEN
            NEW.phone_number := new.phone::bigint;
        ELSE
            IF ROW(NEW.phone)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.phone := new.phone_number::pg_catalog.text;
            ELSIF ROW((new.phone_number::pg_catalog.text)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record
                  AND ROW((new.phone::bigint)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_eb783be8'');
                NEW.phone := new.phone_number::pg_catalog.text;
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.label)::record OPERATOR(pg_catalog.*=) ROW(NEW.label)::record
           AND ((TG_NARGS = 1 AND ROW(OLD.label) IS NULL)
                OR (ROW(OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                    AND ROW((''for '' OPERATOR(pg_catalog.||) old.name)::pg_catalog.text)::record OPERATOR(pg_catalog.*=) ROW(OLD.label)::record)) THEN
            NEW.label := ''for '' OPERATOR(pg_catalog.||) new.name;
        END IF;
        IF ROW(OLD.phone_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
            IF ROW(OLD.phone)::record OPERATOR(pg_catalog.*=) ROW(NEW.phone)::record THEN
                NEW.phone := new.phone_number::pg_catalog.text;
            ELSIF ROW((new.phone_number::pg_catalog.text)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record
                  AND ROW((new.phone::bigint)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_eb783be8'');
                NEW.phone := new.phone_number::pg_catalog.text;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.phone_number) IS NULL)
              OR ROW(OLD.phone)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone)::record THEN
            NEW.phone_number := new.phone::bigint;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_eb783be8() IS 'bellows plan=20261203100000 table=public.customer purpose=shim';
DROP TRIGGER IF EXISTS "!bellows_eb783be8_write_update" ON public.customer;
DROP TRIGGER IF EXISTS "!bellows_eb783be8_write_insert" ON public.customer;
DELETE FROM bellows.tripwire WHERE key = 'eb783be8';
INSERT INTO bellows.tripwire (key, plan, relation, name, columns)
VALUES ('eb783be8', '20261203100000', 'public.customer'::regclass, 'public.customer', '{"phone"}');
CREATE TRIGGER "!bellows_eb783be8_write_update" BEFORE UPDATE OF phone ON public.customer FOR EACH STATEMENT
EXECUTE FUNCTION bellows.note_write('20261203100000', 'public.customer', 'bellows.w_eb783be8');
COMMENT ON TRIGGER "!bellows_eb783be8_write_update" ON public.customer IS 'bellows plan=20261203100000 table=public.customer purpose=write'
;
COMMIT;

-- undo 1 of 2: undo/01_kill_switch:public.customer
-- switch the shim of public.customer off at once, where V can do without it
-- lock: none on public.customer; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_eb783be8()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.customer'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attnotnull AND a.attname = ANY (''{"label","phone_number"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_eb783be8() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_eb783be8'''''''', true), ''''''''/2/'''''''') > 0) AND ROW(NEW.phone)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
            NEW.phone := new.phone_number::pg_catalog.text;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.phone_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.phone_number)::record
           AND ROW(OLD.phone)::record OPERATOR(pg_catalog.*=) ROW(NEW.phone)::record THEN
            NEW.phone := new.phone_number::pg_catalog.text;
        END IF;

    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_eb783be8() IS ''''bellows plan=20261203100000 table=public.customer purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 2 of 2: undo/02_undo:public.customer
-- take the shim off public.customer and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DROP INDEX IF EXISTS public.bellows_customer_phone_idx_f797fe90;
DROP TRIGGER IF EXISTS "!bellows_eb783be8_write_update" ON public.customer;
DROP TRIGGER IF EXISTS "!bellows_eb783be8_write_insert" ON public.customer;
DELETE FROM bellows.tripwire WHERE key = 'eb783be8';
ALTER TABLE public.customer ALTER COLUMN name SET STATISTICS 200;
ALTER TABLE public.customer ALTER COLUMN name RESET (n_distinct, n_distinct_inherited);
ALTER TABLE public.customer ALTER COLUMN name SET (n_distinct=-0.9);
ALTER TABLE public.customer ALTER COLUMN name SET STORAGE EXTENDED;
ALTER TABLE public.customer ALTER COLUMN note SET STORAGE EXTERNAL;
ALTER TABLE public.customer ALTER COLUMN note RESET (n_distinct, n_distinct_inherited);
ALTER TABLE public.customer ALTER COLUMN score SET STATISTICS -1;
COMMENT ON TABLE public.customer IS 'who buys';
COMMENT ON COLUMN public.customer.note IS 'an old note';
COMMENT ON COLUMN public.customer.score IS NULL;
COMMENT ON CONSTRAINT score_is_low ON public.customer IS NULL;
COMMENT ON CONSTRAINT customer_pkey ON public.customer IS 'the key';
COMMENT ON INDEX public.customer_pkey IS NULL;
ALTER INDEX IF EXISTS public."Customer by name" RENAME TO customer_name_idx;
DROP TRIGGER IF EXISTS "!bellows_eb783be8_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_eb783be8_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_eb783be8_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_eb783be8_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_eb783be8();
DROP SEQUENCE IF EXISTS bellows.conflicts_eb783be8;
DELETE FROM bellows.horizon WHERE key = 'eb783be8';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''label'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN label DROP NOT NULL, ALTER COLUMN label DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN label TO bellows_held_label_2ec3593d;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''phone_number'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN phone_number DROP NOT NULL, ALTER COLUMN phone_number DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN phone_number TO bellows_held_phone_number_4900d9a4;
    END IF;
END'
;
COMMIT;

-- discard 1 of 1: discard/01_discard:public.customer
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP COLUMN IF EXISTS bellows_held_label_2ec3593d, DROP COLUMN IF EXISTS bellows_held_phone_number_4900d9a4
;
COMMIT;

-- next: bellows expand 20261203100000
