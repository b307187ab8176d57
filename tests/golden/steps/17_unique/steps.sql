-- plan 20261201140000 unique
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                          class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ADD CONSTRAINT UNIQUE  expand_contract  ACCESS EXCLUSIVE  yes   no       yes       no          no          major
--   2  ALTER TABLE ADD CONSTRAINT UNIQUE  expand_contract  ACCESS EXCLUSIVE  yes   no       yes       no          no          major
--   3  ALTER TABLE ADD CONSTRAINT UNIQUE  expand_contract  ACCESS EXCLUSIVE  yes   no       yes       no          no          major
--   4  ALTER TABLE ADD COLUMN             expand           ACCESS EXCLUSIVE  no    no       no        yes         no          minor
--   5  ALTER TABLE ADD CONSTRAINT UNIQUE  expand_contract  ACCESS EXCLUSIVE  yes   no       yes       no          no          major
--   1: ALTER TABLE customer ADD UNIQUE (email)
--   2: ALTER TABLE customer ADD UNIQUE (country, number) INCLUDE (note) WITH (fillfactor = 70) DEFERRABLE
--   3: ALTER TABLE customer ADD CONSTRAINT "Note once" UNIQUE NULLS NOT DISTINCT (note, id)
--   4: ALTER TABLE customer ADD COLUMN label text
--   5: ALTER TABLE customer ADD UNIQUE (label)
--
-- tables
--   public.customer: …
--
-- phases
--   expand   5 steps  expand: the new shape is built beside the old one
--   tighten  6 steps  contract, once the old version is gone: constraints that it could have violated
--   seal     1 step   contract: the old shape goes out of sight, held and kept in sync
--   purge    1 step   purge: what was held is dropped
--   unseal   4 steps  rollback from a contract: the old shape comes back
--   undo     3 steps  rollback from expanded: the new shape goes out of sight, held
--   discard  1 step   purge after a rollback: what was held is dropped

-- expand 1 of 5: expand/01_columns:public.customer
-- add the new columns and the shim of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD COLUMN label pg_catalog.text;
CREATE SEQUENCE bellows.conflicts_f4c19432;
GRANT USAGE ON SEQUENCE bellows.conflicts_f4c19432 TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_f4c19432() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_f4c19432'', true), ''/1/'') > 0 THEN
            NEW.label := ''label '' OPERATOR(pg_catalog.||) new.id;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.label)::record OPERATOR(pg_catalog.*=) ROW(NEW.label)::record
           AND ((TG_NARGS = 1 AND ROW(OLD.label) IS NULL)
                OR (ROW(OLD.id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.id)::record
                    AND ROW((''label '' OPERATOR(pg_catalog.||) old.id)::pg_catalog.text)::record OPERATOR(pg_catalog.*=) ROW(OLD.label)::record)) THEN
            NEW.label := ''label '' OPERATOR(pg_catalog.||) new.id;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_f4c19432() IS 'bellows plan=20261201140000 table=public.customer purpose=shim';
ALTER TABLE public.customer ALTER COLUMN label DROP DEFAULT;
ALTER TABLE public.customer ALTER COLUMN label SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_f4c19432', pg_catalog.concat(pg_catalog.current_setting('bellows.m_f4c19432', true), '/1/'), true) IS NULL THEN NULL::pg_catalog.text END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('f4c19432', '20261201140000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_f4c19432_mark" BEFORE INSERT ON public.customer FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_f4c19432', pg_catalog.concat(pg_catalog.current_setting('bellows.m_f4c19432', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_f4c19432', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_f4c19432();
COMMENT ON TRIGGER "!bellows_f4c19432_mark" ON public.customer IS 'bellows plan=20261201140000 table=public.customer purpose=mark';
CREATE TRIGGER "~bellows_f4c19432_insert" BEFORE INSERT ON public.customer FOR EACH ROW
EXECUTE FUNCTION bellows.shim_f4c19432();
COMMENT ON TRIGGER "~bellows_f4c19432_insert" ON public.customer IS 'bellows plan=20261201140000 table=public.customer purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''f4c19432'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_f4c19432_touch" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN ((ROW(OLD.label) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_f4c19432(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_f4c19432_change" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN (NOT ((ROW(OLD.label) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.label, OLD.id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label, NEW.id)::record)) EXECUTE FUNCTION bellows.shim_f4c19432()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_f4c19432_touch" ON public.customer IS 'bellows plan=20261201140000 table=public.customer purpose=update';
COMMENT ON TRIGGER "~bellows_f4c19432_change" ON public.customer IS 'bellows plan=20261201140000 table=public.customer purpose=update';
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET label = 'label ' OPERATOR(pg_catalog.||) t.id;
DEALLOCATE bellows_check;
COMMIT;

-- expand 2 of 5: expand/02_backfill:public.customer
-- fill the new columns of old rows of public.customer
-- lock: ROW EXCLUSIVE on public.customer; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY public.customer AS t
SET label = 'label ' OPERATOR(pg_catalog.||) t.id
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'f4c19432') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.label) IS NULL THEN NOT (ROW('label ' OPERATOR(pg_catalog.||) t.id) IS NULL) ELSE false END)
;

-- expand 3 of 5: expand/03_index:public.customer
-- build index customer_label_key on public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY customer_label_key ON public.customer USING btree (label)
;

-- expand 4 of 5: expand/04_constraint:public.customer
-- make index customer_label_key the unique constraint of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD CONSTRAINT customer_label_key UNIQUE USING INDEX customer_label_key
;
COMMIT;

-- expand 5 of 5: expand/05_analyze:public.customer
-- gather statistics of the new columns of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ANALYZE public.customer (label)
;
COMMIT;

-- tighten 1 of 6: tighten/01_index:public.customer
-- build index customer_email_key on public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY customer_email_key ON public.customer USING btree (email)
;

-- tighten 2 of 6: tighten/02_constraint:public.customer
-- make index customer_email_key the unique constraint of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD CONSTRAINT customer_email_key UNIQUE USING INDEX customer_email_key
;
COMMIT;

-- tighten 3 of 6: tighten/03_index:public.customer
-- build index customer_country_number_note_key on public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY customer_country_number_note_key ON public.customer USING btree (country, number) INCLUDE (note) WITH (fillfactor=70)
;

-- tighten 4 of 6: tighten/04_constraint:public.customer
-- make index customer_country_number_note_key the unique constraint of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD CONSTRAINT customer_country_number_note_key UNIQUE USING INDEX customer_country_number_note_key DEFERRABLE
;
COMMIT;

-- tighten 5 of 6: tighten/05_index:public.customer
-- build index Note once on public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY "Note once" ON public.customer USING btree (note, id) NULLS NOT DISTINCT
;

-- tighten 6 of 6: tighten/06_constraint:public.customer
-- make index Note once the unique constraint of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD CONSTRAINT "Note once" UNIQUE USING INDEX "Note once"
;
COMMIT;

-- seal 1 of 1: seal/01_seal:public.customer
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN label DROP DEFAULT;
CREATE OR REPLACE FUNCTION bellows.shim_f4c19432() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
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
COMMENT ON FUNCTION bellows.shim_f4c19432() IS 'bellows plan=20261201140000 table=public.customer purpose=shim'
;
COMMIT;

-- purge 1 of 1: purge/01_purge:public.customer
-- drop the shim and the held columns of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_f4c19432_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_f4c19432_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_f4c19432_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_f4c19432_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_f4c19432();
DROP SEQUENCE IF EXISTS bellows.conflicts_f4c19432;
DELETE FROM bellows.horizon WHERE key = 'f4c19432'
;
COMMIT;

-- unseal 1 of 4: unseal/01_unseal:public.customer
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN label SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_f4c19432', pg_catalog.concat(pg_catalog.current_setting('bellows.m_f4c19432', true), '/1/'), true) IS NULL THEN NULL::pg_catalog.text END, DROP CONSTRAINT IF EXISTS customer_email_key, DROP CONSTRAINT IF EXISTS customer_country_number_note_key, DROP CONSTRAINT IF EXISTS "Note once";
CREATE OR REPLACE FUNCTION bellows.shim_f4c19432() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_f4c19432'', true), ''/1/'') > 0 THEN
            NEW.label := ''label '' OPERATOR(pg_catalog.||) new.id;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.label)::record OPERATOR(pg_catalog.*=) ROW(NEW.label)::record
           AND ((TG_NARGS = 1 AND ROW(OLD.label) IS NULL)
                OR (ROW(OLD.id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.id)::record
                    AND ROW((''label '' OPERATOR(pg_catalog.||) old.id)::pg_catalog.text)::record OPERATOR(pg_catalog.*=) ROW(OLD.label)::record)) THEN
            NEW.label := ''label '' OPERATOR(pg_catalog.||) new.id;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_f4c19432() IS 'bellows plan=20261201140000 table=public.customer purpose=shim'
;
COMMIT;

-- unseal 2 of 4: unseal/02_drop_index:public.customer
-- drop index customer_email_key: V's writes could violate it
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; outside of a transaction
DROP INDEX CONCURRENTLY IF EXISTS public.customer_email_key
;

-- unseal 3 of 4: unseal/03_drop_index:public.customer
-- drop index customer_country_number_note_key: V's writes could violate it
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; outside of a transaction
DROP INDEX CONCURRENTLY IF EXISTS public.customer_country_number_note_key
;

-- unseal 4 of 4: unseal/04_drop_index:public.customer
-- drop index Note once: V's writes could violate it
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; outside of a transaction
DROP INDEX CONCURRENTLY IF EXISTS public."Note once"
;

-- undo 1 of 3: undo/01_kill_switch:public.customer
-- switch the shim of public.customer off at once, where V can do without it
-- lock: none on public.customer; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_f4c19432()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.customer'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attnotnull AND a.attname = ANY (''{"label"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_f4c19432() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
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
COMMENT ON FUNCTION bellows.shim_f4c19432() IS ''''bellows plan=20261201140000 table=public.customer purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 2 of 3: undo/02_undo:public.customer
-- take the shim off public.customer and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS customer_label_key;
DROP TRIGGER IF EXISTS "!bellows_f4c19432_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_f4c19432_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_f4c19432_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_f4c19432_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_f4c19432();
DROP SEQUENCE IF EXISTS bellows.conflicts_f4c19432;
DELETE FROM bellows.horizon WHERE key = 'f4c19432';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''label'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN label DROP NOT NULL, ALTER COLUMN label DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN label TO bellows_held_label_8c8da65c;
    END IF;
END'
;
COMMIT;

-- undo 3 of 3: undo/03_drop_index:public.customer
-- drop index customer_label_key: the plan built it
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; outside of a transaction
DROP INDEX CONCURRENTLY IF EXISTS public.customer_label_key
;

-- discard 1 of 1: discard/01_discard:public.customer
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP COLUMN IF EXISTS bellows_held_label_8c8da65c
;
COMMIT;

-- next: bellows expand 20261201140000
