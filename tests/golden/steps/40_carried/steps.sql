-- plan 20261128100000 carried
-- Views, a policy, a trigger and statistics follow the column.
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
-- follows to the new columns
--   view public.known_twice
--   view public.known
--   policy own on table public.customer
--   statistics object public.name_city
--   trigger changed on table public.customer
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
ALTER TABLE public.customer ADD COLUMN full_name text;
CREATE SEQUENCE bellows.conflicts_7a6e3902;
GRANT USAGE ON SEQUENCE bellows.conflicts_7a6e3902 TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_7a6e3902() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_7a6e3902'', true), ''/1/'') > 0 THEN
            NEW.full_name := new.name;
        ELSE
            IF ROW(NEW.name)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.name := new.full_name;
            ELSIF ROW((new.full_name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                  AND ROW((new.name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_7a6e3902'');
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
                PERFORM pg_catalog.nextval(''bellows.conflicts_7a6e3902'');
                NEW.name := new.full_name;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.full_name) IS NULL)
              OR ROW(OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record THEN
            NEW.full_name := new.name;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_7a6e3902() IS 'bellows plan=20261128100000 table=public.customer purpose=shim';
ALTER TABLE public.customer ALTER COLUMN full_name DROP DEFAULT;
ALTER TABLE public.customer ALTER COLUMN full_name SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_7a6e3902', pg_catalog.concat(pg_catalog.current_setting('bellows.m_7a6e3902', true), '/1/'), true) IS NULL THEN NULL::text END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('7a6e3902', '20261128100000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_7a6e3902_mark" BEFORE INSERT ON public.customer FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_7a6e3902', pg_catalog.concat(pg_catalog.current_setting('bellows.m_7a6e3902', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_7a6e3902', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_7a6e3902();
COMMENT ON TRIGGER "!bellows_7a6e3902_mark" ON public.customer IS 'bellows plan=20261128100000 table=public.customer purpose=mark';
CREATE TRIGGER "~bellows_7a6e3902_insert" BEFORE INSERT ON public.customer FOR EACH ROW
EXECUTE FUNCTION bellows.shim_7a6e3902();
COMMENT ON TRIGGER "~bellows_7a6e3902_insert" ON public.customer IS 'bellows plan=20261128100000 table=public.customer purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''7a6e3902'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_7a6e3902_touch" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN ((ROW(OLD.full_name) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_7a6e3902(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_7a6e3902_change" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN (NOT ((ROW(OLD.full_name) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.full_name, OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name, NEW.name)::record)) EXECUTE FUNCTION bellows.shim_7a6e3902()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_7a6e3902_touch" ON public.customer IS 'bellows plan=20261128100000 table=public.customer purpose=update';
COMMENT ON TRIGGER "~bellows_7a6e3902_change" ON public.customer IS 'bellows plan=20261128100000 table=public.customer purpose=update';
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET full_name = t.name, name = t.full_name;
DEALLOCATE bellows_check;
CREATE STATISTICS public.bellows_name_city_9ff7eb52 ON full_name, city FROM public.customer;
ALTER STATISTICS public.bellows_name_city_9ff7eb52 OWNER TO postgres;
COMMIT;

-- expand 2 of 8: expand/02_backfill:public.customer
-- fill the new columns of old rows of public.customer
-- lock: ROW EXCLUSIVE on public.customer; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY public.customer AS t
SET full_name = t.name
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '7a6e3902') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.full_name) IS NULL THEN NOT (ROW(t.name) IS NULL) ELSE false END)
;

-- expand 3 of 8: expand/03_constraints:public.customer
-- add constraints to public.customer, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer ADD CONSTRAINT bellows_not_null_full_name_51c5c672 CHECK (full_name IS NOT NULL) NOT VALID
;
COMMIT;

-- expand 4 of 8: expand/04_validate:public.customer
-- validate bellows_not_null_full_name_51c5c672 of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_not_null_full_name_51c5c672
;
COMMIT;

-- expand 5 of 8: expand/05_finish:public.customer
-- turn what was validated into constraints of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN full_name SET NOT NULL;
ALTER TABLE public.customer DROP CONSTRAINT bellows_not_null_full_name_51c5c672
;
COMMIT;

-- expand 6 of 8: expand/06_triggers:public.customer
-- let triggers of public.customer watch the old and the new columns
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = pg_catalog;
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL IntervalStyle = 'postgres';
SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex';
DROP TRIGGER IF EXISTS changed ON public.customer;
CREATE TRIGGER changed AFTER UPDATE OF name, full_name ON public.customer FOR EACH ROW WHEN (old.name <> new.name) EXECUTE FUNCTION public.tell();
ALTER TABLE public.customer ENABLE ALWAYS TRIGGER changed
;
COMMIT;

-- expand 7 of 8: expand/07_analyze:public.customer
-- gather statistics of the new columns of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ANALYZE public.customer
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
LOCK TABLE ONLY public.customer IN SHARE UPDATE EXCLUSIVE MODE;
DO 'DECLARE
    relation text;
    owner name;
BEGIN
    PERFORM pg_catalog.set_config(''lock_timeout'',
        least(nullif(l.setting::int, 0), greatest(d.setting::int / 4, 10))::text, true)
    FROM pg_catalog.pg_settings AS l, pg_catalog.pg_settings AS d
    WHERE l.name = ''lock_timeout'' AND d.name = ''deadlock_timeout'';
    FOREACH relation IN ARRAY ARRAY[''public.known_twice'', ''public.known''] LOOP
        SELECT pg_catalog.pg_get_userbyid(c.relowner) INTO owner
        FROM pg_catalog.pg_class AS c WHERE c.oid = pg_catalog.to_regclass(relation);
        IF FOUND THEN
            EXECUTE pg_catalog.format(''ALTER TABLE %s OWNER TO %I'', relation, owner);
        END IF;
    END LOOP;
END';
SAVEPOINT bellows_unchanged;
SET LOCAL search_path = pg_catalog;
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL IntervalStyle = 'postgres';
SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex';
DO 'DECLARE
    changed text := (
        SELECT pg_catalog.string_agg(o.description, '', '' ORDER BY o.description)
        FROM (VALUES
            (''view public.known_twice'', (SELECT pg_catalog.concat(c.reloptions, pg_catalog.pg_get_viewdef(c.oid)) FROM pg_catalog.pg_class AS c WHERE c.oid = pg_catalog.to_regclass(''public.known_twice'')),
             ''2e61989d17853294a2116e6f68453a517c2f0824b481e1255ce0f885ff8f2fef''),
            (''view public.known'', (SELECT pg_catalog.concat(c.reloptions, pg_catalog.pg_get_viewdef(c.oid)) FROM pg_catalog.pg_class AS c WHERE c.oid = pg_catalog.to_regclass(''public.known'')),
             ''5c2bd9025f4ba2aa4cc8731ddcbff15dcca76425f5c5dc4c8500d9cb3b7d31d8''),
            (''policy own on table public.customer'', (SELECT pg_catalog.concat_ws('' CHECK '', pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)) FROM pg_catalog.pg_policy AS p WHERE p.polrelid = pg_catalog.to_regclass(''public.customer'') AND p.polname = ''own''),
             ''e0f69c99c08cda02da27757bfb12b8db2d262473b4a8529963ec3660b5ca737a'')
        ) AS o (description, definition, digest)
        WHERE pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(o.definition, ''UTF8'')), ''hex'')
              IS DISTINCT FROM o.digest);
BEGIN
    IF changed IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = ''55000'',
            MESSAGE = pg_catalog.concat(''changed or dropped since expand: '', changed),
            HINT = ''bellows would put back what it was. Put it back yourself, or roll the plan back and expand it again.'';
    END IF;
END';
ROLLBACK TO SAVEPOINT bellows_unchanged;
RELEASE SAVEPOINT bellows_unchanged;
ALTER TABLE public.customer ALTER COLUMN full_name DROP DEFAULT;
ALTER TABLE public.customer RENAME COLUMN name TO bellows_held_name_0da44d9e;
CREATE OR REPLACE FUNCTION bellows.shim_7a6e3902() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        NEW.bellows_held_name_0da44d9e := new.full_name;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.full_name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name)::record THEN
            NEW.bellows_held_name_0da44d9e := new.full_name;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_7a6e3902() IS 'bellows plan=20261128100000 table=public.customer purpose=shim';
SET LOCAL search_path = pg_catalog;
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL IntervalStyle = 'postgres';
SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex';
ALTER TABLE public.customer RENAME COLUMN full_name TO name;
CREATE OR REPLACE VIEW public.known_twice AS
 SELECT k.name,
    c.name AS again
   FROM (public.known k
     JOIN public.customer c USING (id));
CREATE OR REPLACE VIEW public.known WITH (security_barrier = 'true') AS
 SELECT customer.id,
    customer.name
   FROM public.customer
  WHERE (customer.name <> ''::text);
ALTER POLICY own ON public.customer
USING ((name = CURRENT_USER));
DROP TRIGGER IF EXISTS changed ON public.customer;
CREATE TRIGGER changed AFTER UPDATE OF name ON public.customer FOR EACH ROW WHEN ((old.name <> new.name)) EXECUTE FUNCTION public.tell();
ALTER TABLE public.customer ENABLE ALWAYS TRIGGER changed;
ALTER TABLE public.customer RENAME COLUMN name TO full_name;
DO 'DECLARE
    remaining text := (
        SELECT pg_catalog.string_agg(DISTINCT pg_catalog.regexp_replace(
                   pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid), ''^rule "?_RETURN"? on '', ''''), '', '')
        FROM (VALUES
            (''public.customer'', ''bellows_held_name_0da44d9e'')
        ) AS h (relation, name)
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = pg_catalog.to_regclass(h.relation) AND a.attname = h.name
        JOIN pg_catalog.pg_depend AS d ON d.refclassid = ''pg_catalog.pg_class''::regclass
             AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum
        LEFT JOIN pg_catalog.pg_trigger AS t ON d.classid = ''pg_catalog.pg_trigger''::regclass AND t.oid = d.objid
        LEFT JOIN pg_catalog.pg_proc AS f ON f.oid = t.tgfoid
        WHERE d.classid IN (''pg_catalog.pg_rewrite''::regclass, ''pg_catalog.pg_policy''::regclass,
                            ''pg_catalog.pg_proc''::regclass, ''pg_catalog.pg_publication_rel''::regclass)
              OR (NOT t.tgisinternal AND f.pronamespace <> ''bellows''::regnamespace));
BEGIN
    IF remaining IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = ''55000'',
            MESSAGE = pg_catalog.concat(''the old columns are still read by '', remaining),
            HINT = ''It was made after expand. Drop it, or change it to the new columns; then the same command goes on.'';
    END IF;
END'
;
COMMIT;

-- purge 1 of 2: purge/01_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.bellows_held_name_0da44d9e)::record OPERATOR(pg_catalog.*=) ROW((t.full_name)::text)::record THEN false
            ELSE ROW(t.full_name)::record OPERATOR(pg_catalog.*<>) ROW((t.bellows_held_name_0da44d9e)::text)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- purge 2 of 2: purge/02_purge:public.customer
-- drop the shim and the held columns of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_7a6e3902_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_7a6e3902_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_7a6e3902_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_7a6e3902_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_7a6e3902();
DROP SEQUENCE IF EXISTS bellows.conflicts_7a6e3902;
DELETE FROM bellows.horizon WHERE key = '7a6e3902';
ALTER TABLE public.customer DROP COLUMN bellows_held_name_0da44d9e;
ALTER STATISTICS public.bellows_name_city_9ff7eb52 RENAME TO name_city
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.customer
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
LOCK TABLE ONLY public.customer IN SHARE UPDATE EXCLUSIVE MODE;
DO 'DECLARE
    relation text;
    owner name;
BEGIN
    PERFORM pg_catalog.set_config(''lock_timeout'',
        least(nullif(l.setting::int, 0), greatest(d.setting::int / 4, 10))::text, true)
    FROM pg_catalog.pg_settings AS l, pg_catalog.pg_settings AS d
    WHERE l.name = ''lock_timeout'' AND d.name = ''deadlock_timeout'';
    FOREACH relation IN ARRAY ARRAY[''public.known_twice'', ''public.known''] LOOP
        SELECT pg_catalog.pg_get_userbyid(c.relowner) INTO owner
        FROM pg_catalog.pg_class AS c WHERE c.oid = pg_catalog.to_regclass(relation);
        IF FOUND THEN
            EXECUTE pg_catalog.format(''ALTER TABLE %s OWNER TO %I'', relation, owner);
        END IF;
    END LOOP;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''bellows_held_name_0da44d9e'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer RENAME COLUMN bellows_held_name_0da44d9e TO name;
    END IF;
END';
ALTER TABLE public.customer ALTER COLUMN full_name SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_7a6e3902', pg_catalog.concat(pg_catalog.current_setting('bellows.m_7a6e3902', true), '/1/'), true) IS NULL THEN NULL::text END;
CREATE OR REPLACE FUNCTION bellows.shim_7a6e3902() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_7a6e3902'', true), ''/1/'') > 0 THEN
            NEW.full_name := new.name;
        ELSE
            IF ROW(NEW.name)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.name := new.full_name;
            ELSIF ROW((new.full_name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record
                  AND ROW((new.name)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.full_name)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_7a6e3902'');
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
                PERFORM pg_catalog.nextval(''bellows.conflicts_7a6e3902'');
                NEW.name := new.full_name;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.full_name) IS NULL)
              OR ROW(OLD.name)::record OPERATOR(pg_catalog.*<>) ROW(NEW.name)::record THEN
            NEW.full_name := new.name;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_7a6e3902() IS 'bellows plan=20261128100000 table=public.customer purpose=shim';
SET LOCAL search_path = pg_catalog;
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL IntervalStyle = 'postgres';
SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex';
DO 'BEGIN
    IF (SELECT pg_catalog.concat(c.reloptions, pg_catalog.pg_get_viewdef(c.oid)) FROM pg_catalog.pg_class AS c WHERE c.oid = pg_catalog.to_regclass(''public.known_twice'')) IS NOT NULL THEN
        
        EXECUTE ''CREATE OR REPLACE VIEW public.known_twice AS
 SELECT k.name,
    c.name AS again
   FROM (public.known k
     JOIN public.customer c USING (id))'';
    END IF;
END';
DO 'BEGIN
    IF (SELECT pg_catalog.concat(c.reloptions, pg_catalog.pg_get_viewdef(c.oid)) FROM pg_catalog.pg_class AS c WHERE c.oid = pg_catalog.to_regclass(''public.known'')) IS NOT NULL THEN
        
        EXECUTE ''CREATE OR REPLACE VIEW public.known WITH (security_barrier = ''''true'''') AS
 SELECT customer.id,
    customer.name
   FROM public.customer
  WHERE (customer.name <> ''''''''::text)'';
    END IF;
END';
DO 'BEGIN
    IF (SELECT pg_catalog.concat_ws('' CHECK '', pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)) FROM pg_catalog.pg_policy AS p WHERE p.polrelid = pg_catalog.to_regclass(''public.customer'') AND p.polname = ''own'') IS NOT NULL THEN
        
        EXECUTE ''ALTER POLICY own ON public.customer
USING ((name = CURRENT_USER))'';
    END IF;
END';
DROP TRIGGER IF EXISTS changed ON public.customer;
CREATE TRIGGER changed AFTER UPDATE OF name, full_name ON public.customer FOR EACH ROW WHEN (old.name <> new.name) EXECUTE FUNCTION public.tell();
ALTER TABLE public.customer ENABLE ALWAYS TRIGGER changed
;
COMMIT;

-- undo 1 of 2: undo/01_kill_switch:public.customer
-- switch the shim of public.customer off at once, where V can do without it
-- lock: none on public.customer; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_7a6e3902()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.customer'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attnotnull AND a.attname = ANY (''{"full_name"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_7a6e3902() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_7a6e3902'''''''', true), ''''''''/1/'''''''') > 0) AND ROW(NEW.name)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
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
COMMENT ON FUNCTION bellows.shim_7a6e3902() IS ''''bellows plan=20261128100000 table=public.customer purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 2 of 2: undo/02_undo:public.customer
-- take the shim off public.customer and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS bellows_not_null_full_name_51c5c672;
DROP TRIGGER IF EXISTS "!bellows_7a6e3902_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_7a6e3902_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_7a6e3902_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_7a6e3902_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_7a6e3902();
DROP SEQUENCE IF EXISTS bellows.conflicts_7a6e3902;
DELETE FROM bellows.horizon WHERE key = '7a6e3902';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''full_name'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN full_name DROP NOT NULL, ALTER COLUMN full_name DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN full_name TO bellows_held_full_name_c7342d48;
    END IF;
END';
SET LOCAL search_path = pg_catalog;
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL IntervalStyle = 'postgres';
SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex';
DROP STATISTICS IF EXISTS public.bellows_name_city_9ff7eb52;
DROP TRIGGER IF EXISTS changed ON public.customer;
CREATE TRIGGER changed AFTER UPDATE OF name ON public.customer FOR EACH ROW WHEN ((old.name <> new.name)) EXECUTE FUNCTION public.tell();
ALTER TABLE public.customer ENABLE ALWAYS TRIGGER changed
;
COMMIT;

-- discard 1 of 1: discard/01_discard:public.customer
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP COLUMN IF EXISTS bellows_held_full_name_c7342d48
;
COMMIT;

-- next: bellows expand 20261128100000
