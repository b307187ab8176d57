-- plan 20261203110000 loosen_with_down
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                               class   lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ALTER COLUMN DROP NOT NULL  expand  ACCESS EXCLUSIVE  no    no       no        yes         no          minor
--   2  ALTER TABLE DROP CONSTRAINT             expand  ACCESS EXCLUSIVE  no    no       no        yes         no          minor
--   1: ALTER TABLE customer ALTER COLUMN code DROP NOT NULL
--   2: ALTER TABLE customer DROP CONSTRAINT points_are_positive
--
-- tables
--   public.customer: …
--
-- follows to the new columns
--   view public.code
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
ALTER TABLE public.customer ADD COLUMN label text, ADD COLUMN balance integer;
CREATE SEQUENCE bellows.conflicts_1ea169d9;
GRANT USAGE ON SEQUENCE bellows.conflicts_1ea169d9 TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_1ea169d9() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF (ROW(NEW.code)::record OPERATOR(pg_catalog.*<>) ROW((NULL)::text)::record
            OR ROW(NEW.points)::record OPERATOR(pg_catalog.*<>) ROW((1)::integer)::record)
           AND pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.=) 1
           AND pg_catalog.current_setting(''bellows.w_1ea169d9'', true) IS DISTINCT FROM bellows.write_moment() THEN
            PERFORM bellows.note_old_write(''20261203110000'', ''public.customer'', ''bellows.w_1ea169d9'');
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_1ea169d9'', true), ''/1/'') > 0 AND NEW.code IS NULL THEN
            NEW.code := COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id);
        ELSIF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_1ea169d9'', true), ''/1/'') > 0 THEN
            NEW.label := new.code;
        ELSE
            IF ROW(NEW.code)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.code := COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id);
            ELSIF ROW((COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id))::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.code)::record
                  AND ROW((new.code)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_1ea169d9'');
                NEW.code := COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id);
            END IF;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_1ea169d9'', true), ''/2/'') > 0 THEN
            NEW.balance := new.points;
        ELSE
            IF ROW(NEW.points)::record OPERATOR(pg_catalog.*=) ROW((1)::integer)::record THEN
                NEW.points := GREATEST(new.balance, 1);
            ELSIF ROW((GREATEST(new.balance, 1))::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.points)::record
                  AND ROW((new.points)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.balance)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_1ea169d9'');
                NEW.points := GREATEST(new.balance, 1);
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.label)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
            IF ROW(OLD.code)::record OPERATOR(pg_catalog.*=) ROW(NEW.code)::record THEN
                NEW.code := COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id);
            ELSIF ROW((COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id))::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.code)::record
                  AND ROW((new.code)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_1ea169d9'');
                NEW.code := COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id);
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.label) IS NULL)
              OR ROW(OLD.code)::record OPERATOR(pg_catalog.*<>) ROW(NEW.code)::record THEN
            NEW.label := new.code;
        ELSIF ROW(OLD.id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.id)::record THEN
            IF ROW((old.code)::text)::record OPERATOR(pg_catalog.*=) ROW(OLD.label)::record THEN
                NEW.label := new.code;
            ELSE
                NEW.code := COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id);
            END IF;
        END IF;
        IF ROW(OLD.balance)::record OPERATOR(pg_catalog.*<>) ROW(NEW.balance)::record THEN
            IF ROW(OLD.points)::record OPERATOR(pg_catalog.*=) ROW(NEW.points)::record THEN
                NEW.points := GREATEST(new.balance, 1);
            ELSIF ROW((GREATEST(new.balance, 1))::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.points)::record
                  AND ROW((new.points)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.balance)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_1ea169d9'');
                NEW.points := GREATEST(new.balance, 1);
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.balance) IS NULL)
              OR ROW(OLD.points)::record OPERATOR(pg_catalog.*<>) ROW(NEW.points)::record THEN
            NEW.balance := new.points;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_1ea169d9() IS 'bellows plan=20261203110000 table=public.customer purpose=shim';
ALTER TABLE public.customer ALTER COLUMN label DROP DEFAULT, ALTER COLUMN balance SET DEFAULT 1;
ALTER TABLE public.customer ALTER COLUMN label SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_1ea169d9', pg_catalog.concat(pg_catalog.current_setting('bellows.m_1ea169d9', true), '/1/'), true) IS NULL THEN NULL::text END, ALTER COLUMN balance SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_1ea169d9', pg_catalog.concat(pg_catalog.current_setting('bellows.m_1ea169d9', true), '/2/'), true) IS NULL THEN NULL::integer END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('1ea169d9', '20261203110000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_1ea169d9_mark" BEFORE INSERT ON public.customer FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_1ea169d9', pg_catalog.concat(pg_catalog.current_setting('bellows.m_1ea169d9', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_1ea169d9', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_1ea169d9();
COMMENT ON TRIGGER "!bellows_1ea169d9_mark" ON public.customer IS 'bellows plan=20261203110000 table=public.customer purpose=mark';
CREATE TRIGGER "~bellows_1ea169d9_insert" BEFORE INSERT ON public.customer FOR EACH ROW
EXECUTE FUNCTION bellows.shim_1ea169d9();
COMMENT ON TRIGGER "~bellows_1ea169d9_insert" ON public.customer IS 'bellows plan=20261203110000 table=public.customer purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''1ea169d9'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_1ea169d9_touch" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN ((ROW(OLD.label) IS NULL OR ROW(OLD.balance) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_1ea169d9(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_1ea169d9_change" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN (NOT ((ROW(OLD.label) IS NULL OR ROW(OLD.balance) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.label, OLD.code, OLD.id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label, NEW.code, NEW.id)::record OR ROW(OLD.balance, OLD.points)::record OPERATOR(pg_catalog.*<>) ROW(NEW.balance, NEW.points)::record)) EXECUTE FUNCTION bellows.shim_1ea169d9()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_1ea169d9_touch" ON public.customer IS 'bellows plan=20261203110000 table=public.customer purpose=update';
COMMENT ON TRIGGER "~bellows_1ea169d9_change" ON public.customer IS 'bellows plan=20261203110000 table=public.customer purpose=update';
INSERT INTO bellows.tripwire (key, plan, relation, name, columns)
VALUES ('1ea169d9', '20261203110000', 'public.customer'::regclass, 'public.customer', '{"code","points"}');
CREATE TRIGGER "!bellows_1ea169d9_write_update" BEFORE UPDATE OF code, points ON public.customer FOR EACH STATEMENT
EXECUTE FUNCTION bellows.note_write('20261203110000', 'public.customer', 'bellows.w_1ea169d9');
COMMENT ON TRIGGER "!bellows_1ea169d9_write_update" ON public.customer IS 'bellows plan=20261203110000 table=public.customer purpose=write';
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET label = t.code, code = COALESCE(t.label, 'none of ' OPERATOR(pg_catalog.||) t.id);
DEALLOCATE bellows_check;
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET balance = t.points, points = GREATEST(t.balance, 1);
DEALLOCATE bellows_check;
ALTER TABLE public.customer ADD CONSTRAINT bellows_points_are_few_31035119 CHECK (balance < 1000) NOT VALID;
ALTER TABLE public.customer DROP CONSTRAINT bellows_points_are_few_31035119;
COMMIT;

-- expand 2 of 9: expand/02_backfill:public.customer
-- fill the new columns of old rows of public.customer
-- lock: ROW EXCLUSIVE on public.customer; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY public.customer AS t
SET label = CASE WHEN CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '1ea169d9') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.label) IS NULL THEN NOT (ROW(t.code) IS NULL) ELSE false END THEN (t.code)::text ELSE t.label END,
    balance = CASE WHEN CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '1ea169d9') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.balance) IS NULL THEN NOT (ROW(t.points) IS NULL) ELSE false END THEN (t.points)::integer ELSE t.balance END
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND ((CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '1ea169d9') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.label) IS NULL THEN NOT (ROW(t.code) IS NULL) ELSE false END) OR (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '1ea169d9') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.balance) IS NULL THEN NOT (ROW(t.points) IS NULL) ELSE false END))
;

-- expand 3 of 9: expand/03_index:public.customer
-- build index bellows_customer_code_key_1c7df961 on public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY bellows_customer_code_key_1c7df961 ON public.customer USING btree (label)
;

-- expand 4 of 9: expand/04_constraints:public.customer
-- add constraints to public.customer, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer ADD CONSTRAINT bellows_not_null_balance_a28b56e6 CHECK (balance IS NOT NULL) NOT VALID;
ALTER TABLE public.customer ADD CONSTRAINT bellows_points_are_few_31035119 CHECK (balance < 1000) NOT VALID
;
COMMIT;

-- expand 5 of 9: expand/05_validate:public.customer
-- validate bellows_not_null_balance_a28b56e6 of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_not_null_balance_a28b56e6
;
COMMIT;

-- expand 6 of 9: expand/06_validate:public.customer
-- validate bellows_points_are_few_31035119 of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_points_are_few_31035119
;
COMMIT;

-- expand 7 of 9: expand/07_finish:public.customer
-- turn what was validated into constraints of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD CONSTRAINT bellows_customer_code_key_1c7df961 UNIQUE USING INDEX bellows_customer_code_key_1c7df961, ALTER COLUMN balance SET NOT NULL;
ALTER TABLE public.customer DROP CONSTRAINT bellows_not_null_balance_a28b56e6
;
COMMIT;

-- expand 8 of 9: expand/08_analyze:public.customer
-- gather statistics of the new columns of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ANALYZE public.customer (label, balance)
;
COMMIT;

-- expand 9 of 9: expand/09_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.code)::record OPERATOR(pg_catalog.*=) ROW((COALESCE(t.label, 'none of ' OPERATOR(pg_catalog.||) t.id))::text)::record THEN false
            ELSE ROW(t.label)::record OPERATOR(pg_catalog.*<>) ROW((t.code)::text)::record END
       OR CASE WHEN ROW(t.points)::record OPERATOR(pg_catalog.*=) ROW((GREATEST(t.balance, 1))::integer)::record THEN false
            ELSE ROW(t.balance)::record OPERATOR(pg_catalog.*<>) ROW((t.points)::integer)::record END)
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
      AND (CASE WHEN ROW(t.code)::record OPERATOR(pg_catalog.*=) ROW((COALESCE(t.label, 'none of ' OPERATOR(pg_catalog.||) t.id))::text)::record THEN false
            ELSE ROW(t.label)::record OPERATOR(pg_catalog.*<>) ROW((t.code)::text)::record END
       OR CASE WHEN ROW(t.points)::record OPERATOR(pg_catalog.*=) ROW((GREATEST(t.balance, 1))::integer)::record THEN false
            ELSE ROW(t.balance)::record OPERATOR(pg_catalog.*<>) ROW((t.points)::integer)::record END)
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
        least(nullif(l.setting::int, 0), greatest(d.setting::int / 3, 10))::text, true)
    FROM pg_catalog.pg_settings AS l, pg_catalog.pg_settings AS d
    WHERE l.name = ''lock_timeout'' AND d.name = ''deadlock_timeout'';
    FOREACH relation IN ARRAY ARRAY[''public.code''] LOOP
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
            (''view public.code'', (SELECT pg_catalog.concat(c.reloptions, pg_catalog.pg_get_viewdef(c.oid)) FROM pg_catalog.pg_class AS c WHERE c.oid = pg_catalog.to_regclass(''public.code'')),
             ''76de5e1143d131355eeb55cc694956b160d58d35dc25b0c8603b6801eeb51ea3'')
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
DROP TRIGGER IF EXISTS "!bellows_1ea169d9_write_update" ON public.customer;
DROP TRIGGER IF EXISTS "!bellows_1ea169d9_write_insert" ON public.customer;
DELETE FROM bellows.tripwire WHERE key = '1ea169d9';
ALTER TABLE public.customer ALTER COLUMN label DROP DEFAULT, ALTER COLUMN balance SET DEFAULT 1;
ALTER TABLE public.customer RENAME COLUMN code TO bellows_held_code_18f897eb;
ALTER TABLE public.customer RENAME COLUMN points TO bellows_held_points_1354dfbe;
CREATE OR REPLACE FUNCTION bellows.shim_1ea169d9() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        NEW.bellows_held_code_18f897eb := COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id);
        NEW.bellows_held_points_1354dfbe := GREATEST(new.balance, 1);

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.label, OLD.id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label, NEW.id)::record THEN
            NEW.bellows_held_code_18f897eb := COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id);
        END IF;
        IF ROW(OLD.balance)::record OPERATOR(pg_catalog.*<>) ROW(NEW.balance)::record THEN
            NEW.bellows_held_points_1354dfbe := GREATEST(new.balance, 1);
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_1ea169d9() IS 'bellows plan=20261203110000 table=public.customer purpose=shim';
SET LOCAL search_path = pg_catalog;
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL IntervalStyle = 'postgres';
SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex';
ALTER TABLE public.customer RENAME COLUMN label TO code;
CREATE OR REPLACE VIEW public.code AS
 SELECT customer.id,
    customer.code
   FROM public.customer;
ALTER TABLE public.customer RENAME COLUMN code TO label;
DO 'DECLARE
    remaining text := (
        SELECT pg_catalog.string_agg(DISTINCT pg_catalog.regexp_replace(
                   pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid), ''^rule "?_RETURN"? on '', ''''), '', '')
        FROM (VALUES
            (''public.customer'', ''bellows_held_code_18f897eb''),
            (''public.customer'', ''bellows_held_points_1354dfbe'')
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
      AND (CASE WHEN ROW(t.bellows_held_code_18f897eb)::record OPERATOR(pg_catalog.*=) ROW((COALESCE(t.label, 'none of ' OPERATOR(pg_catalog.||) t.id))::text)::record THEN false
            ELSE ROW(t.label)::record OPERATOR(pg_catalog.*<>) ROW((t.bellows_held_code_18f897eb)::text)::record END
       OR CASE WHEN ROW(t.bellows_held_points_1354dfbe)::record OPERATOR(pg_catalog.*=) ROW((GREATEST(t.balance, 1))::integer)::record THEN false
            ELSE ROW(t.balance)::record OPERATOR(pg_catalog.*<>) ROW((t.bellows_held_points_1354dfbe)::integer)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- purge 2 of 2: purge/02_purge:public.customer
-- drop the shim and the held columns of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_1ea169d9_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_1ea169d9_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_1ea169d9_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_1ea169d9_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_1ea169d9();
DROP SEQUENCE IF EXISTS bellows.conflicts_1ea169d9;
DELETE FROM bellows.horizon WHERE key = '1ea169d9';
ALTER TABLE public.customer DROP COLUMN bellows_held_code_18f897eb, DROP COLUMN bellows_held_points_1354dfbe;
ALTER TABLE public.customer RENAME CONSTRAINT bellows_points_are_few_31035119 TO points_are_few;
ALTER TABLE public.customer RENAME CONSTRAINT bellows_customer_code_key_1c7df961 TO customer_code_key
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
        least(nullif(l.setting::int, 0), greatest(d.setting::int / 3, 10))::text, true)
    FROM pg_catalog.pg_settings AS l, pg_catalog.pg_settings AS d
    WHERE l.name = ''lock_timeout'' AND d.name = ''deadlock_timeout'';
    FOREACH relation IN ARRAY ARRAY[''public.code''] LOOP
        SELECT pg_catalog.pg_get_userbyid(c.relowner) INTO owner
        FROM pg_catalog.pg_class AS c WHERE c.oid = pg_catalog.to_regclass(relation);
        IF FOUND THEN
            EXECUTE pg_catalog.format(''ALTER TABLE %s OWNER TO %I'', relation, owner);
        END IF;
    END LOOP;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''bellows_held_code_18f897eb'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer RENAME COLUMN bellows_held_code_18f897eb TO code;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''bellows_held_points_1354dfbe'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer RENAME COLUMN bellows_held_points_1354dfbe TO points;
    END IF;
END';
ALTER TABLE public.customer ALTER COLUMN label SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_1ea169d9', pg_catalog.concat(pg_catalog.current_setting('bellows.m_1ea169d9', true), '/1/'), true) IS NULL THEN NULL::text END, ALTER COLUMN balance SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_1ea169d9', pg_catalog.concat(pg_catalog.current_setting('bellows.m_1ea169d9', true), '/2/'), true) IS NULL THEN NULL::integer END;
CREATE OR REPLACE FUNCTION bellows.shim_1ea169d9() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF (ROW(NEW.code)::record OPERATOR(pg_catalog.*<>) ROW((NULL)::text)::record
            OR ROW(NEW.points)::record OPERATOR(pg_catalog.*<>) ROW((1)::integer)::record)
           AND pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.=) 1
           AND pg_catalog.current_setting(''bellows.w_1ea169d9'', true) IS DISTINCT FROM bellows.write_moment() THEN
            PERFORM bellows.note_old_write(''20261203110000'', ''public.customer'', ''bellows.w_1ea169d9'');
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_1ea169d9'', true), ''/1/'') > 0 AND NEW.code IS NULL THEN
            NEW.code := COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id);
        ELSIF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_1ea169d9'', true), ''/1/'') > 0 THEN
            NEW.label := new.code;
        ELSE
            IF ROW(NEW.code)::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW.code := COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id);
            ELSIF ROW((COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id))::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.code)::record
                  AND ROW((new.code)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_1ea169d9'');
                NEW.code := COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id);
            END IF;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_1ea169d9'', true), ''/2/'') > 0 THEN
            NEW.balance := new.points;
        ELSE
            IF ROW(NEW.points)::record OPERATOR(pg_catalog.*=) ROW((1)::integer)::record THEN
                NEW.points := GREATEST(new.balance, 1);
            ELSIF ROW((GREATEST(new.balance, 1))::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.points)::record
                  AND ROW((new.points)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.balance)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_1ea169d9'');
                NEW.points := GREATEST(new.balance, 1);
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.label)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
            IF ROW(OLD.code)::record OPERATOR(pg_catalog.*=) ROW(NEW.code)::record THEN
                NEW.code := COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id);
            ELSIF ROW((COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id))::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.code)::record
                  AND ROW((new.code)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_1ea169d9'');
                NEW.code := COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id);
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.label) IS NULL)
              OR ROW(OLD.code)::record OPERATOR(pg_catalog.*<>) ROW(NEW.code)::record THEN
            NEW.label := new.code;
        ELSIF ROW(OLD.id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.id)::record THEN
            IF ROW((old.code)::text)::record OPERATOR(pg_catalog.*=) ROW(OLD.label)::record THEN
                NEW.label := new.code;
            ELSE
                NEW.code := COALESCE(new.label, ''none of '' OPERATOR(pg_catalog.||) new.id);
            END IF;
        END IF;
        IF ROW(OLD.balance)::record OPERATOR(pg_catalog.*<>) ROW(NEW.balance)::record THEN
            IF ROW(OLD.points)::record OPERATOR(pg_catalog.*=) ROW(NEW.points)::record THEN
                NEW.points := GREATEST(new.balance, 1);
            ELSIF ROW((GREATEST(new.balance, 1))::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.points)::record
                  AND ROW((new.points)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.balance)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_1ea169d9'');
                NEW.points := GREATEST(new.balance, 1);
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.balance) IS NULL)
              OR ROW(OLD.points)::record OPERATOR(pg_catalog.*<>) ROW(NEW.points)::record THEN
            NEW.balance := new.points;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_1ea169d9() IS 'bellows plan=20261203110000 table=public.customer purpose=shim';
DROP TRIGGER IF EXISTS "!bellows_1ea169d9_write_update" ON public.customer;
DROP TRIGGER IF EXISTS "!bellows_1ea169d9_write_insert" ON public.customer;
DELETE FROM bellows.tripwire WHERE key = '1ea169d9';
INSERT INTO bellows.tripwire (key, plan, relation, name, columns)
VALUES ('1ea169d9', '20261203110000', 'public.customer'::regclass, 'public.customer', '{"code","points"}');
CREATE TRIGGER "!bellows_1ea169d9_write_update" BEFORE UPDATE OF code, points ON public.customer FOR EACH STATEMENT
EXECUTE FUNCTION bellows.note_write('20261203110000', 'public.customer', 'bellows.w_1ea169d9');
COMMENT ON TRIGGER "!bellows_1ea169d9_write_update" ON public.customer IS 'bellows plan=20261203110000 table=public.customer purpose=write';
SET LOCAL search_path = pg_catalog;
SET LOCAL DateStyle = 'ISO, YMD';
SET LOCAL IntervalStyle = 'postgres';
SET LOCAL extra_float_digits = 1;
SET LOCAL bytea_output = 'hex';
DO 'BEGIN
    IF (SELECT pg_catalog.concat(c.reloptions, pg_catalog.pg_get_viewdef(c.oid)) FROM pg_catalog.pg_class AS c WHERE c.oid = pg_catalog.to_regclass(''public.code'')) IS NOT NULL THEN
        
        EXECUTE ''CREATE OR REPLACE VIEW public.code AS
 SELECT customer.id,
    customer.code
   FROM public.customer'';
    END IF;
END'
;
COMMIT;

-- undo 1 of 2: undo/01_kill_switch:public.customer
-- switch the shim of public.customer off at once, where V can do without it
-- lock: none on public.customer; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_1ea169d9()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.customer'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attnotnull AND a.attname = ANY (''{"label","balance"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_1ea169d9() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF NEW.code IS NULL THEN
            NEW.code := COALESCE(new.label, ''''''''none of '''''''' OPERATOR(pg_catalog.||) new.id);
        END IF;
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_1ea169d9'''''''', true), ''''''''/2/'''''''') > 0) AND ROW(NEW.points)::record OPERATOR(pg_catalog.*=) ROW((1)::integer)::record THEN
            NEW.points := GREATEST(new.balance, 1);
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.label)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record
           AND ROW(OLD.code)::record OPERATOR(pg_catalog.*=) ROW(NEW.code)::record THEN
            NEW.code := COALESCE(new.label, ''''''''none of '''''''' OPERATOR(pg_catalog.||) new.id);
        END IF;
        IF ROW(OLD.balance)::record OPERATOR(pg_catalog.*<>) ROW(NEW.balance)::record
           AND ROW(OLD.points)::record OPERATOR(pg_catalog.*=) ROW(NEW.points)::record THEN
            NEW.points := GREATEST(new.balance, 1);
        END IF;

    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_1ea169d9() IS ''''bellows plan=20261203110000 table=public.customer purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 2 of 2: undo/02_undo:public.customer
-- take the shim off public.customer and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS bellows_not_null_balance_a28b56e6, DROP CONSTRAINT IF EXISTS bellows_points_are_few_31035119, DROP CONSTRAINT IF EXISTS bellows_customer_code_key_1c7df961;
DROP INDEX IF EXISTS public.bellows_customer_code_key_1c7df961;
DROP TRIGGER IF EXISTS "!bellows_1ea169d9_write_update" ON public.customer;
DROP TRIGGER IF EXISTS "!bellows_1ea169d9_write_insert" ON public.customer;
DELETE FROM bellows.tripwire WHERE key = '1ea169d9';
DROP TRIGGER IF EXISTS "!bellows_1ea169d9_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_1ea169d9_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_1ea169d9_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_1ea169d9_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_1ea169d9();
DROP SEQUENCE IF EXISTS bellows.conflicts_1ea169d9;
DELETE FROM bellows.horizon WHERE key = '1ea169d9';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''label'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN label DROP NOT NULL, ALTER COLUMN label DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN label TO bellows_held_label_9a156841;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''balance'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN balance DROP NOT NULL, ALTER COLUMN balance DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN balance TO bellows_held_balance_030ad5ea;
    END IF;
END'
;
COMMIT;

-- discard 1 of 1: discard/01_discard:public.customer
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP COLUMN IF EXISTS bellows_held_label_9a156841, DROP COLUMN IF EXISTS bellows_held_balance_030ad5ea
;
COMMIT;

-- next: bellows expand 20261203110000
