-- plan 20261203100000 check_with_repair
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                              class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ADD CONSTRAINT CHECK       expand_contract  ACCESS EXCLUSIVE  yes   no       yes       no          no          major
--   2  ALTER TABLE ALTER COLUMN SET NOT NULL  expand_contract  ACCESS EXCLUSIVE  yes   no       yes       no          no          major
--   3  ALTER TABLE ADD CONSTRAINT CHECK       expand_contract  ACCESS EXCLUSIVE  yes   no       yes       no          no          major
--   4  ALTER TABLE ADD COLUMN                 expand           ACCESS EXCLUSIVE  no    no       no        yes         no          minor
--   1: ALTER TABLE customer ADD CONSTRAINT score_is_positive CHECK (score > 0)
--   2: ALTER TABLE customer ALTER COLUMN low SET NOT NULL
--   3: ALTER TABLE customer ADD CHECK (low <= high)
--   4: ALTER TABLE customer ADD COLUMN label text
--
-- tables
--   public.customer: …
--
-- phases
--   expand   7 steps  expand: the new shape is built beside the old one
--   seal     1 step   contract: the old shape goes out of sight, held and kept in sync
--   purge    1 step   purge: what was held is dropped
--   unseal   1 step   rollback from a contract: the old shape comes back
--   undo     2 steps  rollback from expanded: the new shape goes out of sight, held
--   discard  1 step   purge after a rollback: what was held is dropped

-- expand 1 of 7: expand/01_columns:public.customer
-- add the new columns and the shim of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD COLUMN label pg_catalog.text;
CREATE SEQUENCE bellows.conflicts_eb783be8;
GRANT USAGE ON SEQUENCE bellows.conflicts_eb783be8 TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_eb783be8() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF new.score OPERATOR(pg_catalog.>) 0 IS FALSE THEN
            NEW.score := GREATEST(pg_catalog.abs(new.score), 1);
        END IF;
        IF new.low IS NULL OR new.low OPERATOR(pg_catalog.<=) new.high IS FALSE THEN
            SELECT new.low, COALESCE(new.high, 0) INTO NEW.high, NEW.low;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_eb783be8'', true), ''/1/'') > 0 THEN
            NEW.label := pg_catalog.upper(new.name);
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF new.score OPERATOR(pg_catalog.>) 0 IS FALSE THEN
            NEW.score := GREATEST(pg_catalog.abs(new.score), 1);
        END IF;
        IF new.low IS NULL OR new.low OPERATOR(pg_catalog.<=) new.high IS FALSE THEN
            SELECT new.low, COALESCE(new.high, 0) INTO NEW.high, NEW.low;
        END IF;
        IF ROW(OLD.label)::record OPERATOR(pg_catalog.*=) ROW(NEW.label)::record
           AND ((TG_NARGS = 1 AND ROW(OLD.label) IS NULL)
                OR (ROW(OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                    AND ROW((pg_catalog.upper(old.name))::pg_catalog.text)::record OPERATOR(pg_catalog.*=) ROW(OLD.label)::record)) THEN
            NEW.label := pg_catalog.upper(new.name);
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_eb783be8() IS 'bellows plan=20261203100000 table=public.customer purpose=shim';
ALTER TABLE public.customer ALTER COLUMN label DROP DEFAULT;
ALTER TABLE public.customer ALTER COLUMN label SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_eb783be8', pg_catalog.concat(pg_catalog.current_setting('bellows.m_eb783be8', true), '/1/'), true) IS NULL THEN NULL::pg_catalog.text END;
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
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_eb783be8_touch" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN ((ROW(OLD.label) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_eb783be8(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_eb783be8_change" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN (NOT ((ROW(OLD.label) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (new.score OPERATOR(pg_catalog.>) 0 IS FALSE OR new.low IS NULL OR new.low OPERATOR(pg_catalog.<=) new.high IS FALSE OR ROW(OLD.label, OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label, NEW.name)::record)) EXECUTE FUNCTION bellows.shim_eb783be8()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_eb783be8_touch" ON public.customer IS 'bellows plan=20261203100000 table=public.customer purpose=update';
COMMENT ON TRIGGER "~bellows_eb783be8_change" ON public.customer IS 'bellows plan=20261203100000 table=public.customer purpose=update';
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET score = GREATEST(pg_catalog.abs(t.score), 1);
DEALLOCATE bellows_check;
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET high = t.low, low = COALESCE(t.high, 0);
DEALLOCATE bellows_check;
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET label = pg_catalog.upper(t.name);
DEALLOCATE bellows_check;
COMMIT;

-- expand 2 of 7: expand/02_backfill:public.customer
-- fill the new columns of old rows of public.customer
-- lock: ROW EXCLUSIVE on public.customer; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY public.customer AS t
SET score = CASE WHEN CASE WHEN t.score OPERATOR(pg_catalog.>) 0 IS FALSE THEN NOT (SELECT r.score OPERATOR(pg_catalog.>) 0 IS FALSE FROM (SELECT (GREATEST(pg_catalog.abs(t.score), 1))::integer AS score) AS r) ELSE false END THEN (GREATEST(pg_catalog.abs(t.score), 1))::integer ELSE t.score END,
    high = CASE WHEN CASE WHEN t.low IS NULL OR t.low OPERATOR(pg_catalog.<=) t.high IS FALSE THEN NOT (SELECT r.low IS NULL OR r.low OPERATOR(pg_catalog.<=) r.high IS FALSE FROM (SELECT (t.low)::integer AS high, (COALESCE(t.high, 0))::integer AS low) AS r) ELSE false END THEN (t.low)::integer ELSE t.high END,
    low = CASE WHEN CASE WHEN t.low IS NULL OR t.low OPERATOR(pg_catalog.<=) t.high IS FALSE THEN NOT (SELECT r.low IS NULL OR r.low OPERATOR(pg_catalog.<=) r.high IS FALSE FROM (SELECT (t.low)::integer AS high, (COALESCE(t.high, 0))::integer AS low) AS r) ELSE false END THEN (COALESCE(t.high, 0))::integer ELSE t.low END,
    label = CASE WHEN CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'eb783be8') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.label) IS NULL THEN NOT (ROW(pg_catalog.upper(t.name)) IS NULL) ELSE false END THEN (pg_catalog.upper(t.name))::pg_catalog.text ELSE t.label END
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND ((CASE WHEN t.score OPERATOR(pg_catalog.>) 0 IS FALSE THEN NOT (SELECT r.score OPERATOR(pg_catalog.>) 0 IS FALSE FROM (SELECT (GREATEST(pg_catalog.abs(t.score), 1))::integer AS score) AS r) ELSE false END) OR (CASE WHEN t.low IS NULL OR t.low OPERATOR(pg_catalog.<=) t.high IS FALSE THEN NOT (SELECT r.low IS NULL OR r.low OPERATOR(pg_catalog.<=) r.high IS FALSE FROM (SELECT (t.low)::integer AS high, (COALESCE(t.high, 0))::integer AS low) AS r) ELSE false END) OR (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'eb783be8') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.label) IS NULL THEN NOT (ROW(pg_catalog.upper(t.name)) IS NULL) ELSE false END))
;

-- expand 3 of 7: expand/03_constraints:public.customer
-- add constraints to public.customer, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer ADD CONSTRAINT bellows_not_null_low_d0f68e66 CHECK (low IS NOT NULL) NOT VALID, ADD CONSTRAINT score_is_positive CHECK (score OPERATOR(pg_catalog.>) 0) NOT VALID, ADD CONSTRAINT customer_check CHECK (low OPERATOR(pg_catalog.<=) high) NOT VALID
;
COMMIT;

-- expand 4 of 7: expand/04_validate:public.customer
-- validate bellows_not_null_low_d0f68e66 of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_not_null_low_d0f68e66
;
COMMIT;

-- expand 5 of 7: expand/05_validate:public.customer
-- validate score_is_positive of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT score_is_positive
;
COMMIT;

-- expand 6 of 7: expand/06_validate:public.customer
-- validate customer_check of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT customer_check
;
COMMIT;

-- expand 7 of 7: expand/07_analyze:public.customer
-- gather statistics of the new columns of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ANALYZE public.customer (label)
;
COMMIT;

-- seal 1 of 1: seal/01_seal:public.customer
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN label DROP DEFAULT, ALTER COLUMN low SET NOT NULL;
CREATE OR REPLACE FUNCTION bellows.shim_eb783be8() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
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
COMMENT ON FUNCTION bellows.shim_eb783be8() IS 'bellows plan=20261203100000 table=public.customer purpose=shim'
;
COMMIT;

-- purge 1 of 1: purge/01_purge:public.customer
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
ALTER TABLE public.customer DROP CONSTRAINT bellows_not_null_low_d0f68e66
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.customer
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN label SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_eb783be8', pg_catalog.concat(pg_catalog.current_setting('bellows.m_eb783be8', true), '/1/'), true) IS NULL THEN NULL::pg_catalog.text END, ALTER COLUMN low DROP NOT NULL;
CREATE OR REPLACE FUNCTION bellows.shim_eb783be8() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF new.score OPERATOR(pg_catalog.>) 0 IS FALSE THEN
            NEW.score := GREATEST(pg_catalog.abs(new.score), 1);
        END IF;
        IF new.low IS NULL OR new.low OPERATOR(pg_catalog.<=) new.high IS FALSE THEN
            SELECT new.low, COALESCE(new.high, 0) INTO NEW.high, NEW.low;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_eb783be8'', true), ''/1/'') > 0 THEN
            NEW.label := pg_catalog.upper(new.name);
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF new.score OPERATOR(pg_catalog.>) 0 IS FALSE THEN
            NEW.score := GREATEST(pg_catalog.abs(new.score), 1);
        END IF;
        IF new.low IS NULL OR new.low OPERATOR(pg_catalog.<=) new.high IS FALSE THEN
            SELECT new.low, COALESCE(new.high, 0) INTO NEW.high, NEW.low;
        END IF;
        IF ROW(OLD.label)::record OPERATOR(pg_catalog.*=) ROW(NEW.label)::record
           AND ((TG_NARGS = 1 AND ROW(OLD.label) IS NULL)
                OR (ROW(OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                    AND ROW((pg_catalog.upper(old.name))::pg_catalog.text)::record OPERATOR(pg_catalog.*=) ROW(OLD.label)::record)) THEN
            NEW.label := pg_catalog.upper(new.name);
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_eb783be8() IS 'bellows plan=20261203100000 table=public.customer purpose=shim'
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
        WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attnotnull AND a.attname = ANY (''{"label"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_eb783be8() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF new.score OPERATOR(pg_catalog.>) 0 IS FALSE THEN
            NEW.score := GREATEST(pg_catalog.abs(new.score), 1);
        END IF;
        IF new.low IS NULL OR new.low OPERATOR(pg_catalog.<=) new.high IS FALSE THEN
            SELECT new.low, COALESCE(new.high, 0) INTO NEW.high, NEW.low;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF new.score OPERATOR(pg_catalog.>) 0 IS FALSE THEN
            NEW.score := GREATEST(pg_catalog.abs(new.score), 1);
        END IF;
        IF new.low IS NULL OR new.low OPERATOR(pg_catalog.<=) new.high IS FALSE THEN
            SELECT new.low, COALESCE(new.high, 0) INTO NEW.high, NEW.low;
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
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS bellows_not_null_low_d0f68e66, DROP CONSTRAINT IF EXISTS score_is_positive, DROP CONSTRAINT IF EXISTS customer_check;
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
END'
;
COMMIT;

-- discard 1 of 1: discard/01_discard:public.customer
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP COLUMN IF EXISTS bellows_held_label_2ec3593d
;
COMMIT;

-- next: bellows expand 20261203100000
