-- plan 20261103090000 split_contact_name
-- contact.name is split into first_name and last_name
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                class     lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ADD COLUMN   expand    ACCESS EXCLUSIVE  no    no       no        yes         no          minor
--   2  ALTER TABLE ADD COLUMN   expand    ACCESS EXCLUSIVE  no    no       no        yes         no          minor
--   3  ALTER TABLE DROP COLUMN  contract  ACCESS EXCLUSIVE  no    no       yes       no          yes         major
--   1: ALTER TABLE contact ADD COLUMN first_name text
--   2: ALTER TABLE contact ADD COLUMN last_name text
--   3: ALTER TABLE contact DROP name
--
-- tables
--   public.contact: …
--
-- goes with what is dropped
--   index contact_name_idx: CREATE INDEX contact_name_idx ON public.contact USING btree (name)
--
-- phases
--   expand   5 steps  expand: the new shape is built beside the old one
--   tighten  1 step   contract, once the old version is gone: constraints that it could have violated
--   seal     1 step   contract: the old shape goes out of sight, held and kept in sync
--   purge    2 steps  purge: what was held is dropped
--   unseal   1 step   rollback from a contract: the old shape comes back
--   undo     2 steps  rollback from expanded: the new shape goes out of sight, held
--   discard  1 step   purge after a rollback: what was held is dropped

-- expand 1 of 5: expand/01_columns:public.contact
-- add the new columns and the shim of public.contact
-- lock: ACCESS EXCLUSIVE on public.contact; scan: no; one transaction
BEGIN;
ALTER TABLE public.contact ADD COLUMN first_name pg_catalog.text, ADD COLUMN last_name pg_catalog.text;
CREATE SEQUENCE bellows.conflicts_432a88cf;
GRANT USAGE ON SEQUENCE bellows.conflicts_432a88cf TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_432a88cf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_432a88cf'', true), ''/1/'') > 0
           AND pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_432a88cf'', true), ''/2/'') > 0 THEN
            NEW.first_name := pg_catalog.split_part(new.name, '' '', 1);
            NEW.last_name := pg_catalog.substr(new.name, pg_catalog.length(pg_catalog.split_part(new.name, '' '', 1)) OPERATOR(pg_catalog.+) 2);
        ELSE
            IF ROW(NEW.name)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.name := pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '' '') OPERATOR(pg_catalog.||) new.last_name);
            ELSIF ROW((pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '' '') OPERATOR(pg_catalog.||) new.last_name))::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                  AND ROW((pg_catalog.split_part(new.name, '' '', 1))::pg_catalog.text, (pg_catalog.substr(new.name, pg_catalog.length(pg_catalog.split_part(new.name, '' '', 1)) OPERATOR(pg_catalog.+) 2))::pg_catalog.text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.first_name, NEW.last_name)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_432a88cf'');
                NEW.name := pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '' '') OPERATOR(pg_catalog.||) new.last_name);
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.first_name, OLD.last_name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.first_name, NEW.last_name)::record THEN
            IF TG_NARGS = 1 AND ROW(OLD.first_name, OLD.last_name) IS NULL THEN
                IF NEW.first_name IS NULL THEN
                    NEW.first_name := pg_catalog.split_part(old.name, '' '', 1);
                END IF;
                IF NEW.last_name IS NULL THEN
                    NEW.last_name := pg_catalog.substr(old.name, pg_catalog.length(pg_catalog.split_part(old.name, '' '', 1)) OPERATOR(pg_catalog.+) 2);
                END IF;
            END IF;
            IF ROW(OLD.name)::record OPERATOR(pg_catalog.*=) ROW(NEW.name)::record THEN
                NEW.name := pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '' '') OPERATOR(pg_catalog.||) new.last_name);
            ELSIF ROW((pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '' '') OPERATOR(pg_catalog.||) new.last_name))::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                  AND ROW((pg_catalog.split_part(new.name, '' '', 1))::pg_catalog.text, (pg_catalog.substr(new.name, pg_catalog.length(pg_catalog.split_part(new.name, '' '', 1)) OPERATOR(pg_catalog.+) 2))::pg_catalog.text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.first_name, NEW.last_name)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_432a88cf'');
                NEW.name := pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '' '') OPERATOR(pg_catalog.||) new.last_name);
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.first_name, OLD.last_name) IS NULL)
              OR ROW(OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record THEN
            NEW.first_name := pg_catalog.split_part(new.name, '' '', 1);
            NEW.last_name := pg_catalog.substr(new.name, pg_catalog.length(pg_catalog.split_part(new.name, '' '', 1)) OPERATOR(pg_catalog.+) 2);
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_432a88cf() IS 'bellows plan=20261103090000 table=public.contact purpose=shim';
ALTER TABLE public.contact ALTER COLUMN first_name DROP DEFAULT, ALTER COLUMN last_name DROP DEFAULT;
ALTER TABLE public.contact ALTER COLUMN first_name SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_432a88cf', pg_catalog.concat(pg_catalog.current_setting('bellows.m_432a88cf', true), '/1/'), true) IS NULL THEN NULL::pg_catalog.text END, ALTER COLUMN last_name SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_432a88cf', pg_catalog.concat(pg_catalog.current_setting('bellows.m_432a88cf', true), '/2/'), true) IS NULL THEN NULL::pg_catalog.text END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('432a88cf', '20261103090000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_432a88cf_mark" BEFORE INSERT ON public.contact FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_432a88cf', pg_catalog.concat(pg_catalog.current_setting('bellows.m_432a88cf', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_432a88cf', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_432a88cf();
COMMENT ON TRIGGER "!bellows_432a88cf_mark" ON public.contact IS 'bellows plan=20261103090000 table=public.contact purpose=mark';
CREATE TRIGGER "~bellows_432a88cf_insert" BEFORE INSERT ON public.contact FOR EACH ROW
EXECUTE FUNCTION bellows.shim_432a88cf();
COMMENT ON TRIGGER "~bellows_432a88cf_insert" ON public.contact IS 'bellows plan=20261103090000 table=public.contact purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''432a88cf'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_432a88cf_touch" BEFORE UPDATE ON public.contact FOR EACH ROW WHEN ((ROW(OLD.first_name, OLD.last_name) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_432a88cf(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_432a88cf_change" BEFORE UPDATE ON public.contact FOR EACH ROW WHEN (NOT ((ROW(OLD.first_name, OLD.last_name) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.first_name, OLD.last_name, OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.first_name, NEW.last_name, NEW.name)::record)) EXECUTE FUNCTION bellows.shim_432a88cf()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_432a88cf_touch" ON public.contact IS 'bellows plan=20261103090000 table=public.contact purpose=update';
COMMENT ON TRIGGER "~bellows_432a88cf_change" ON public.contact IS 'bellows plan=20261103090000 table=public.contact purpose=update';
PREPARE bellows_check AS UPDATE ONLY public.contact AS t SET first_name = pg_catalog.split_part(t.name, ' ', 1), last_name = pg_catalog.substr(t.name, pg_catalog.length(pg_catalog.split_part(t.name, ' ', 1)) OPERATOR(pg_catalog.+) 2), name = pg_catalog.rtrim((t.first_name OPERATOR(pg_catalog.||) ' ') OPERATOR(pg_catalog.||) t.last_name);
DEALLOCATE bellows_check;
COMMIT;

-- expand 2 of 5: expand/02_backfill:public.contact
-- fill the new columns of old rows of public.contact
-- lock: ROW EXCLUSIVE on public.contact; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY public.contact AS t
SET first_name = pg_catalog.split_part(t.name, ' ', 1),
    last_name = pg_catalog.substr(t.name, pg_catalog.length(pg_catalog.split_part(t.name, ' ', 1)) OPERATOR(pg_catalog.+) 2)
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '432a88cf') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.first_name, t.last_name) IS NULL THEN NOT (ROW(pg_catalog.split_part(t.name, ' ', 1), pg_catalog.substr(t.name, pg_catalog.length(pg_catalog.split_part(t.name, ' ', 1)) OPERATOR(pg_catalog.+) 2)) IS NULL) ELSE false END)
;

-- expand 3 of 5: expand/03_analyze:public.contact
-- gather statistics of the new columns of public.contact
-- lock: SHARE UPDATE EXCLUSIVE on public.contact; scan: no; one transaction
BEGIN;
ANALYZE public.contact (first_name, last_name)
;
COMMIT;

-- expand 4 of 5: expand/04_verify:public.contact
-- verify that old and new shape are equal in every row of public.contact
-- lock: ACCESS SHARE on public.contact; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.contact AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.name)::record OPERATOR(pg_catalog.*=) ROW((pg_catalog.rtrim((t.first_name OPERATOR(pg_catalog.||) ' ') OPERATOR(pg_catalog.||) t.last_name))::text)::record THEN false
            ELSE ROW(t.first_name, t.last_name)::record OPERATOR(pg_catalog.*<>) ROW((pg_catalog.split_part(t.name, ' ', 1))::pg_catalog.text, (pg_catalog.substr(t.name, pg_catalog.length(pg_catalog.split_part(t.name, ' ', 1)) OPERATOR(pg_catalog.+) 2))::pg_catalog.text)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- expand 5 of 5: expand/05_assert
-- the plan's verify[1]
-- lock: ACCESS SHARE; scan: no; reads only; the plan says what must come
-- settings of the session:
SET search_path = public;
SELECT count(*) FROM contact WHERE first_name IS NULL OR last_name IS NULL
;

-- tighten 1 of 1: tighten/01_verify:public.contact
-- verify that old and new shape are equal in every row of public.contact
-- lock: ACCESS SHARE on public.contact; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.contact AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.name)::record OPERATOR(pg_catalog.*=) ROW((pg_catalog.rtrim((t.first_name OPERATOR(pg_catalog.||) ' ') OPERATOR(pg_catalog.||) t.last_name))::text)::record THEN false
            ELSE ROW(t.first_name, t.last_name)::record OPERATOR(pg_catalog.*<>) ROW((pg_catalog.split_part(t.name, ' ', 1))::pg_catalog.text, (pg_catalog.substr(t.name, pg_catalog.length(pg_catalog.split_part(t.name, ' ', 1)) OPERATOR(pg_catalog.+) 2))::pg_catalog.text)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- seal 1 of 1: seal/01_seal:public.contact
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.contact; scan: no; one transaction
BEGIN;
ALTER TABLE public.contact ALTER COLUMN first_name DROP DEFAULT, ALTER COLUMN last_name DROP DEFAULT;
ALTER TABLE public.contact RENAME COLUMN name TO bellows_held_name_3c246284;
CREATE OR REPLACE FUNCTION bellows.shim_432a88cf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        NEW.bellows_held_name_3c246284 := pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '' '') OPERATOR(pg_catalog.||) new.last_name);

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.first_name, OLD.last_name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.first_name, NEW.last_name)::record THEN
            NEW.bellows_held_name_3c246284 := pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '' '') OPERATOR(pg_catalog.||) new.last_name);
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_432a88cf() IS 'bellows plan=20261103090000 table=public.contact purpose=shim'
;
COMMIT;

-- purge 1 of 2: purge/01_verify:public.contact
-- verify that old and new shape are equal in every row of public.contact
-- lock: ACCESS SHARE on public.contact; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.contact AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.bellows_held_name_3c246284)::record OPERATOR(pg_catalog.*=) ROW((pg_catalog.rtrim((t.first_name OPERATOR(pg_catalog.||) ' ') OPERATOR(pg_catalog.||) t.last_name))::text)::record THEN false
            ELSE ROW(t.first_name, t.last_name)::record OPERATOR(pg_catalog.*<>) ROW((pg_catalog.split_part(t.bellows_held_name_3c246284, ' ', 1))::pg_catalog.text, (pg_catalog.substr(t.bellows_held_name_3c246284, pg_catalog.length(pg_catalog.split_part(t.bellows_held_name_3c246284, ' ', 1)) OPERATOR(pg_catalog.+) 2))::pg_catalog.text)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- purge 2 of 2: purge/02_purge:public.contact
-- drop the shim and the held columns of public.contact
-- lock: ACCESS EXCLUSIVE on public.contact; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_432a88cf_mark" ON public.contact;
DROP TRIGGER IF EXISTS "~bellows_432a88cf_insert" ON public.contact;
DROP TRIGGER IF EXISTS "~bellows_432a88cf_touch" ON public.contact;
DROP TRIGGER IF EXISTS "~bellows_432a88cf_change" ON public.contact;
DROP FUNCTION IF EXISTS bellows.shim_432a88cf();
DROP SEQUENCE IF EXISTS bellows.conflicts_432a88cf;
DELETE FROM bellows.horizon WHERE key = '432a88cf';
ALTER TABLE public.contact DROP COLUMN bellows_held_name_3c246284
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.contact
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.contact; scan: no; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.contact'') AND a.attname = ''bellows_held_name_3c246284'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.contact RENAME COLUMN bellows_held_name_3c246284 TO name;
    END IF;
END';
ALTER TABLE public.contact ALTER COLUMN first_name SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_432a88cf', pg_catalog.concat(pg_catalog.current_setting('bellows.m_432a88cf', true), '/1/'), true) IS NULL THEN NULL::pg_catalog.text END, ALTER COLUMN last_name SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_432a88cf', pg_catalog.concat(pg_catalog.current_setting('bellows.m_432a88cf', true), '/2/'), true) IS NULL THEN NULL::pg_catalog.text END;
CREATE OR REPLACE FUNCTION bellows.shim_432a88cf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_432a88cf'', true), ''/1/'') > 0
           AND pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_432a88cf'', true), ''/2/'') > 0 THEN
            NEW.first_name := pg_catalog.split_part(new.name, '' '', 1);
            NEW.last_name := pg_catalog.substr(new.name, pg_catalog.length(pg_catalog.split_part(new.name, '' '', 1)) OPERATOR(pg_catalog.+) 2);
        ELSE
            IF ROW(NEW.name)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.name := pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '' '') OPERATOR(pg_catalog.||) new.last_name);
            ELSIF ROW((pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '' '') OPERATOR(pg_catalog.||) new.last_name))::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                  AND ROW((pg_catalog.split_part(new.name, '' '', 1))::pg_catalog.text, (pg_catalog.substr(new.name, pg_catalog.length(pg_catalog.split_part(new.name, '' '', 1)) OPERATOR(pg_catalog.+) 2))::pg_catalog.text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.first_name, NEW.last_name)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_432a88cf'');
                NEW.name := pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '' '') OPERATOR(pg_catalog.||) new.last_name);
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.first_name, OLD.last_name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.first_name, NEW.last_name)::record THEN
            IF TG_NARGS = 1 AND ROW(OLD.first_name, OLD.last_name) IS NULL THEN
                IF NEW.first_name IS NULL THEN
                    NEW.first_name := pg_catalog.split_part(old.name, '' '', 1);
                END IF;
                IF NEW.last_name IS NULL THEN
                    NEW.last_name := pg_catalog.substr(old.name, pg_catalog.length(pg_catalog.split_part(old.name, '' '', 1)) OPERATOR(pg_catalog.+) 2);
                END IF;
            END IF;
            IF ROW(OLD.name)::record OPERATOR(pg_catalog.*=) ROW(NEW.name)::record THEN
                NEW.name := pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '' '') OPERATOR(pg_catalog.||) new.last_name);
            ELSIF ROW((pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '' '') OPERATOR(pg_catalog.||) new.last_name))::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                  AND ROW((pg_catalog.split_part(new.name, '' '', 1))::pg_catalog.text, (pg_catalog.substr(new.name, pg_catalog.length(pg_catalog.split_part(new.name, '' '', 1)) OPERATOR(pg_catalog.+) 2))::pg_catalog.text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.first_name, NEW.last_name)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_432a88cf'');
                NEW.name := pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '' '') OPERATOR(pg_catalog.||) new.last_name);
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.first_name, OLD.last_name) IS NULL)
              OR ROW(OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record THEN
            NEW.first_name := pg_catalog.split_part(new.name, '' '', 1);
            NEW.last_name := pg_catalog.substr(new.name, pg_catalog.length(pg_catalog.split_part(new.name, '' '', 1)) OPERATOR(pg_catalog.+) 2);
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_432a88cf() IS 'bellows plan=20261103090000 table=public.contact purpose=shim'
;
COMMIT;

-- undo 1 of 2: undo/01_kill_switch:public.contact
-- switch the shim of public.contact off at once, where V can do without it
-- lock: none on public.contact; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_432a88cf()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.contact'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.contact'') AND a.attnotnull AND a.attname = ANY (''{"first_name","last_name"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_432a88cf() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_432a88cf'''''''', true), ''''''''/1/'''''''') > 0
           AND pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_432a88cf'''''''', true), ''''''''/2/'''''''') > 0) AND ROW(NEW.name)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
            NEW.name := pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '''''''' '''''''') OPERATOR(pg_catalog.||) new.last_name);
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.first_name, OLD.last_name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.first_name, NEW.last_name)::record
           AND ROW(OLD.name)::record OPERATOR(pg_catalog.*=) ROW(NEW.name)::record THEN
            IF TG_NARGS = 1 AND ROW(OLD.first_name, OLD.last_name) IS NULL THEN
                IF NEW.first_name IS NULL THEN
                    NEW.first_name := pg_catalog.split_part(old.name, '''''''' '''''''', 1);
                END IF;
                IF NEW.last_name IS NULL THEN
                    NEW.last_name := pg_catalog.substr(old.name, pg_catalog.length(pg_catalog.split_part(old.name, '''''''' '''''''', 1)) OPERATOR(pg_catalog.+) 2);
                END IF;
            END IF;
            NEW.name := pg_catalog.rtrim((new.first_name OPERATOR(pg_catalog.||) '''''''' '''''''') OPERATOR(pg_catalog.||) new.last_name);
        END IF;

    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_432a88cf() IS ''''bellows plan=20261103090000 table=public.contact purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 2 of 2: undo/02_undo:public.contact
-- take the shim off public.contact and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.contact; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_432a88cf_mark" ON public.contact;
DROP TRIGGER IF EXISTS "~bellows_432a88cf_insert" ON public.contact;
DROP TRIGGER IF EXISTS "~bellows_432a88cf_touch" ON public.contact;
DROP TRIGGER IF EXISTS "~bellows_432a88cf_change" ON public.contact;
DROP FUNCTION IF EXISTS bellows.shim_432a88cf();
DROP SEQUENCE IF EXISTS bellows.conflicts_432a88cf;
DELETE FROM bellows.horizon WHERE key = '432a88cf';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.contact'') AND a.attname = ''first_name'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.contact ALTER COLUMN first_name DROP NOT NULL, ALTER COLUMN first_name DROP DEFAULT;
        ALTER TABLE public.contact RENAME COLUMN first_name TO bellows_held_first_name_7cf6f27e;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.contact'') AND a.attname = ''last_name'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.contact ALTER COLUMN last_name DROP NOT NULL, ALTER COLUMN last_name DROP DEFAULT;
        ALTER TABLE public.contact RENAME COLUMN last_name TO bellows_held_last_name_1a5e557d;
    END IF;
END'
;
COMMIT;

-- discard 1 of 1: discard/01_discard:public.contact
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on public.contact; scan: no; one transaction
BEGIN;
ALTER TABLE public.contact DROP COLUMN IF EXISTS bellows_held_first_name_7cf6f27e, DROP COLUMN IF EXISTS bellows_held_last_name_1a5e557d
;
COMMIT;

-- next: bellows expand 20261103090000
