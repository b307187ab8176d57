-- plan 20261106090000 add_order_total
-- purchase gets its total
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement               class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ADD COLUMN  expand_contract  ACCESS EXCLUSIVE  yes   no       yes       yes         no          major
--   1: ALTER TABLE purchase ADD COLUMN total numeric(12, 2) NOT NULL
--      V does not fill it, and neither have the old rows a value.
--
-- tables
--   public.purchase: …
--
-- phases
--   expand   7 steps  expand: the new shape is built beside the old one
--   seal     1 step   contract: the old shape goes out of sight, held and kept in sync
--   purge    1 step   purge: what was held is dropped
--   unseal   1 step   rollback from a contract: the old shape comes back
--   undo     2 steps  rollback from expanded: the new shape goes out of sight, held
--   discard  1 step   purge after a rollback: what was held is dropped

-- expand 1 of 7: expand/01_columns:public.purchase
-- add the new columns and the shim of public.purchase
-- lock: ACCESS EXCLUSIVE on public.purchase; scan: no; one transaction
BEGIN;
ALTER TABLE public.purchase ADD COLUMN total numeric(12, 2);
CREATE SEQUENCE bellows.conflicts_9dc67c66;
GRANT USAGE ON SEQUENCE bellows.conflicts_9dc67c66 TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_9dc67c66() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_9dc67c66'', true), ''/1/'') > 0 THEN
            NEW.total := new.quantity OPERATOR(pg_catalog.*) new.unit_price;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.total)::record OPERATOR(pg_catalog.*=) ROW(NEW.total)::record
           AND ((TG_NARGS = 1 AND ROW(OLD.total) IS NULL)
                OR (ROW(OLD.quantity, OLD.unit_price)::record OPERATOR(pg_catalog.*<>) ROW(NEW.quantity, NEW.unit_price)::record
                    AND ROW((old.quantity OPERATOR(pg_catalog.*) old.unit_price)::numeric(12, 2))::record OPERATOR(pg_catalog.*=) ROW(OLD.total)::record)) THEN
            NEW.total := new.quantity OPERATOR(pg_catalog.*) new.unit_price;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_9dc67c66() IS 'bellows plan=20261106090000 table=public.purchase purpose=shim';
ALTER TABLE public.purchase ALTER COLUMN total DROP DEFAULT;
ALTER TABLE public.purchase ALTER COLUMN total SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_9dc67c66', pg_catalog.concat(pg_catalog.current_setting('bellows.m_9dc67c66', true), '/1/'), true) IS NULL THEN NULL::numeric(12, 2) END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('9dc67c66', '20261106090000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_9dc67c66_mark" BEFORE INSERT ON public.purchase FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_9dc67c66', pg_catalog.concat(pg_catalog.current_setting('bellows.m_9dc67c66', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_9dc67c66', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_9dc67c66();
COMMENT ON TRIGGER "!bellows_9dc67c66_mark" ON public.purchase IS 'bellows plan=20261106090000 table=public.purchase purpose=mark';
CREATE TRIGGER "~bellows_9dc67c66_insert" BEFORE INSERT ON public.purchase FOR EACH ROW
EXECUTE FUNCTION bellows.shim_9dc67c66();
COMMENT ON TRIGGER "~bellows_9dc67c66_insert" ON public.purchase IS 'bellows plan=20261106090000 table=public.purchase purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''9dc67c66'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_9dc67c66_touch" BEFORE UPDATE ON public.purchase FOR EACH ROW WHEN ((ROW(OLD.total) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_9dc67c66(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_9dc67c66_change" BEFORE UPDATE ON public.purchase FOR EACH ROW WHEN (NOT ((ROW(OLD.total) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.total, OLD.quantity, OLD.unit_price)::record OPERATOR(pg_catalog.*<>) ROW(NEW.total, NEW.quantity, NEW.unit_price)::record)) EXECUTE FUNCTION bellows.shim_9dc67c66()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_9dc67c66_touch" ON public.purchase IS 'bellows plan=20261106090000 table=public.purchase purpose=update';
COMMENT ON TRIGGER "~bellows_9dc67c66_change" ON public.purchase IS 'bellows plan=20261106090000 table=public.purchase purpose=update';
PREPARE bellows_check AS UPDATE ONLY public.purchase AS t SET total = t.quantity OPERATOR(pg_catalog.*) t.unit_price;
DEALLOCATE bellows_check;
COMMIT;

-- expand 2 of 7: expand/02_backfill:public.purchase
-- fill the new columns of old rows of public.purchase
-- lock: ROW EXCLUSIVE on public.purchase; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY public.purchase AS t
SET total = t.quantity OPERATOR(pg_catalog.*) t.unit_price
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '9dc67c66') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.total) IS NULL THEN NOT (ROW(t.quantity OPERATOR(pg_catalog.*) t.unit_price) IS NULL) ELSE false END)
;

-- expand 3 of 7: expand/03_constraints:public.purchase
-- add constraints to public.purchase, not yet validated
-- lock: ACCESS EXCLUSIVE on public.purchase; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.purchase ADD CONSTRAINT bellows_not_null_total_983bd151 CHECK (total IS NOT NULL) NOT VALID
;
COMMIT;

-- expand 4 of 7: expand/04_validate:public.purchase
-- validate bellows_not_null_total_983bd151 of public.purchase
-- lock: SHARE UPDATE EXCLUSIVE on public.purchase; scan: yes; one transaction
BEGIN;
ALTER TABLE public.purchase VALIDATE CONSTRAINT bellows_not_null_total_983bd151
;
COMMIT;

-- expand 5 of 7: expand/05_finish:public.purchase
-- turn what was validated into constraints of public.purchase
-- lock: ACCESS EXCLUSIVE on public.purchase; scan: no; one transaction
BEGIN;
ALTER TABLE public.purchase ALTER COLUMN total SET NOT NULL;
ALTER TABLE public.purchase DROP CONSTRAINT bellows_not_null_total_983bd151
;
COMMIT;

-- expand 6 of 7: expand/06_analyze:public.purchase
-- gather statistics of the new columns of public.purchase
-- lock: SHARE UPDATE EXCLUSIVE on public.purchase; scan: no; one transaction
BEGIN;
ANALYZE public.purchase (total)
;
COMMIT;

-- expand 7 of 7: expand/07_assert
-- the plan's verify[1]
-- lock: ACCESS SHARE; scan: no; reads only; the plan says what must come
-- settings of the session:
SET search_path = public;
SELECT count(*) FROM purchase WHERE total IS NULL
;

-- seal 1 of 1: seal/01_seal:public.purchase
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.purchase; scan: no; one transaction
BEGIN;
ALTER TABLE public.purchase ALTER COLUMN total DROP DEFAULT;
CREATE OR REPLACE FUNCTION bellows.shim_9dc67c66() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
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
COMMENT ON FUNCTION bellows.shim_9dc67c66() IS 'bellows plan=20261106090000 table=public.purchase purpose=shim'
;
COMMIT;

-- purge 1 of 1: purge/01_purge:public.purchase
-- drop the shim and the held columns of public.purchase
-- lock: ACCESS EXCLUSIVE on public.purchase; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_9dc67c66_mark" ON public.purchase;
DROP TRIGGER IF EXISTS "~bellows_9dc67c66_insert" ON public.purchase;
DROP TRIGGER IF EXISTS "~bellows_9dc67c66_touch" ON public.purchase;
DROP TRIGGER IF EXISTS "~bellows_9dc67c66_change" ON public.purchase;
DROP FUNCTION IF EXISTS bellows.shim_9dc67c66();
DROP SEQUENCE IF EXISTS bellows.conflicts_9dc67c66;
DELETE FROM bellows.horizon WHERE key = '9dc67c66'
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.purchase
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.purchase; scan: no; one transaction
BEGIN;
ALTER TABLE public.purchase ALTER COLUMN total SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_9dc67c66', pg_catalog.concat(pg_catalog.current_setting('bellows.m_9dc67c66', true), '/1/'), true) IS NULL THEN NULL::numeric(12, 2) END;
CREATE OR REPLACE FUNCTION bellows.shim_9dc67c66() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_9dc67c66'', true), ''/1/'') > 0 THEN
            NEW.total := new.quantity OPERATOR(pg_catalog.*) new.unit_price;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.total)::record OPERATOR(pg_catalog.*=) ROW(NEW.total)::record
           AND ((TG_NARGS = 1 AND ROW(OLD.total) IS NULL)
                OR (ROW(OLD.quantity, OLD.unit_price)::record OPERATOR(pg_catalog.*<>) ROW(NEW.quantity, NEW.unit_price)::record
                    AND ROW((old.quantity OPERATOR(pg_catalog.*) old.unit_price)::numeric(12, 2))::record OPERATOR(pg_catalog.*=) ROW(OLD.total)::record)) THEN
            NEW.total := new.quantity OPERATOR(pg_catalog.*) new.unit_price;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_9dc67c66() IS 'bellows plan=20261106090000 table=public.purchase purpose=shim'
;
COMMIT;

-- undo 1 of 2: undo/01_kill_switch:public.purchase
-- switch the shim of public.purchase off at once, where V can do without it
-- lock: none on public.purchase; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_9dc67c66()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.purchase'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.purchase'') AND a.attnotnull AND a.attname = ANY (''{"total"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_9dc67c66() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
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
COMMENT ON FUNCTION bellows.shim_9dc67c66() IS ''''bellows plan=20261106090000 table=public.purchase purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 2 of 2: undo/02_undo:public.purchase
-- take the shim off public.purchase and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.purchase; scan: no; one transaction
BEGIN;
ALTER TABLE public.purchase DROP CONSTRAINT IF EXISTS bellows_not_null_total_983bd151;
DROP TRIGGER IF EXISTS "!bellows_9dc67c66_mark" ON public.purchase;
DROP TRIGGER IF EXISTS "~bellows_9dc67c66_insert" ON public.purchase;
DROP TRIGGER IF EXISTS "~bellows_9dc67c66_touch" ON public.purchase;
DROP TRIGGER IF EXISTS "~bellows_9dc67c66_change" ON public.purchase;
DROP FUNCTION IF EXISTS bellows.shim_9dc67c66();
DROP SEQUENCE IF EXISTS bellows.conflicts_9dc67c66;
DELETE FROM bellows.horizon WHERE key = '9dc67c66';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.purchase'') AND a.attname = ''total'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.purchase ALTER COLUMN total DROP NOT NULL, ALTER COLUMN total DROP DEFAULT;
        ALTER TABLE public.purchase RENAME COLUMN total TO bellows_held_total_29b4f40e;
    END IF;
END'
;
COMMIT;

-- discard 1 of 1: discard/01_discard:public.purchase
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on public.purchase; scan: no; one transaction
BEGIN;
ALTER TABLE public.purchase DROP COLUMN IF EXISTS bellows_held_total_29b4f40e
;
COMMIT;

-- next: bellows expand 20261106090000
