-- plan 20261201080000 awkward_names
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                  class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE RENAME COLUMN  expand_contract  ACCESS EXCLUSIVE  no    no       yes       yes         no          major
--   2  ALTER TABLE ADD COLUMN     expand           ACCESS EXCLUSIVE  no    no       no        yes         no          minor
--   3  ALTER TABLE DROP COLUMN    contract         ACCESS EXCLUSIVE  no    no       yes       no          yes         major
--   1: ALTER TABLE "Odd schema"."order" RENAME COLUMN "sel""ect" TO "from"
--   2: ALTER TABLE "Odd schema"."order" ADD COLUMN "Ünïcode %s" text
--   3: ALTER TABLE "Odd schema"."order" DROP "Straße mit einem sehr langen Namen der genau passt 0123456789a"
--
-- tables
--   Odd schema.order: …
--
-- phases
--   expand   8 steps  expand: the new shape is built beside the old one
--   tighten  1 step   contract, once the old version is gone: constraints that it could have violated
--   seal     1 step   contract: the old shape goes out of sight, held and kept in sync
--   purge    2 steps  purge: what was held is dropped
--   unseal   1 step   rollback from a contract: the old shape comes back
--   undo     2 steps  rollback from expanded: the new shape goes out of sight, held
--   discard  1 step   purge after a rollback: what was held is dropped

-- expand 1 of 8: expand/01_columns:Odd schema.order
-- add the new columns and the shim of "Odd schema"."order"
-- lock: ACCESS EXCLUSIVE on "Odd schema"."order"; scan: no; one transaction
BEGIN;
ALTER TABLE "Odd schema"."order" ADD COLUMN "from" text, ADD COLUMN "Ünïcode %s" pg_catalog.text;
CREATE SEQUENCE bellows.conflicts_64cd3351;
GRANT USAGE ON SEQUENCE bellows.conflicts_64cd3351 TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_64cd3351() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_64cd3351'', true), ''/1/'') > 0 THEN
            NEW."from" := new."sel""ect";
        ELSE
            IF ROW(NEW."sel""ect")::record OPERATOR(pg_catalog.*=) ROW((''it''''s 100%''::text)::text)::record THEN
                NEW."sel""ect" := new."from";
            ELSIF ROW((new."from")::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."sel""ect")::record
                  AND ROW((new."sel""ect")::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."from")::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_64cd3351'');
                NEW."sel""ect" := new."from";
            END IF;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_64cd3351'', true), ''/2/'') > 0 THEN
            NEW."Ünïcode %s" := new."Straße mit einem sehr langen Namen der genau passt 0123456789a" OPERATOR(pg_catalog.||) E''%\\\\'';
        ELSE
            IF ROW(NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a" := pg_catalog.rtrim(new."Ünïcode %s", E''%\\\\'');
            ELSIF ROW((pg_catalog.rtrim(new."Ünïcode %s", E''%\\\\''))::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record
                  AND ROW((new."Straße mit einem sehr langen Namen der genau passt 0123456789a" OPERATOR(pg_catalog.||) E''%\\\\'')::pg_catalog.text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."Ünïcode %s")::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_64cd3351'');
                NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a" := pg_catalog.rtrim(new."Ünïcode %s", E''%\\\\'');
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD."from")::record OPERATOR(pg_catalog.*<>) ROW(NEW."from")::record THEN
            IF ROW(OLD."sel""ect")::record OPERATOR(pg_catalog.*=) ROW(NEW."sel""ect")::record THEN
                NEW."sel""ect" := new."from";
            ELSIF ROW((new."from")::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."sel""ect")::record
                  AND ROW((new."sel""ect")::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."from")::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_64cd3351'');
                NEW."sel""ect" := new."from";
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD."from") IS NULL)
              OR ROW(OLD."sel""ect")::record OPERATOR(pg_catalog.*<>) ROW(NEW."sel""ect")::record THEN
            NEW."from" := new."sel""ect";
        END IF;
        IF ROW(OLD."Ünïcode %s")::record OPERATOR(pg_catalog.*<>) ROW(NEW."Ünïcode %s")::record THEN
            IF ROW(OLD."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record OPERATOR(pg_catalog.*=) ROW(NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record THEN
                NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a" := pg_catalog.rtrim(new."Ünïcode %s", E''%\\\\'');
            ELSIF ROW((pg_catalog.rtrim(new."Ünïcode %s", E''%\\\\''))::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record
                  AND ROW((new."Straße mit einem sehr langen Namen der genau passt 0123456789a" OPERATOR(pg_catalog.||) E''%\\\\'')::pg_catalog.text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."Ünïcode %s")::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_64cd3351'');
                NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a" := pg_catalog.rtrim(new."Ünïcode %s", E''%\\\\'');
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD."Ünïcode %s") IS NULL)
              OR ROW(OLD."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record OPERATOR(pg_catalog.*<>) ROW(NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record THEN
            NEW."Ünïcode %s" := new."Straße mit einem sehr langen Namen der genau passt 0123456789a" OPERATOR(pg_catalog.||) E''%\\\\'';
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_64cd3351() IS 'bellows plan=20261201080000 table="Odd schema"."order" purpose=shim';
ALTER TABLE "Odd schema"."order" ALTER COLUMN "from" SET DEFAULT 'it''s 100%'::text, ALTER COLUMN "Ünïcode %s" DROP DEFAULT;
ALTER TABLE "Odd schema"."order" ALTER COLUMN "from" SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_64cd3351', pg_catalog.concat(pg_catalog.current_setting('bellows.m_64cd3351', true), '/1/'), true) IS NULL THEN NULL::text END, ALTER COLUMN "Ünïcode %s" SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_64cd3351', pg_catalog.concat(pg_catalog.current_setting('bellows.m_64cd3351', true), '/2/'), true) IS NULL THEN NULL::pg_catalog.text END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('64cd3351', '20261201080000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_64cd3351_mark" BEFORE INSERT ON "Odd schema"."order" FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_64cd3351', pg_catalog.concat(pg_catalog.current_setting('bellows.m_64cd3351', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_64cd3351', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_64cd3351();
COMMENT ON TRIGGER "!bellows_64cd3351_mark" ON "Odd schema"."order" IS 'bellows plan=20261201080000 table="Odd schema"."order" purpose=mark';
CREATE TRIGGER "~bellows_64cd3351_insert" BEFORE INSERT ON "Odd schema"."order" FOR EACH ROW
EXECUTE FUNCTION bellows.shim_64cd3351();
COMMENT ON TRIGGER "~bellows_64cd3351_insert" ON "Odd schema"."order" IS 'bellows plan=20261201080000 table="Odd schema"."order" purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''64cd3351'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_64cd3351_touch" BEFORE UPDATE ON "Odd schema"."order" FOR EACH ROW WHEN ((ROW(OLD."from") IS NULL OR ROW(OLD."Ünïcode %%s") IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_64cd3351(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_64cd3351_change" BEFORE UPDATE ON "Odd schema"."order" FOR EACH ROW WHEN (NOT ((ROW(OLD."from") IS NULL OR ROW(OLD."Ünïcode %%s") IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD."from", OLD."sel""ect")::record OPERATOR(pg_catalog.*<>) ROW(NEW."from", NEW."sel""ect")::record OR ROW(OLD."Ünïcode %%s", OLD."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record OPERATOR(pg_catalog.*<>) ROW(NEW."Ünïcode %%s", NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record)) EXECUTE FUNCTION bellows.shim_64cd3351()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_64cd3351_touch" ON "Odd schema"."order" IS 'bellows plan=20261201080000 table="Odd schema"."order" purpose=update';
COMMENT ON TRIGGER "~bellows_64cd3351_change" ON "Odd schema"."order" IS 'bellows plan=20261201080000 table="Odd schema"."order" purpose=update';
PREPARE bellows_check AS UPDATE ONLY "Odd schema"."order" AS t SET "from" = t."sel""ect", "sel""ect" = t."from";
DEALLOCATE bellows_check;
PREPARE bellows_check AS UPDATE ONLY "Odd schema"."order" AS t SET "Ünïcode %s" = t."Straße mit einem sehr langen Namen der genau passt 0123456789a" OPERATOR(pg_catalog.||) E'%\\', "Straße mit einem sehr langen Namen der genau passt 0123456789a" = pg_catalog.rtrim(t."Ünïcode %s", E'%\\');
DEALLOCATE bellows_check;
COMMENT ON COLUMN "Odd schema"."order"."from" IS E'a \\ and a ''';
COMMIT;

-- expand 2 of 8: expand/02_backfill:Odd schema.order
-- fill the new columns of old rows of "Odd schema"."order"
-- lock: ROW EXCLUSIVE on "Odd schema"."order"; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY "Odd schema"."order" AS t
SET "from" = CASE WHEN CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '64cd3351') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t."from") IS NULL THEN NOT (ROW(t."sel""ect") IS NULL) ELSE false END THEN (t."sel""ect")::text ELSE t."from" END,
    "Ünïcode %s" = CASE WHEN CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '64cd3351') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t."Ünïcode %s") IS NULL THEN NOT (ROW(t."Straße mit einem sehr langen Namen der genau passt 0123456789a" OPERATOR(pg_catalog.||) E'%\\') IS NULL) ELSE false END THEN (t."Straße mit einem sehr langen Namen der genau passt 0123456789a" OPERATOR(pg_catalog.||) E'%\\')::pg_catalog.text ELSE t."Ünïcode %s" END
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND ((CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '64cd3351') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t."from") IS NULL THEN NOT (ROW(t."sel""ect") IS NULL) ELSE false END) OR (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '64cd3351') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t."Ünïcode %s") IS NULL THEN NOT (ROW(t."Straße mit einem sehr langen Namen der genau passt 0123456789a" OPERATOR(pg_catalog.||) E'%\\') IS NULL) ELSE false END))
;

-- expand 3 of 8: expand/03_index:Odd schema.order
-- build index bellows_Index of "sel"_8e01d967 on "Odd schema"."order"
-- lock: SHARE UPDATE EXCLUSIVE on "Odd schema"."order"; scan: yes; outside of a transaction
CREATE INDEX CONCURRENTLY "bellows_Index of ""sel""_8e01d967" ON "Odd schema"."order" USING btree ("from" DESC) WHERE "from" <> E'O''Re\\il'::text
;

-- expand 4 of 8: expand/04_constraints:Odd schema.order
-- add constraints to "Odd schema"."order", not yet validated
-- lock: ACCESS EXCLUSIVE on "Odd schema"."order"; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE "Odd schema"."order" ADD CONSTRAINT bellows_not_null_from_1ec39211 CHECK ("from" IS NOT NULL) NOT VALID
;
COMMIT;

-- expand 5 of 8: expand/05_validate:Odd schema.order
-- validate bellows_not_null_from_1ec39211 of "Odd schema"."order"
-- lock: SHARE UPDATE EXCLUSIVE on "Odd schema"."order"; scan: yes; one transaction
BEGIN;
ALTER TABLE "Odd schema"."order" VALIDATE CONSTRAINT bellows_not_null_from_1ec39211
;
COMMIT;

-- expand 6 of 8: expand/06_finish:Odd schema.order
-- turn what was validated into constraints of "Odd schema"."order"
-- lock: ACCESS EXCLUSIVE on "Odd schema"."order"; scan: no; one transaction
BEGIN;
ALTER TABLE "Odd schema"."order" ALTER COLUMN "from" SET NOT NULL;
ALTER TABLE "Odd schema"."order" DROP CONSTRAINT bellows_not_null_from_1ec39211
;
COMMIT;

-- expand 7 of 8: expand/07_analyze:Odd schema.order
-- gather statistics of the new columns of "Odd schema"."order"
-- lock: SHARE UPDATE EXCLUSIVE on "Odd schema"."order"; scan: no; one transaction
BEGIN;
ANALYZE "Odd schema"."order" ("from", "Ünïcode %s")
;
COMMIT;

-- expand 8 of 8: expand/08_verify:Odd schema.order
-- verify that old and new shape are equal in every row of "Odd schema"."order"
-- lock: ACCESS SHARE on "Odd schema"."order"; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('Id=', t."Id") AS key
    FROM ONLY "Odd schema"."order" AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t."sel""ect")::record OPERATOR(pg_catalog.*=) ROW((t."from")::text)::record THEN false
            ELSE ROW(t."from")::record OPERATOR(pg_catalog.*<>) ROW((t."sel""ect")::text)::record END
       OR CASE WHEN ROW(t."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record OPERATOR(pg_catalog.*=) ROW((pg_catalog.rtrim(t."Ünïcode %s", E'%\\'))::text)::record THEN false
            ELSE ROW(t."Ünïcode %s")::record OPERATOR(pg_catalog.*<>) ROW((t."Straße mit einem sehr langen Namen der genau passt 0123456789a" OPERATOR(pg_catalog.||) E'%\\')::pg_catalog.text)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- tighten 1 of 1: tighten/01_verify:Odd schema.order
-- verify that old and new shape are equal in every row of "Odd schema"."order"
-- lock: ACCESS SHARE on "Odd schema"."order"; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('Id=', t."Id") AS key
    FROM ONLY "Odd schema"."order" AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t."sel""ect")::record OPERATOR(pg_catalog.*=) ROW((t."from")::text)::record THEN false
            ELSE ROW(t."from")::record OPERATOR(pg_catalog.*<>) ROW((t."sel""ect")::text)::record END
       OR CASE WHEN ROW(t."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record OPERATOR(pg_catalog.*=) ROW((pg_catalog.rtrim(t."Ünïcode %s", E'%\\'))::text)::record THEN false
            ELSE ROW(t."Ünïcode %s")::record OPERATOR(pg_catalog.*<>) ROW((t."Straße mit einem sehr langen Namen der genau passt 0123456789a" OPERATOR(pg_catalog.||) E'%\\')::pg_catalog.text)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- seal 1 of 1: seal/01_seal:Odd schema.order
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on "Odd schema"."order"; scan: no; one transaction
BEGIN;
ALTER TABLE "Odd schema"."order" ALTER COLUMN "from" SET DEFAULT 'it''s 100%'::text, ALTER COLUMN "Ünïcode %s" DROP DEFAULT;
ALTER TABLE "Odd schema"."order" RENAME COLUMN "sel""ect" TO "bellows_held_sel""ect_39079002";
ALTER TABLE "Odd schema"."order" RENAME COLUMN "Straße mit einem sehr langen Namen der genau passt 0123456789a" TO "bellows_held_Straße mit einem sehr langen Namen der g_4a62c222";
CREATE OR REPLACE FUNCTION bellows.shim_64cd3351() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
    IF TG_OP = ''INSERT'' THEN
        NEW."bellows_held_sel""ect_39079002" := new."from";
        NEW."bellows_held_Straße mit einem sehr langen Namen der g_4a62c222" := pg_catalog.rtrim(new."Ünïcode %s", E''%\\\\'');

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD."from")::record OPERATOR(pg_catalog.*<>) ROW(NEW."from")::record THEN
            NEW."bellows_held_sel""ect_39079002" := new."from";
        END IF;
        IF ROW(OLD."Ünïcode %s")::record OPERATOR(pg_catalog.*<>) ROW(NEW."Ünïcode %s")::record THEN
            NEW."bellows_held_Straße mit einem sehr langen Namen der g_4a62c222" := pg_catalog.rtrim(new."Ünïcode %s", E''%\\\\'');
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_64cd3351() IS 'bellows plan=20261201080000 table="Odd schema"."order" purpose=shim'
;
COMMIT;

-- purge 1 of 2: purge/01_verify:Odd schema.order
-- verify that old and new shape are equal in every row of "Odd schema"."order"
-- lock: ACCESS SHARE on "Odd schema"."order"; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('Id=', t."Id") AS key
    FROM ONLY "Odd schema"."order" AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t."bellows_held_sel""ect_39079002")::record OPERATOR(pg_catalog.*=) ROW((t."from")::text)::record THEN false
            ELSE ROW(t."from")::record OPERATOR(pg_catalog.*<>) ROW((t."bellows_held_sel""ect_39079002")::text)::record END
       OR CASE WHEN ROW(t."bellows_held_Straße mit einem sehr langen Namen der g_4a62c222")::record OPERATOR(pg_catalog.*=) ROW((pg_catalog.rtrim(t."Ünïcode %s", E'%\\'))::text)::record THEN false
            ELSE ROW(t."Ünïcode %s")::record OPERATOR(pg_catalog.*<>) ROW((t."bellows_held_Straße mit einem sehr langen Namen der g_4a62c222" OPERATOR(pg_catalog.||) E'%\\')::pg_catalog.text)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- purge 2 of 2: purge/02_purge:Odd schema.order
-- drop the shim and the held columns of "Odd schema"."order"
-- lock: ACCESS EXCLUSIVE on "Odd schema"."order"; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_64cd3351_mark" ON "Odd schema"."order";
DROP TRIGGER IF EXISTS "~bellows_64cd3351_insert" ON "Odd schema"."order";
DROP TRIGGER IF EXISTS "~bellows_64cd3351_touch" ON "Odd schema"."order";
DROP TRIGGER IF EXISTS "~bellows_64cd3351_change" ON "Odd schema"."order";
DROP FUNCTION IF EXISTS bellows.shim_64cd3351();
DROP SEQUENCE IF EXISTS bellows.conflicts_64cd3351;
DELETE FROM bellows.horizon WHERE key = '64cd3351';
ALTER TABLE "Odd schema"."order" DROP COLUMN "bellows_held_sel""ect_39079002", DROP COLUMN "bellows_held_Straße mit einem sehr langen Namen der g_4a62c222";
ALTER INDEX "Odd schema"."bellows_Index of ""sel""_8e01d967" RENAME TO "Index of ""sel"""
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:Odd schema.order
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on "Odd schema"."order"; scan: no; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''"Odd schema"."order"'') AND a.attname = ''bellows_held_sel"ect_39079002'' AND NOT a.attisdropped) THEN
        ALTER TABLE "Odd schema"."order" RENAME COLUMN "bellows_held_sel""ect_39079002" TO "sel""ect";
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''"Odd schema"."order"'') AND a.attname = ''bellows_held_Straße mit einem sehr langen Namen der g_4a62c222'' AND NOT a.attisdropped) THEN
        ALTER TABLE "Odd schema"."order" RENAME COLUMN "bellows_held_Straße mit einem sehr langen Namen der g_4a62c222" TO "Straße mit einem sehr langen Namen der genau passt 0123456789a";
    END IF;
END';
ALTER TABLE "Odd schema"."order" ALTER COLUMN "from" SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_64cd3351', pg_catalog.concat(pg_catalog.current_setting('bellows.m_64cd3351', true), '/1/'), true) IS NULL THEN NULL::text END, ALTER COLUMN "Ünïcode %s" SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_64cd3351', pg_catalog.concat(pg_catalog.current_setting('bellows.m_64cd3351', true), '/2/'), true) IS NULL THEN NULL::pg_catalog.text END;
CREATE OR REPLACE FUNCTION bellows.shim_64cd3351() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_64cd3351'', true), ''/1/'') > 0 THEN
            NEW."from" := new."sel""ect";
        ELSE
            IF ROW(NEW."sel""ect")::record OPERATOR(pg_catalog.*=) ROW((''it''''s 100%''::text)::text)::record THEN
                NEW."sel""ect" := new."from";
            ELSIF ROW((new."from")::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."sel""ect")::record
                  AND ROW((new."sel""ect")::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."from")::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_64cd3351'');
                NEW."sel""ect" := new."from";
            END IF;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_64cd3351'', true), ''/2/'') > 0 THEN
            NEW."Ünïcode %s" := new."Straße mit einem sehr langen Namen der genau passt 0123456789a" OPERATOR(pg_catalog.||) E''%\\\\'';
        ELSE
            IF ROW(NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
                NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a" := pg_catalog.rtrim(new."Ünïcode %s", E''%\\\\'');
            ELSIF ROW((pg_catalog.rtrim(new."Ünïcode %s", E''%\\\\''))::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record
                  AND ROW((new."Straße mit einem sehr langen Namen der genau passt 0123456789a" OPERATOR(pg_catalog.||) E''%\\\\'')::pg_catalog.text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."Ünïcode %s")::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_64cd3351'');
                NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a" := pg_catalog.rtrim(new."Ünïcode %s", E''%\\\\'');
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD."from")::record OPERATOR(pg_catalog.*<>) ROW(NEW."from")::record THEN
            IF ROW(OLD."sel""ect")::record OPERATOR(pg_catalog.*=) ROW(NEW."sel""ect")::record THEN
                NEW."sel""ect" := new."from";
            ELSIF ROW((new."from")::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."sel""ect")::record
                  AND ROW((new."sel""ect")::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."from")::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_64cd3351'');
                NEW."sel""ect" := new."from";
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD."from") IS NULL)
              OR ROW(OLD."sel""ect")::record OPERATOR(pg_catalog.*<>) ROW(NEW."sel""ect")::record THEN
            NEW."from" := new."sel""ect";
        END IF;
        IF ROW(OLD."Ünïcode %s")::record OPERATOR(pg_catalog.*<>) ROW(NEW."Ünïcode %s")::record THEN
            IF ROW(OLD."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record OPERATOR(pg_catalog.*=) ROW(NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record THEN
                NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a" := pg_catalog.rtrim(new."Ünïcode %s", E''%\\\\'');
            ELSIF ROW((pg_catalog.rtrim(new."Ünïcode %s", E''%\\\\''))::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record
                  AND ROW((new."Straße mit einem sehr langen Namen der genau passt 0123456789a" OPERATOR(pg_catalog.||) E''%\\\\'')::pg_catalog.text)::record OPERATOR(pg_catalog.*<>) ROW(NEW."Ünïcode %s")::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_64cd3351'');
                NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a" := pg_catalog.rtrim(new."Ünïcode %s", E''%\\\\'');
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD."Ünïcode %s") IS NULL)
              OR ROW(OLD."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record OPERATOR(pg_catalog.*<>) ROW(NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record THEN
            NEW."Ünïcode %s" := new."Straße mit einem sehr langen Namen der genau passt 0123456789a" OPERATOR(pg_catalog.||) E''%\\\\'';
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_64cd3351() IS 'bellows plan=20261201080000 table="Odd schema"."order" purpose=shim'
;
COMMIT;

-- undo 1 of 2: undo/01_kill_switch:Odd schema.order
-- switch the shim of "Odd schema"."order" off at once, where V can do without it
-- lock: none on "Odd schema"."order"; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_64cd3351()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''"Odd schema"."order"'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''"Odd schema"."order"'') AND a.attnotnull AND a.attname = ANY (''{"from","Ünïcode %s"}''::name[])) THEN
        EXECUTE E''CREATE OR REPLACE FUNCTION bellows.shim_64cd3351() RETURNS trigger LANGUAGE plpgsql AS E''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_64cd3351'''''''', true), ''''''''/1/'''''''') > 0) AND ROW(NEW."sel""ect")::record OPERATOR(pg_catalog.*=) ROW((''''''''it''''''''''''''''s 100%''''''''::text)::text)::record THEN
            NEW."sel""ect" := new."from";
        END IF;
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_64cd3351'''''''', true), ''''''''/2/'''''''') > 0) AND ROW(NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record OPERATOR(pg_catalog.*=) ROW((NULL)::text)::record THEN
            NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a" := pg_catalog.rtrim(new."Ünïcode %s", E''''''''%\\\\\\\\\\\\\\\\'''''''');
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD."from")::record OPERATOR(pg_catalog.*<>) ROW(NEW."from")::record
           AND ROW(OLD."sel""ect")::record OPERATOR(pg_catalog.*=) ROW(NEW."sel""ect")::record THEN
            NEW."sel""ect" := new."from";
        END IF;
        IF ROW(OLD."Ünïcode %s")::record OPERATOR(pg_catalog.*<>) ROW(NEW."Ünïcode %s")::record
           AND ROW(OLD."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record OPERATOR(pg_catalog.*=) ROW(NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a")::record THEN
            NEW."Straße mit einem sehr langen Namen der genau passt 0123456789a" := pg_catalog.rtrim(new."Ünïcode %s", E''''''''%\\\\\\\\\\\\\\\\'''''''');
        END IF;

    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_64cd3351() IS ''''bellows plan=20261201080000 table="Odd schema"."order" purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 2 of 2: undo/02_undo:Odd schema.order
-- take the shim off "Odd schema"."order" and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on "Odd schema"."order"; scan: no; one transaction
BEGIN;
ALTER TABLE "Odd schema"."order" DROP CONSTRAINT IF EXISTS bellows_not_null_from_1ec39211;
DROP INDEX IF EXISTS "Odd schema"."bellows_Index of ""sel""_8e01d967";
DROP TRIGGER IF EXISTS "!bellows_64cd3351_mark" ON "Odd schema"."order";
DROP TRIGGER IF EXISTS "~bellows_64cd3351_insert" ON "Odd schema"."order";
DROP TRIGGER IF EXISTS "~bellows_64cd3351_touch" ON "Odd schema"."order";
DROP TRIGGER IF EXISTS "~bellows_64cd3351_change" ON "Odd schema"."order";
DROP FUNCTION IF EXISTS bellows.shim_64cd3351();
DROP SEQUENCE IF EXISTS bellows.conflicts_64cd3351;
DELETE FROM bellows.horizon WHERE key = '64cd3351';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''"Odd schema"."order"'') AND a.attname = ''from'' AND NOT a.attisdropped) THEN
        ALTER TABLE "Odd schema"."order" ALTER COLUMN "from" DROP NOT NULL, ALTER COLUMN "from" DROP DEFAULT;
        ALTER TABLE "Odd schema"."order" RENAME COLUMN "from" TO bellows_held_from_5fb04c7d;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''"Odd schema"."order"'') AND a.attname = ''Ünïcode %s'' AND NOT a.attisdropped) THEN
        ALTER TABLE "Odd schema"."order" ALTER COLUMN "Ünïcode %s" DROP NOT NULL, ALTER COLUMN "Ünïcode %s" DROP DEFAULT;
        ALTER TABLE "Odd schema"."order" RENAME COLUMN "Ünïcode %s" TO "bellows_held_Ünïcode %s_858ac981";
    END IF;
END'
;
COMMIT;

-- discard 1 of 1: discard/01_discard:Odd schema.order
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on "Odd schema"."order"; scan: no; one transaction
BEGIN;
ALTER TABLE "Odd schema"."order" DROP COLUMN IF EXISTS bellows_held_from_5fb04c7d, DROP COLUMN IF EXISTS "bellows_held_Ünïcode %s_858ac981"
;
COMMIT;

-- next: bellows expand 20261201080000
