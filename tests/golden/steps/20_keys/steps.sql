-- plan 20261201170000 keys
-- keys that outgrow integer, with what references them, along or not; another primary key
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                               class            lock                 scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ALTER COLUMN TYPE           expand_contract  ACCESS EXCLUSIVE     yes   yes      yes       yes         no          major
--   2  ALTER SEQUENCE                          expand           SHARE ROW EXCLUSIVE  no    no       no        no          no          patch
--   3  ALTER TABLE ALTER COLUMN TYPE           expand_contract  ACCESS EXCLUSIVE     yes   yes      yes       yes         no          major
--   4  ALTER TABLE ALTER COLUMN TYPE           expand_contract  ACCESS EXCLUSIVE     yes   yes      yes       yes         no          major
--   5  ALTER TABLE DROP CONSTRAINT             contract         ACCESS EXCLUSIVE     no    no       yes       no          no          major
--   6  ALTER TABLE ADD CONSTRAINT PRIMARY KEY  expand_contract  ACCESS EXCLUSIVE     yes   no       yes       no          no          major
--   1: ALTER TABLE customer ALTER COLUMN id TYPE bigint
--   2: ALTER SEQUENCE customer_id_seq AS bigint
--   3: ALTER TABLE invoice ALTER COLUMN customer_id TYPE bigint
--   4: ALTER TABLE supplier ALTER COLUMN number TYPE bigint
--   5: ALTER TABLE invoice DROP CONSTRAINT invoice_pkey
--      ON CONFLICT in V may need it.
--   6: ALTER TABLE invoice ADD PRIMARY KEY (year, place)
--
-- tables
--   public.customer: …
--   public.invoice: …
--   public.supplier: …
--
-- phases
--   expand   28 steps  expand: the new shape is built beside the old one
--   tighten  7 steps   contract, once the old version is gone: constraints that it could have violated
--   seal     1 step    contract: the old shape goes out of sight, held and kept in sync
--   purge    8 steps   purge: what was held is dropped
--   unseal   2 steps   rollback from a contract: the old shape comes back
--   undo     9 steps   rollback from expanded: the new shape goes out of sight, held
--   discard  1 step    purge after a rollback: what was held is dropped

-- expand 1 of 28: expand/01_sequence:public.customer
-- give sequence customer_id_seq more room
-- lock: none on public.customer; scan: no; one transaction
BEGIN;
ALTER SEQUENCE public.customer_id_seq AS bigint
;
COMMIT;

-- expand 2 of 28: expand/02_columns:public.customer
-- add the new columns and the shim of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD COLUMN number bigint;
CREATE SEQUENCE bellows.conflicts_25a67bb5;
GRANT USAGE ON SEQUENCE bellows.conflicts_25a67bb5 TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_25a67bb5() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_25a67bb5'', true), ''/1/'') > 0 THEN
            NEW.number := new.id;
        ELSE
            NEW.id := new.number::int;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.number)::record THEN
            IF ROW(OLD.id)::record OPERATOR(pg_catalog.*=) ROW(NEW.id)::record THEN
                NEW.id := new.number::int;
            ELSIF ROW((new.number::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.id)::record
                  AND ROW((new.id)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_25a67bb5'');
                NEW.id := new.number::int;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.number) IS NULL)
              OR ROW(OLD.id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.id)::record THEN
            NEW.number := new.id;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_25a67bb5() IS 'bellows plan=20261201170000 table=public.customer purpose=shim';
ALTER TABLE public.customer ALTER COLUMN number SET DEFAULT nextval('public.customer_id_seq'::regclass);
ALTER TABLE public.customer ALTER COLUMN number SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_25a67bb5', pg_catalog.concat(pg_catalog.current_setting('bellows.m_25a67bb5', true), '/1/'), true) IS NULL THEN NULL::bigint END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('25a67bb5', '20261201170000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_25a67bb5_mark" BEFORE INSERT ON public.customer FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_25a67bb5', pg_catalog.concat(pg_catalog.current_setting('bellows.m_25a67bb5', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_25a67bb5', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_25a67bb5();
COMMENT ON TRIGGER "!bellows_25a67bb5_mark" ON public.customer IS 'bellows plan=20261201170000 table=public.customer purpose=mark';
CREATE TRIGGER "~bellows_25a67bb5_insert" BEFORE INSERT ON public.customer FOR EACH ROW
EXECUTE FUNCTION bellows.shim_25a67bb5();
COMMENT ON TRIGGER "~bellows_25a67bb5_insert" ON public.customer IS 'bellows plan=20261201170000 table=public.customer purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''25a67bb5'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_25a67bb5_touch" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN ((ROW(OLD.number) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_25a67bb5(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_25a67bb5_change" BEFORE UPDATE ON public.customer FOR EACH ROW WHEN (NOT ((ROW(OLD.number) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.number, OLD.id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.number, NEW.id)::record)) EXECUTE FUNCTION bellows.shim_25a67bb5()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_25a67bb5_touch" ON public.customer IS 'bellows plan=20261201170000 table=public.customer purpose=update';
COMMENT ON TRIGGER "~bellows_25a67bb5_change" ON public.customer IS 'bellows plan=20261201170000 table=public.customer purpose=update';
PREPARE bellows_check AS UPDATE ONLY public.customer AS t SET number = t.id, id = t.number::int;
DEALLOCATE bellows_check;
COMMIT;

-- expand 3 of 28: expand/03_backfill:public.customer
-- fill the new columns of old rows of public.customer
-- lock: ROW EXCLUSIVE on public.customer; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY public.customer AS t
SET number = t.id
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '25a67bb5') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.number) IS NULL THEN NOT (ROW(t.id) IS NULL) ELSE false END)
;

-- expand 4 of 28: expand/04_index:public.customer
-- build index bellows_customer_pkey_e1fb37af on public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY bellows_customer_pkey_e1fb37af ON public.customer USING btree (number)
;

-- expand 5 of 28: expand/05_constraints:public.customer
-- add constraints to public.customer, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer ADD CONSTRAINT bellows_not_null_number_ca06dc90 CHECK (number IS NOT NULL) NOT VALID
;
COMMIT;

-- expand 6 of 28: expand/06_validate:public.customer
-- validate bellows_not_null_number_ca06dc90 of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_not_null_number_ca06dc90
;
COMMIT;

-- expand 7 of 28: expand/07_finish:public.customer
-- turn what was validated into constraints of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN number SET NOT NULL;
ALTER TABLE public.customer DROP CONSTRAINT bellows_not_null_number_ca06dc90
;
COMMIT;

-- expand 8 of 28: expand/08_analyze:public.customer
-- gather statistics of the new columns of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ANALYZE public.customer (number)
;
COMMIT;

-- expand 9 of 28: expand/09_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.id)::record OPERATOR(pg_catalog.*=) ROW((t.number::int)::integer)::record THEN false
            ELSE ROW(t.number)::record OPERATOR(pg_catalog.*<>) ROW((t.id)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- expand 10 of 28: expand/10_columns:public.invoice
-- add the new columns and the shim of public.invoice
-- lock: ACCESS EXCLUSIVE on public.invoice; scan: no; one transaction
BEGIN;
ALTER TABLE public.invoice ADD COLUMN customer_number bigint;
CREATE SEQUENCE bellows.conflicts_c6d5ef28;
GRANT USAGE ON SEQUENCE bellows.conflicts_c6d5ef28 TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_c6d5ef28() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_c6d5ef28'', true), ''/1/'') > 0 THEN
            NEW.customer_number := new.customer_id;
        ELSE
            IF ROW(NEW.customer_id)::record OPERATOR(pg_catalog.*=) ROW((NULL)::integer)::record THEN
                NEW.customer_id := new.customer_number::int;
            ELSIF ROW((new.customer_number::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.customer_id)::record
                  AND ROW((new.customer_id)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.customer_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_c6d5ef28'');
                NEW.customer_id := new.customer_number::int;
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.customer_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.customer_number)::record THEN
            IF ROW(OLD.customer_id)::record OPERATOR(pg_catalog.*=) ROW(NEW.customer_id)::record THEN
                NEW.customer_id := new.customer_number::int;
            ELSIF ROW((new.customer_number::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.customer_id)::record
                  AND ROW((new.customer_id)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.customer_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_c6d5ef28'');
                NEW.customer_id := new.customer_number::int;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.customer_number) IS NULL)
              OR ROW(OLD.customer_id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.customer_id)::record THEN
            NEW.customer_number := new.customer_id;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_c6d5ef28() IS 'bellows plan=20261201170000 table=public.invoice purpose=shim';
ALTER TABLE public.invoice ALTER COLUMN customer_number DROP DEFAULT;
ALTER TABLE public.invoice ALTER COLUMN customer_number SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_c6d5ef28', pg_catalog.concat(pg_catalog.current_setting('bellows.m_c6d5ef28', true), '/1/'), true) IS NULL THEN NULL::bigint END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('c6d5ef28', '20261201170000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_c6d5ef28_mark" BEFORE INSERT ON public.invoice FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_c6d5ef28', pg_catalog.concat(pg_catalog.current_setting('bellows.m_c6d5ef28', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_c6d5ef28', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_c6d5ef28();
COMMENT ON TRIGGER "!bellows_c6d5ef28_mark" ON public.invoice IS 'bellows plan=20261201170000 table=public.invoice purpose=mark';
CREATE TRIGGER "~bellows_c6d5ef28_insert" BEFORE INSERT ON public.invoice FOR EACH ROW
EXECUTE FUNCTION bellows.shim_c6d5ef28();
COMMENT ON TRIGGER "~bellows_c6d5ef28_insert" ON public.invoice IS 'bellows plan=20261201170000 table=public.invoice purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''c6d5ef28'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_c6d5ef28_touch" BEFORE UPDATE ON public.invoice FOR EACH ROW WHEN ((ROW(OLD.customer_number) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_c6d5ef28(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_c6d5ef28_change" BEFORE UPDATE ON public.invoice FOR EACH ROW WHEN (NOT ((ROW(OLD.customer_number) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.customer_number, OLD.customer_id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.customer_number, NEW.customer_id)::record)) EXECUTE FUNCTION bellows.shim_c6d5ef28()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_c6d5ef28_touch" ON public.invoice IS 'bellows plan=20261201170000 table=public.invoice purpose=update';
COMMENT ON TRIGGER "~bellows_c6d5ef28_change" ON public.invoice IS 'bellows plan=20261201170000 table=public.invoice purpose=update';
PREPARE bellows_check AS UPDATE ONLY public.invoice AS t SET customer_number = t.customer_id, customer_id = t.customer_number::int;
DEALLOCATE bellows_check;
COMMIT;

-- expand 11 of 28: expand/11_backfill:public.invoice
-- fill the new columns of old rows of public.invoice
-- lock: ROW EXCLUSIVE on public.invoice; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY public.invoice AS t
SET customer_number = t.customer_id
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'c6d5ef28') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.customer_number) IS NULL THEN NOT (ROW(t.customer_id) IS NULL) ELSE false END)
;

-- expand 12 of 28: expand/12_constraints:public.invoice
-- add constraints to public.invoice, not yet validated
-- lock: ACCESS EXCLUSIVE on public.invoice; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.invoice ADD CONSTRAINT bellows_not_null_customer_number_ac2f0310 CHECK (customer_number IS NOT NULL) NOT VALID
;
COMMIT;

-- expand 13 of 28: expand/13_validate:public.invoice
-- validate bellows_not_null_customer_number_ac2f0310 of public.invoice
-- lock: SHARE UPDATE EXCLUSIVE on public.invoice; scan: yes; one transaction
BEGIN;
ALTER TABLE public.invoice VALIDATE CONSTRAINT bellows_not_null_customer_number_ac2f0310
;
COMMIT;

-- expand 14 of 28: expand/14_finish:public.invoice
-- turn what was validated into constraints of public.invoice
-- lock: ACCESS EXCLUSIVE on public.invoice; scan: no; one transaction
BEGIN;
ALTER TABLE public.invoice ALTER COLUMN customer_number SET NOT NULL;
ALTER TABLE public.invoice DROP CONSTRAINT bellows_not_null_customer_number_ac2f0310
;
COMMIT;

-- expand 15 of 28: expand/15_analyze:public.invoice
-- gather statistics of the new columns of public.invoice
-- lock: SHARE UPDATE EXCLUSIVE on public.invoice; scan: no; one transaction
BEGIN;
ANALYZE public.invoice (customer_number)
;
COMMIT;

-- expand 16 of 28: expand/16_verify:public.invoice
-- verify that old and new shape are equal in every row of public.invoice
-- lock: ACCESS SHARE on public.invoice; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.invoice AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.customer_id)::record OPERATOR(pg_catalog.*=) ROW((t.customer_number::int)::integer)::record THEN false
            ELSE ROW(t.customer_number)::record OPERATOR(pg_catalog.*<>) ROW((t.customer_id)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- expand 17 of 28: expand/17_columns:public.supplier
-- add the new columns and the shim of public.supplier
-- lock: ACCESS EXCLUSIVE on public.supplier; scan: no; one transaction
BEGIN;
ALTER TABLE public.supplier ADD COLUMN big_number bigint;
CREATE SEQUENCE bellows.conflicts_55baf79b;
GRANT USAGE ON SEQUENCE bellows.conflicts_55baf79b TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_55baf79b() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_55baf79b'', true), ''/1/'') > 0 THEN
            NEW.big_number := new.number;
        ELSE
            NEW.number := new.big_number::int;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.big_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.big_number)::record THEN
            IF ROW(OLD.number)::record OPERATOR(pg_catalog.*=) ROW(NEW.number)::record THEN
                NEW.number := new.big_number::int;
            ELSIF ROW((new.big_number::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.number)::record
                  AND ROW((new.number)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.big_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_55baf79b'');
                NEW.number := new.big_number::int;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.big_number) IS NULL)
              OR ROW(OLD.number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.number)::record THEN
            NEW.big_number := new.number;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_55baf79b() IS 'bellows plan=20261201170000 table=public.supplier purpose=shim';
ALTER TABLE public.supplier ALTER COLUMN big_number DROP DEFAULT;
ALTER TABLE public.supplier ALTER COLUMN big_number SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_55baf79b', pg_catalog.concat(pg_catalog.current_setting('bellows.m_55baf79b', true), '/1/'), true) IS NULL THEN NULL::bigint END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('55baf79b', '20261201170000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_55baf79b_mark" BEFORE INSERT ON public.supplier FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_55baf79b', pg_catalog.concat(pg_catalog.current_setting('bellows.m_55baf79b', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_55baf79b', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_55baf79b();
COMMENT ON TRIGGER "!bellows_55baf79b_mark" ON public.supplier IS 'bellows plan=20261201170000 table=public.supplier purpose=mark';
CREATE TRIGGER "~bellows_55baf79b_insert" BEFORE INSERT ON public.supplier FOR EACH ROW
EXECUTE FUNCTION bellows.shim_55baf79b();
COMMENT ON TRIGGER "~bellows_55baf79b_insert" ON public.supplier IS 'bellows plan=20261201170000 table=public.supplier purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''55baf79b'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_55baf79b_touch" BEFORE UPDATE ON public.supplier FOR EACH ROW WHEN ((ROW(OLD.big_number) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_55baf79b(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_55baf79b_change" BEFORE UPDATE ON public.supplier FOR EACH ROW WHEN (NOT ((ROW(OLD.big_number) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.big_number, OLD.number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.big_number, NEW.number)::record)) EXECUTE FUNCTION bellows.shim_55baf79b()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_55baf79b_touch" ON public.supplier IS 'bellows plan=20261201170000 table=public.supplier purpose=update';
COMMENT ON TRIGGER "~bellows_55baf79b_change" ON public.supplier IS 'bellows plan=20261201170000 table=public.supplier purpose=update';
PREPARE bellows_check AS UPDATE ONLY public.supplier AS t SET big_number = t.number;
DEALLOCATE bellows_check;
COMMIT;

-- expand 18 of 28: expand/18_backfill:public.supplier
-- fill the new columns of old rows of public.supplier
-- lock: ROW EXCLUSIVE on public.supplier; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE ONLY public.supplier AS t
SET big_number = t.number
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = '55baf79b') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.big_number) IS NULL THEN NOT (ROW(t.number) IS NULL) ELSE false END)
;

-- expand 19 of 28: expand/19_index:public.supplier
-- build index bellows_supplier_pkey_a0de748b on public.supplier
-- lock: SHARE UPDATE EXCLUSIVE on public.supplier; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY bellows_supplier_pkey_a0de748b ON public.supplier USING btree (big_number)
;

-- expand 20 of 28: expand/20_constraints:public.supplier
-- add constraints to public.supplier, not yet validated
-- lock: ACCESS EXCLUSIVE on public.supplier; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.supplier ADD CONSTRAINT bellows_not_null_big_number_5c36b192 CHECK (big_number IS NOT NULL) NOT VALID
;
COMMIT;

-- expand 21 of 28: expand/21_validate:public.supplier
-- validate bellows_not_null_big_number_5c36b192 of public.supplier
-- lock: SHARE UPDATE EXCLUSIVE on public.supplier; scan: yes; one transaction
BEGIN;
ALTER TABLE public.supplier VALIDATE CONSTRAINT bellows_not_null_big_number_5c36b192
;
COMMIT;

-- expand 22 of 28: expand/22_finish:public.supplier
-- turn what was validated into constraints of public.supplier
-- lock: ACCESS EXCLUSIVE on public.supplier; scan: no; one transaction
BEGIN;
ALTER TABLE public.supplier ALTER COLUMN big_number SET NOT NULL;
ALTER TABLE public.supplier DROP CONSTRAINT bellows_not_null_big_number_5c36b192
;
COMMIT;

-- expand 23 of 28: expand/23_analyze:public.supplier
-- gather statistics of the new columns of public.supplier
-- lock: SHARE UPDATE EXCLUSIVE on public.supplier; scan: no; one transaction
BEGIN;
ANALYZE public.supplier (big_number)
;
COMMIT;

-- expand 24 of 28: expand/24_verify:public.supplier
-- verify that old and new shape are equal in every row of public.supplier
-- lock: ACCESS SHARE on public.supplier; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('number=', t.number) AS key
    FROM ONLY public.supplier AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.number)::record OPERATOR(pg_catalog.*=) ROW((t.big_number::int)::integer)::record THEN false
            ELSE ROW(t.big_number)::record OPERATOR(pg_catalog.*<>) ROW((t.number)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- expand 25 of 28: expand/25_foreign_key:public.invoice
-- add the equal of foreign key invoice_customer_id_fkey, not yet validated
-- lock: SHARE ROW EXCLUSIVE on public.invoice; scan: no; one transaction
BEGIN;
DO 'DECLARE
    names text[] := ''{"public.invoice","public.customer"}'';
    patience text := pg_catalog.current_setting(''lock_timeout'');
    foremost integer := 1;
    tried integer;
    command text;
BEGIN
    FOR round IN 1 .. 100 LOOP
        BEGIN
            tried := 0;
            FOR place IN 0 .. pg_catalog.cardinality(names) LOOP
                CONTINUE WHEN place = foremost;
                command := (SELECT CASE c.relkind WHEN ''S'' THEN pg_catalog.format(''ALTER SEQUENCE %s INCREMENT BY %s'', x.name, q.seqincrement)
                                   ELSE pg_catalog.format(''LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE'', x.name) || CASE WHEN place > 0 THEN '' NOWAIT'' ELSE '''' END END
                            FROM (SELECT names[CASE place WHEN 0 THEN foremost ELSE place END]) AS x (name)
                            JOIN pg_catalog.pg_class AS c ON c.oid = pg_catalog.to_regclass(x.name)
                            LEFT JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = c.oid);
                tried := place;
                PERFORM pg_catalog.set_config(''lock_timeout'', CASE place WHEN 0 THEN patience ELSE ''1ms'' END, true);
                EXECUTE command;
            END LOOP;
            PERFORM pg_catalog.set_config(''lock_timeout'', patience, true);
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            IF tried = 0 OR round = 100 THEN
                RAISE;
            END IF;
            foremost := tried;
        END;
    END LOOP;
END';
ALTER TABLE public.invoice ADD CONSTRAINT bellows_invoice_customer_id_fkey_48b68696 FOREIGN KEY (customer_number) REFERENCES public.customer (number) ON DELETE CASCADE NOT VALID
;
COMMIT;

-- expand 26 of 28: expand/26_foreign_key:public.note
-- add the equal of foreign key note_supplier_fkey, not yet validated
-- lock: SHARE ROW EXCLUSIVE on public.note; scan: no; one transaction
BEGIN;
DO 'DECLARE
    names text[] := ''{"public.note","public.supplier"}'';
    patience text := pg_catalog.current_setting(''lock_timeout'');
    foremost integer := 1;
    tried integer;
    command text;
BEGIN
    FOR round IN 1 .. 100 LOOP
        BEGIN
            tried := 0;
            FOR place IN 0 .. pg_catalog.cardinality(names) LOOP
                CONTINUE WHEN place = foremost;
                command := (SELECT CASE c.relkind WHEN ''S'' THEN pg_catalog.format(''ALTER SEQUENCE %s INCREMENT BY %s'', x.name, q.seqincrement)
                                   ELSE pg_catalog.format(''LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE'', x.name) || CASE WHEN place > 0 THEN '' NOWAIT'' ELSE '''' END END
                            FROM (SELECT names[CASE place WHEN 0 THEN foremost ELSE place END]) AS x (name)
                            JOIN pg_catalog.pg_class AS c ON c.oid = pg_catalog.to_regclass(x.name)
                            LEFT JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = c.oid);
                tried := place;
                PERFORM pg_catalog.set_config(''lock_timeout'', CASE place WHEN 0 THEN patience ELSE ''1ms'' END, true);
                EXECUTE command;
            END LOOP;
            PERFORM pg_catalog.set_config(''lock_timeout'', patience, true);
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            IF tried = 0 OR round = 100 THEN
                RAISE;
            END IF;
            foremost := tried;
        END;
    END LOOP;
END';
ALTER TABLE public.note ADD CONSTRAINT bellows_note_supplier_fkey_0c6f71e5 FOREIGN KEY (supplier) REFERENCES public.supplier (big_number) NOT VALID
;
COMMIT;

-- expand 27 of 28: expand/27_validate:public.invoice
-- validate bellows_invoice_customer_id_fkey_48b68696 of public.invoice
-- lock: SHARE UPDATE EXCLUSIVE on public.invoice; scan: yes; one transaction
BEGIN;
ALTER TABLE public.invoice VALIDATE CONSTRAINT bellows_invoice_customer_id_fkey_48b68696
;
COMMIT;

-- expand 28 of 28: expand/28_validate:public.note
-- validate bellows_note_supplier_fkey_0c6f71e5 of public.note
-- lock: SHARE UPDATE EXCLUSIVE on public.note; scan: yes; one transaction
BEGIN;
ALTER TABLE public.note VALIDATE CONSTRAINT bellows_note_supplier_fkey_0c6f71e5
;
COMMIT;

-- tighten 1 of 7: tighten/01_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.id)::record OPERATOR(pg_catalog.*=) ROW((t.number::int)::integer)::record THEN false
            ELSE ROW(t.number)::record OPERATOR(pg_catalog.*<>) ROW((t.id)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- tighten 2 of 7: tighten/02_constraints:public.invoice
-- add constraints to public.invoice, not yet validated
-- lock: ACCESS EXCLUSIVE on public.invoice; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.invoice ADD CONSTRAINT bellows_not_null_place_2fe5c9de CHECK (place IS NOT NULL) NOT VALID
;
COMMIT;

-- tighten 3 of 7: tighten/03_validate:public.invoice
-- validate bellows_not_null_place_2fe5c9de of public.invoice
-- lock: SHARE UPDATE EXCLUSIVE on public.invoice; scan: yes; one transaction
BEGIN;
ALTER TABLE public.invoice VALIDATE CONSTRAINT bellows_not_null_place_2fe5c9de
;
COMMIT;

-- tighten 4 of 7: tighten/04_index:public.invoice
-- build index bellows_invoice_pkey_1d546369 on public.invoice
-- lock: SHARE UPDATE EXCLUSIVE on public.invoice; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY bellows_invoice_pkey_1d546369 ON public.invoice USING btree (year, place)
;

-- tighten 5 of 7: tighten/05_constraint:public.invoice
-- make the columns of index bellows_invoice_pkey_1d546369, the future primary key of public.invoice, NOT NULL
-- lock: ACCESS EXCLUSIVE on public.invoice; scan: no; one transaction
BEGIN;
ALTER TABLE public.invoice ALTER COLUMN place SET NOT NULL;
ALTER TABLE public.invoice DROP CONSTRAINT bellows_not_null_place_2fe5c9de
;
COMMIT;

-- tighten 6 of 7: tighten/06_verify:public.invoice
-- verify that old and new shape are equal in every row of public.invoice
-- lock: ACCESS SHARE on public.invoice; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.invoice AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.customer_id)::record OPERATOR(pg_catalog.*=) ROW((t.customer_number::int)::integer)::record THEN false
            ELSE ROW(t.customer_number)::record OPERATOR(pg_catalog.*<>) ROW((t.customer_id)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- tighten 7 of 7: tighten/07_verify:public.supplier
-- verify that old and new shape are equal in every row of public.supplier
-- lock: ACCESS SHARE on public.supplier; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('number=', t.number) AS key
    FROM ONLY public.supplier AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.number)::record OPERATOR(pg_catalog.*=) ROW((t.big_number::int)::integer)::record THEN false
            ELSE ROW(t.big_number)::record OPERATOR(pg_catalog.*<>) ROW((t.number)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- seal 1 of 1: seal/01_seal
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE; scan: no; one transaction
BEGIN;
DO 'DECLARE
    names text[] := ''{"public.customer","public.customer_id_seq","public.invoice","public.supplier","public.supplier_number_seq"}'';
    patience text := pg_catalog.current_setting(''lock_timeout'');
    foremost integer := 1;
    tried integer;
    command text;
BEGIN
    FOR round IN 1 .. 100 LOOP
        BEGIN
            tried := 0;
            FOR place IN 0 .. pg_catalog.cardinality(names) LOOP
                CONTINUE WHEN place = foremost;
                command := (SELECT CASE c.relkind WHEN ''S'' THEN pg_catalog.format(''ALTER SEQUENCE %s INCREMENT BY %s'', x.name, q.seqincrement)
                                   ELSE pg_catalog.format(''LOCK TABLE %s IN ACCESS EXCLUSIVE MODE'', x.name) || CASE WHEN place > 0 THEN '' NOWAIT'' ELSE '''' END END
                            FROM (SELECT names[CASE place WHEN 0 THEN foremost ELSE place END]) AS x (name)
                            JOIN pg_catalog.pg_class AS c ON c.oid = pg_catalog.to_regclass(x.name)
                            LEFT JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = c.oid);
                tried := place;
                PERFORM pg_catalog.set_config(''lock_timeout'', CASE place WHEN 0 THEN patience ELSE ''1ms'' END, true);
                EXECUTE command;
            END LOOP;
            PERFORM pg_catalog.set_config(''lock_timeout'', patience, true);
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            IF tried = 0 OR round = 100 THEN
                RAISE;
            END IF;
            foremost := tried;
        END;
    END LOOP;
END';
ALTER TABLE public.customer ALTER COLUMN number SET DEFAULT nextval('public.customer_id_seq'::regclass), ALTER COLUMN id DROP DEFAULT;
ALTER SEQUENCE public.customer_id_seq OWNED BY public.customer.number;
ALTER TABLE public.customer RENAME COLUMN id TO bellows_held_id_7267ffc4;
CREATE OR REPLACE FUNCTION bellows.shim_25a67bb5() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        NEW.bellows_held_id_7267ffc4 := new.number::int;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.number)::record THEN
            NEW.bellows_held_id_7267ffc4 := new.number::int;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_25a67bb5() IS 'bellows plan=20261201170000 table=public.customer purpose=shim';
ALTER TABLE public.invoice ALTER COLUMN customer_number DROP DEFAULT;
ALTER TABLE public.invoice RENAME COLUMN customer_id TO bellows_held_customer_id_5bf17863;
CREATE OR REPLACE FUNCTION bellows.shim_c6d5ef28() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        NEW.bellows_held_customer_id_5bf17863 := new.customer_number::int;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.customer_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.customer_number)::record THEN
            NEW.bellows_held_customer_id_5bf17863 := new.customer_number::int;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_c6d5ef28() IS 'bellows plan=20261201170000 table=public.invoice purpose=shim';
ALTER TABLE public.supplier ALTER COLUMN big_number DROP DEFAULT;
DO 'DECLARE
    taken record;
    place record;
    given record;
    entry record;
BEGIN
    SELECT s.oid, pg_catalog.format(''%I.%I'', n.nspname, s.relname) AS name, a.attidentity AS kind INTO taken
    FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_depend AS d ON d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype = ''i''
         AND d.classid = ''pg_catalog.pg_class''::pg_catalog.regclass AND d.refclassid = d.classid
    JOIN pg_catalog.pg_class AS s ON s.oid = d.objid AND s.relkind = ''S''
    JOIN pg_catalog.pg_namespace AS n ON n.oid = s.relnamespace
    WHERE a.attrelid = pg_catalog.to_regclass(''public.supplier'') AND a.attname = ''number'' AND a.attidentity <> '''';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    EXECUTE pg_catalog.format(''ALTER SEQUENCE %s INCREMENT BY %s'', taken.name,
        (SELECT q.seqincrement FROM pg_catalog.pg_sequence AS q WHERE q.seqrelid = taken.oid));
    EXECUTE pg_catalog.format(''SELECT last_value, is_called FROM %s'', taken.name) INTO place;
    SELECT q.*, s.relacl, pg_catalog.obj_description(s.oid, ''pg_class'') AS comment,
           CASE WHEN q.seqmax = was.highest THEN becomes.highest ELSE q.seqmax END AS highest,
           CASE WHEN q.seqmin = was.lowest THEN becomes.lowest ELSE q.seqmin END AS lowest INTO given
    FROM pg_catalog.pg_sequence AS q
    JOIN pg_catalog.pg_class AS s ON s.oid = q.seqrelid
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = pg_catalog.to_regclass(''public.supplier'') AND a.attname = ''big_number''
    CROSS JOIN LATERAL (VALUES (21::oid, -32768::bigint, 32767::bigint), (23, -2147483648, 2147483647),
                               (20, -9223372036854775808, 9223372036854775807)) AS was (type, lowest, highest)
    CROSS JOIN LATERAL (VALUES (21::oid, -32768::bigint, 32767::bigint), (23, -2147483648, 2147483647),
                               (20, -9223372036854775808, 9223372036854775807)) AS becomes (type, lowest, highest)
    WHERE q.seqrelid = taken.oid AND was.type = q.seqtypid AND becomes.type = a.atttypid;
    ALTER TABLE public.supplier ALTER COLUMN number DROP IDENTITY;
    EXECUTE pg_catalog.format(
        ''ALTER TABLE %s ALTER COLUMN %I ADD GENERATED %s AS IDENTITY (SEQUENCE NAME %s START WITH %s INCREMENT BY %s ''
        ''MINVALUE %s MAXVALUE %s CACHE %s %s)'', ''public.supplier'', ''big_number'',
        CASE taken.kind WHEN ''a'' THEN ''ALWAYS'' ELSE ''BY DEFAULT'' END, taken.name, given.seqstart, given.seqincrement,
        given.lowest, given.highest, given.seqcache, CASE WHEN given.seqcycle THEN ''CYCLE'' ELSE ''NO CYCLE'' END);
    PERFORM pg_catalog.setval(taken.name::pg_catalog.regclass, place.last_value, place.is_called);
    IF given.comment IS NOT NULL THEN
        EXECUTE pg_catalog.format(''COMMENT ON SEQUENCE %s IS %L'', taken.name, given.comment);
    END IF;
    IF given.relacl::text IS DISTINCT FROM
       (SELECT s.relacl::text FROM pg_catalog.pg_class AS s WHERE s.oid = taken.name::pg_catalog.regclass) THEN
        FOR entry IN
            SELECT DISTINCT x.grantee FROM pg_catalog.pg_class AS s
            CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(s.relacl, pg_catalog.acldefault(''s'', s.relowner))) AS x
            WHERE s.oid = taken.name::pg_catalog.regclass
        LOOP
            EXECUTE pg_catalog.format(''REVOKE ALL ON SEQUENCE %s FROM %s'', taken.name,
                CASE entry.grantee WHEN 0 THEN ''PUBLIC'' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(entry.grantee)) END);
        END LOOP;
        FOR entry IN
            SELECT x.* FROM pg_catalog.pg_class AS s CROSS JOIN LATERAL
                pg_catalog.aclexplode(coalesce(given.relacl, pg_catalog.acldefault(''s'', s.relowner))) AS x
            WHERE s.oid = taken.name::pg_catalog.regclass
        LOOP
            EXECUTE pg_catalog.format(''GRANT %s ON SEQUENCE %s TO %s%s'', entry.privilege_type, taken.name,
                CASE entry.grantee WHEN 0 THEN ''PUBLIC'' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(entry.grantee)) END,
                CASE WHEN entry.is_grantable THEN '' WITH GRANT OPTION'' ELSE '''' END);
        END LOOP;
    END IF;
END';
ALTER TABLE public.supplier RENAME COLUMN number TO bellows_held_number_9a0205d7;
CREATE OR REPLACE FUNCTION bellows.shim_55baf79b() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        NEW.bellows_held_number_9a0205d7 := new.big_number::int;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.big_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.big_number)::record THEN
            NEW.bellows_held_number_9a0205d7 := new.big_number::int;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_55baf79b() IS 'bellows plan=20261201170000 table=public.supplier purpose=shim'
;
COMMIT;

-- purge 1 of 8: purge/01_verify:public.customer
-- verify that old and new shape are equal in every row of public.customer
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('number=', t.number) AS key
    FROM ONLY public.customer AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.bellows_held_id_7267ffc4)::record OPERATOR(pg_catalog.*=) ROW((t.number::int)::integer)::record THEN false
            ELSE ROW(t.number)::record OPERATOR(pg_catalog.*<>) ROW((t.bellows_held_id_7267ffc4)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- purge 2 of 8: purge/02_verify:public.invoice
-- verify that old and new shape are equal in every row of public.invoice
-- lock: ACCESS SHARE on public.invoice; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) AS key
    FROM ONLY public.invoice AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.bellows_held_customer_id_5bf17863)::record OPERATOR(pg_catalog.*=) ROW((t.customer_number::int)::integer)::record THEN false
            ELSE ROW(t.customer_number)::record OPERATOR(pg_catalog.*<>) ROW((t.bellows_held_customer_id_5bf17863)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- purge 3 of 8: purge/03_verify:public.supplier
-- verify that old and new shape are equal in every row of public.supplier
-- lock: ACCESS SHARE on public.supplier; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('big_number=', t.big_number) AS key
    FROM ONLY public.supplier AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.bellows_held_number_9a0205d7)::record OPERATOR(pg_catalog.*=) ROW((t.big_number::int)::integer)::record THEN false
            ELSE ROW(t.big_number)::record OPERATOR(pg_catalog.*<>) ROW((t.bellows_held_number_9a0205d7)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- purge 4 of 8: purge/04_references:public.invoice
-- drop the old foreign keys of public.invoice
-- lock: ACCESS EXCLUSIVE on public.invoice; scan: no; one transaction
BEGIN;
DO 'DECLARE
    names text[] := ''{"public.invoice","public.customer"}'';
    patience text := pg_catalog.current_setting(''lock_timeout'');
    foremost integer := 1;
    tried integer;
    command text;
BEGIN
    FOR round IN 1 .. 100 LOOP
        BEGIN
            tried := 0;
            FOR place IN 0 .. pg_catalog.cardinality(names) LOOP
                CONTINUE WHEN place = foremost;
                command := (SELECT CASE c.relkind WHEN ''S'' THEN pg_catalog.format(''ALTER SEQUENCE %s INCREMENT BY %s'', x.name, q.seqincrement)
                                   ELSE pg_catalog.format(''LOCK TABLE %s IN ACCESS EXCLUSIVE MODE'', x.name) || CASE WHEN place > 0 THEN '' NOWAIT'' ELSE '''' END END
                            FROM (SELECT names[CASE place WHEN 0 THEN foremost ELSE place END]) AS x (name)
                            JOIN pg_catalog.pg_class AS c ON c.oid = pg_catalog.to_regclass(x.name)
                            LEFT JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = c.oid);
                tried := place;
                PERFORM pg_catalog.set_config(''lock_timeout'', CASE place WHEN 0 THEN patience ELSE ''1ms'' END, true);
                EXECUTE command;
            END LOOP;
            PERFORM pg_catalog.set_config(''lock_timeout'', patience, true);
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            IF tried = 0 OR round = 100 THEN
                RAISE;
            END IF;
            foremost := tried;
        END;
    END LOOP;
END';
ALTER TABLE public.invoice DROP CONSTRAINT invoice_customer_id_fkey;
ALTER TABLE public.invoice RENAME CONSTRAINT bellows_invoice_customer_id_fkey_48b68696 TO invoice_customer_id_fkey
;
COMMIT;

-- purge 5 of 8: purge/05_references:public.note
-- drop the old foreign keys of public.note
-- lock: ACCESS EXCLUSIVE on public.note; scan: no; one transaction
BEGIN;
DO 'DECLARE
    names text[] := ''{"public.note","public.supplier"}'';
    patience text := pg_catalog.current_setting(''lock_timeout'');
    foremost integer := 1;
    tried integer;
    command text;
BEGIN
    FOR round IN 1 .. 100 LOOP
        BEGIN
            tried := 0;
            FOR place IN 0 .. pg_catalog.cardinality(names) LOOP
                CONTINUE WHEN place = foremost;
                command := (SELECT CASE c.relkind WHEN ''S'' THEN pg_catalog.format(''ALTER SEQUENCE %s INCREMENT BY %s'', x.name, q.seqincrement)
                                   ELSE pg_catalog.format(''LOCK TABLE %s IN ACCESS EXCLUSIVE MODE'', x.name) || CASE WHEN place > 0 THEN '' NOWAIT'' ELSE '''' END END
                            FROM (SELECT names[CASE place WHEN 0 THEN foremost ELSE place END]) AS x (name)
                            JOIN pg_catalog.pg_class AS c ON c.oid = pg_catalog.to_regclass(x.name)
                            LEFT JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = c.oid);
                tried := place;
                PERFORM pg_catalog.set_config(''lock_timeout'', CASE place WHEN 0 THEN patience ELSE ''1ms'' END, true);
                EXECUTE command;
            END LOOP;
            PERFORM pg_catalog.set_config(''lock_timeout'', patience, true);
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            IF tried = 0 OR round = 100 THEN
                RAISE;
            END IF;
            foremost := tried;
        END;
    END LOOP;
END';
ALTER TABLE public.note DROP CONSTRAINT note_supplier_fkey;
ALTER TABLE public.note RENAME CONSTRAINT bellows_note_supplier_fkey_0c6f71e5 TO note_supplier_fkey
;
COMMIT;

-- purge 6 of 8: purge/06_purge:public.customer
-- drop the shim and the held columns of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_25a67bb5_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_25a67bb5_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_25a67bb5_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_25a67bb5_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_25a67bb5();
DROP SEQUENCE IF EXISTS bellows.conflicts_25a67bb5;
DELETE FROM bellows.horizon WHERE key = '25a67bb5';
ALTER TABLE public.customer DROP COLUMN bellows_held_id_7267ffc4;
ALTER TABLE public.customer ADD CONSTRAINT customer_pkey PRIMARY KEY USING INDEX bellows_customer_pkey_e1fb37af
;
COMMIT;

-- purge 7 of 8: purge/07_purge:public.invoice
-- drop the shim and the held columns of public.invoice
-- lock: ACCESS EXCLUSIVE on public.invoice; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_c6d5ef28_mark" ON public.invoice;
DROP TRIGGER IF EXISTS "~bellows_c6d5ef28_insert" ON public.invoice;
DROP TRIGGER IF EXISTS "~bellows_c6d5ef28_touch" ON public.invoice;
DROP TRIGGER IF EXISTS "~bellows_c6d5ef28_change" ON public.invoice;
DROP FUNCTION IF EXISTS bellows.shim_c6d5ef28();
DROP SEQUENCE IF EXISTS bellows.conflicts_c6d5ef28;
DELETE FROM bellows.horizon WHERE key = 'c6d5ef28';
ALTER TABLE public.invoice DROP CONSTRAINT invoice_pkey, DROP COLUMN bellows_held_customer_id_5bf17863;
ALTER TABLE public.invoice ADD CONSTRAINT invoice_pkey PRIMARY KEY USING INDEX bellows_invoice_pkey_1d546369
;
COMMIT;

-- purge 8 of 8: purge/08_purge:public.supplier
-- drop the shim and the held columns of public.supplier
-- lock: ACCESS EXCLUSIVE on public.supplier; scan: no; one transaction
BEGIN;
DROP TRIGGER IF EXISTS "!bellows_55baf79b_mark" ON public.supplier;
DROP TRIGGER IF EXISTS "~bellows_55baf79b_insert" ON public.supplier;
DROP TRIGGER IF EXISTS "~bellows_55baf79b_touch" ON public.supplier;
DROP TRIGGER IF EXISTS "~bellows_55baf79b_change" ON public.supplier;
DROP FUNCTION IF EXISTS bellows.shim_55baf79b();
DROP SEQUENCE IF EXISTS bellows.conflicts_55baf79b;
DELETE FROM bellows.horizon WHERE key = '55baf79b';
ALTER TABLE public.supplier DROP COLUMN bellows_held_number_9a0205d7;
ALTER TABLE public.supplier ADD CONSTRAINT supplier_pkey PRIMARY KEY USING INDEX bellows_supplier_pkey_a0de748b
;
COMMIT;

-- unseal 1 of 2: unseal/01_unseal
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE; scan: no; one transaction
BEGIN;
DO 'DECLARE
    names text[] := ''{"public.customer","public.customer_id_seq","public.invoice","public.supplier","public.supplier_number_seq"}'';
    patience text := pg_catalog.current_setting(''lock_timeout'');
    foremost integer := 1;
    tried integer;
    command text;
BEGIN
    FOR round IN 1 .. 100 LOOP
        BEGIN
            tried := 0;
            FOR place IN 0 .. pg_catalog.cardinality(names) LOOP
                CONTINUE WHEN place = foremost;
                command := (SELECT CASE c.relkind WHEN ''S'' THEN pg_catalog.format(''ALTER SEQUENCE %s INCREMENT BY %s'', x.name, q.seqincrement)
                                   ELSE pg_catalog.format(''LOCK TABLE %s IN ACCESS EXCLUSIVE MODE'', x.name) || CASE WHEN place > 0 THEN '' NOWAIT'' ELSE '''' END END
                            FROM (SELECT names[CASE place WHEN 0 THEN foremost ELSE place END]) AS x (name)
                            JOIN pg_catalog.pg_class AS c ON c.oid = pg_catalog.to_regclass(x.name)
                            LEFT JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = c.oid);
                tried := place;
                PERFORM pg_catalog.set_config(''lock_timeout'', CASE place WHEN 0 THEN patience ELSE ''1ms'' END, true);
                EXECUTE command;
            END LOOP;
            PERFORM pg_catalog.set_config(''lock_timeout'', patience, true);
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            IF tried = 0 OR round = 100 THEN
                RAISE;
            END IF;
            foremost := tried;
        END;
    END LOOP;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''bellows_held_id_7267ffc4'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer RENAME COLUMN bellows_held_id_7267ffc4 TO id;
    END IF;
END';
ALTER SEQUENCE public.customer_id_seq OWNED BY public.customer.id;
ALTER TABLE public.customer ALTER COLUMN number SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_25a67bb5', pg_catalog.concat(pg_catalog.current_setting('bellows.m_25a67bb5', true), '/1/'), true) IS NULL THEN NULL::bigint END, ALTER COLUMN id SET DEFAULT nextval('public.customer_id_seq'::regclass);
CREATE OR REPLACE FUNCTION bellows.shim_25a67bb5() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_25a67bb5'', true), ''/1/'') > 0 THEN
            NEW.number := new.id;
        ELSE
            NEW.id := new.number::int;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.number)::record THEN
            IF ROW(OLD.id)::record OPERATOR(pg_catalog.*=) ROW(NEW.id)::record THEN
                NEW.id := new.number::int;
            ELSIF ROW((new.number::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.id)::record
                  AND ROW((new.id)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_25a67bb5'');
                NEW.id := new.number::int;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.number) IS NULL)
              OR ROW(OLD.id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.id)::record THEN
            NEW.number := new.id;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_25a67bb5() IS 'bellows plan=20261201170000 table=public.customer purpose=shim';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.invoice'') AND a.attname = ''bellows_held_customer_id_5bf17863'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.invoice RENAME COLUMN bellows_held_customer_id_5bf17863 TO customer_id;
    END IF;
END';
ALTER TABLE public.invoice ALTER COLUMN customer_number SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_c6d5ef28', pg_catalog.concat(pg_catalog.current_setting('bellows.m_c6d5ef28', true), '/1/'), true) IS NULL THEN NULL::bigint END, ALTER COLUMN place DROP NOT NULL, DROP CONSTRAINT IF EXISTS bellows_not_null_place_2fe5c9de;
CREATE OR REPLACE FUNCTION bellows.shim_c6d5ef28() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_c6d5ef28'', true), ''/1/'') > 0 THEN
            NEW.customer_number := new.customer_id;
        ELSE
            IF ROW(NEW.customer_id)::record OPERATOR(pg_catalog.*=) ROW((NULL)::integer)::record THEN
                NEW.customer_id := new.customer_number::int;
            ELSIF ROW((new.customer_number::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.customer_id)::record
                  AND ROW((new.customer_id)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.customer_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_c6d5ef28'');
                NEW.customer_id := new.customer_number::int;
            END IF;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.customer_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.customer_number)::record THEN
            IF ROW(OLD.customer_id)::record OPERATOR(pg_catalog.*=) ROW(NEW.customer_id)::record THEN
                NEW.customer_id := new.customer_number::int;
            ELSIF ROW((new.customer_number::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.customer_id)::record
                  AND ROW((new.customer_id)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.customer_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_c6d5ef28'');
                NEW.customer_id := new.customer_number::int;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.customer_number) IS NULL)
              OR ROW(OLD.customer_id)::record OPERATOR(pg_catalog.*<>) ROW(NEW.customer_id)::record THEN
            NEW.customer_number := new.customer_id;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_c6d5ef28() IS 'bellows plan=20261201170000 table=public.invoice purpose=shim';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.supplier'') AND a.attname = ''bellows_held_number_9a0205d7'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.supplier RENAME COLUMN bellows_held_number_9a0205d7 TO number;
    END IF;
END';
DO 'DECLARE
    taken record;
    place record;
    given record;
    entry record;
BEGIN
    SELECT s.oid, pg_catalog.format(''%I.%I'', n.nspname, s.relname) AS name, a.attidentity AS kind INTO taken
    FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_depend AS d ON d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype = ''i''
         AND d.classid = ''pg_catalog.pg_class''::pg_catalog.regclass AND d.refclassid = d.classid
    JOIN pg_catalog.pg_class AS s ON s.oid = d.objid AND s.relkind = ''S''
    JOIN pg_catalog.pg_namespace AS n ON n.oid = s.relnamespace
    WHERE a.attrelid = pg_catalog.to_regclass(''public.supplier'') AND a.attname = ''big_number'' AND a.attidentity <> '''';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    EXECUTE pg_catalog.format(''ALTER SEQUENCE %s INCREMENT BY %s'', taken.name,
        (SELECT q.seqincrement FROM pg_catalog.pg_sequence AS q WHERE q.seqrelid = taken.oid));
    EXECUTE pg_catalog.format(''SELECT last_value, is_called FROM %s'', taken.name) INTO place;
    SELECT q.*, s.relacl, pg_catalog.obj_description(s.oid, ''pg_class'') AS comment,
           CASE WHEN q.seqmax = was.highest THEN becomes.highest ELSE q.seqmax END AS highest,
           CASE WHEN q.seqmin = was.lowest THEN becomes.lowest ELSE q.seqmin END AS lowest INTO given
    FROM pg_catalog.pg_sequence AS q
    JOIN pg_catalog.pg_class AS s ON s.oid = q.seqrelid
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = pg_catalog.to_regclass(''public.supplier'') AND a.attname = ''number''
    CROSS JOIN LATERAL (VALUES (21::oid, -32768::bigint, 32767::bigint), (23, -2147483648, 2147483647),
                               (20, -9223372036854775808, 9223372036854775807)) AS was (type, lowest, highest)
    CROSS JOIN LATERAL (VALUES (21::oid, -32768::bigint, 32767::bigint), (23, -2147483648, 2147483647),
                               (20, -9223372036854775808, 9223372036854775807)) AS becomes (type, lowest, highest)
    WHERE q.seqrelid = taken.oid AND was.type = q.seqtypid AND becomes.type = a.atttypid;
    ALTER TABLE public.supplier ALTER COLUMN big_number DROP IDENTITY;
    EXECUTE pg_catalog.format(
        ''ALTER TABLE %s ALTER COLUMN %I ADD GENERATED %s AS IDENTITY (SEQUENCE NAME %s START WITH %s INCREMENT BY %s ''
        ''MINVALUE %s MAXVALUE %s CACHE %s %s)'', ''public.supplier'', ''number'',
        CASE taken.kind WHEN ''a'' THEN ''ALWAYS'' ELSE ''BY DEFAULT'' END, taken.name, given.seqstart, given.seqincrement,
        given.lowest, given.highest, given.seqcache, CASE WHEN given.seqcycle THEN ''CYCLE'' ELSE ''NO CYCLE'' END);
    PERFORM pg_catalog.setval(taken.name::pg_catalog.regclass, place.last_value, place.is_called);
    IF given.comment IS NOT NULL THEN
        EXECUTE pg_catalog.format(''COMMENT ON SEQUENCE %s IS %L'', taken.name, given.comment);
    END IF;
    IF given.relacl::text IS DISTINCT FROM
       (SELECT s.relacl::text FROM pg_catalog.pg_class AS s WHERE s.oid = taken.name::pg_catalog.regclass) THEN
        FOR entry IN
            SELECT DISTINCT x.grantee FROM pg_catalog.pg_class AS s
            CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(s.relacl, pg_catalog.acldefault(''s'', s.relowner))) AS x
            WHERE s.oid = taken.name::pg_catalog.regclass
        LOOP
            EXECUTE pg_catalog.format(''REVOKE ALL ON SEQUENCE %s FROM %s'', taken.name,
                CASE entry.grantee WHEN 0 THEN ''PUBLIC'' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(entry.grantee)) END);
        END LOOP;
        FOR entry IN
            SELECT x.* FROM pg_catalog.pg_class AS s CROSS JOIN LATERAL
                pg_catalog.aclexplode(coalesce(given.relacl, pg_catalog.acldefault(''s'', s.relowner))) AS x
            WHERE s.oid = taken.name::pg_catalog.regclass
        LOOP
            EXECUTE pg_catalog.format(''GRANT %s ON SEQUENCE %s TO %s%s'', entry.privilege_type, taken.name,
                CASE entry.grantee WHEN 0 THEN ''PUBLIC'' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(entry.grantee)) END,
                CASE WHEN entry.is_grantable THEN '' WITH GRANT OPTION'' ELSE '''' END);
        END LOOP;
    END IF;
END';
ALTER TABLE public.supplier ALTER COLUMN big_number SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_55baf79b', pg_catalog.concat(pg_catalog.current_setting('bellows.m_55baf79b', true), '/1/'), true) IS NULL THEN NULL::bigint END;
CREATE OR REPLACE FUNCTION bellows.shim_55baf79b() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_55baf79b'', true), ''/1/'') > 0 THEN
            NEW.big_number := new.number;
        ELSE
            NEW.number := new.big_number::int;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.big_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.big_number)::record THEN
            IF ROW(OLD.number)::record OPERATOR(pg_catalog.*=) ROW(NEW.number)::record THEN
                NEW.number := new.big_number::int;
            ELSIF ROW((new.big_number::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.number)::record
                  AND ROW((new.number)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.big_number)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_55baf79b'');
                NEW.number := new.big_number::int;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.big_number) IS NULL)
              OR ROW(OLD.number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.number)::record THEN
            NEW.big_number := new.number;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_55baf79b() IS 'bellows plan=20261201170000 table=public.supplier purpose=shim'
;
COMMIT;

-- unseal 2 of 2: unseal/02_drop_index:public.invoice
-- drop index bellows_invoice_pkey_1d546369: V's writes could violate it
-- lock: SHARE UPDATE EXCLUSIVE on public.invoice; scan: no; outside of a transaction
DROP INDEX CONCURRENTLY IF EXISTS public.bellows_invoice_pkey_1d546369
;

-- undo 1 of 9: undo/01_sequence:public.customer
-- give sequence customer_id_seq the type and the maximum that it had
-- lock: none on public.customer; scan: no; one transaction
BEGIN;
DO 'DECLARE
    place bigint := (SELECT s.last_value FROM public.customer_id_seq AS s);
BEGIN
    IF place > 2147483647 THEN
        RAISE EXCEPTION USING ERRCODE = ''22003'',
            MESSAGE = pg_catalog.format(''sequence %s has reached %s, and its maximum was %s'', ''public.customer_id_seq'', place, 2147483647),
            HINT = ''Rows with such values are there: the old version could not live with them. Correct them and setval() the sequence, then the same command goes on.'';
    END IF;
    ALTER SEQUENCE public.customer_id_seq AS integer MAXVALUE 2147483647;
END'
;
COMMIT;

-- undo 2 of 9: undo/02_references:public.invoice
-- drop the foreign keys between new columns of public.invoice
-- lock: ACCESS EXCLUSIVE on public.invoice; scan: no; one transaction
BEGIN;
DO 'DECLARE
    names text[] := ''{"public.invoice","public.customer"}'';
    patience text := pg_catalog.current_setting(''lock_timeout'');
    foremost integer := 1;
    tried integer;
    command text;
BEGIN
    FOR round IN 1 .. 100 LOOP
        BEGIN
            tried := 0;
            FOR place IN 0 .. pg_catalog.cardinality(names) LOOP
                CONTINUE WHEN place = foremost;
                command := (SELECT CASE c.relkind WHEN ''S'' THEN pg_catalog.format(''ALTER SEQUENCE %s INCREMENT BY %s'', x.name, q.seqincrement)
                                   ELSE pg_catalog.format(''LOCK TABLE %s IN ACCESS EXCLUSIVE MODE'', x.name) || CASE WHEN place > 0 THEN '' NOWAIT'' ELSE '''' END END
                            FROM (SELECT names[CASE place WHEN 0 THEN foremost ELSE place END]) AS x (name)
                            JOIN pg_catalog.pg_class AS c ON c.oid = pg_catalog.to_regclass(x.name)
                            LEFT JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = c.oid);
                tried := place;
                PERFORM pg_catalog.set_config(''lock_timeout'', CASE place WHEN 0 THEN patience ELSE ''1ms'' END, true);
                EXECUTE command;
            END LOOP;
            PERFORM pg_catalog.set_config(''lock_timeout'', patience, true);
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            IF tried = 0 OR round = 100 THEN
                RAISE;
            END IF;
            foremost := tried;
        END;
    END LOOP;
END';
ALTER TABLE public.invoice DROP CONSTRAINT IF EXISTS bellows_invoice_customer_id_fkey_48b68696
;
COMMIT;

-- undo 3 of 9: undo/03_references:public.note
-- drop the foreign keys between new columns of public.note
-- lock: ACCESS EXCLUSIVE on public.note; scan: no; one transaction
BEGIN;
DO 'DECLARE
    names text[] := ''{"public.note","public.supplier"}'';
    patience text := pg_catalog.current_setting(''lock_timeout'');
    foremost integer := 1;
    tried integer;
    command text;
BEGIN
    FOR round IN 1 .. 100 LOOP
        BEGIN
            tried := 0;
            FOR place IN 0 .. pg_catalog.cardinality(names) LOOP
                CONTINUE WHEN place = foremost;
                command := (SELECT CASE c.relkind WHEN ''S'' THEN pg_catalog.format(''ALTER SEQUENCE %s INCREMENT BY %s'', x.name, q.seqincrement)
                                   ELSE pg_catalog.format(''LOCK TABLE %s IN ACCESS EXCLUSIVE MODE'', x.name) || CASE WHEN place > 0 THEN '' NOWAIT'' ELSE '''' END END
                            FROM (SELECT names[CASE place WHEN 0 THEN foremost ELSE place END]) AS x (name)
                            JOIN pg_catalog.pg_class AS c ON c.oid = pg_catalog.to_regclass(x.name)
                            LEFT JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = c.oid);
                tried := place;
                PERFORM pg_catalog.set_config(''lock_timeout'', CASE place WHEN 0 THEN patience ELSE ''1ms'' END, true);
                EXECUTE command;
            END LOOP;
            PERFORM pg_catalog.set_config(''lock_timeout'', patience, true);
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            IF tried = 0 OR round = 100 THEN
                RAISE;
            END IF;
            foremost := tried;
        END;
    END LOOP;
END';
ALTER TABLE public.note DROP CONSTRAINT IF EXISTS bellows_note_supplier_fkey_0c6f71e5
;
COMMIT;

-- undo 4 of 9: undo/04_kill_switch:public.customer
-- switch the shim of public.customer off at once, where V can do without it
-- lock: none on public.customer; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_25a67bb5()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.customer'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attnotnull AND a.attname = ANY (''{"number"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_25a67bb5() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_25a67bb5'''''''', true), ''''''''/1/'''''''') > 0) THEN
            NEW.id := new.number::int;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.number)::record
           AND ROW(OLD.id)::record OPERATOR(pg_catalog.*=) ROW(NEW.id)::record THEN
            NEW.id := new.number::int;
        END IF;

    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_25a67bb5() IS ''''bellows plan=20261201170000 table=public.customer purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 5 of 9: undo/05_undo:public.customer
-- take the shim off public.customer and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS bellows_not_null_number_ca06dc90;
DROP INDEX IF EXISTS public.bellows_customer_pkey_e1fb37af;
DROP TRIGGER IF EXISTS "!bellows_25a67bb5_mark" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_25a67bb5_insert" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_25a67bb5_touch" ON public.customer;
DROP TRIGGER IF EXISTS "~bellows_25a67bb5_change" ON public.customer;
DROP FUNCTION IF EXISTS bellows.shim_25a67bb5();
DROP SEQUENCE IF EXISTS bellows.conflicts_25a67bb5;
DELETE FROM bellows.horizon WHERE key = '25a67bb5';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''number'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN number DROP NOT NULL, ALTER COLUMN number DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN number TO bellows_held_number_1f7c2a84;
    END IF;
END'
;
COMMIT;

-- undo 6 of 9: undo/06_kill_switch:public.invoice
-- switch the shim of public.invoice off at once, where V can do without it
-- lock: none on public.invoice; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_c6d5ef28()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.invoice'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.invoice'') AND a.attnotnull AND a.attname = ANY (''{"customer_number"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_c6d5ef28() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_c6d5ef28'''''''', true), ''''''''/1/'''''''') > 0) AND ROW(NEW.customer_id)::record OPERATOR(pg_catalog.*=) ROW((NULL)::integer)::record THEN
            NEW.customer_id := new.customer_number::int;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.customer_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.customer_number)::record
           AND ROW(OLD.customer_id)::record OPERATOR(pg_catalog.*=) ROW(NEW.customer_id)::record THEN
            NEW.customer_id := new.customer_number::int;
        END IF;

    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_c6d5ef28() IS ''''bellows plan=20261201170000 table=public.invoice purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 7 of 9: undo/07_undo:public.invoice
-- take the shim off public.invoice and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.invoice; scan: no; one transaction
BEGIN;
ALTER TABLE public.invoice DROP CONSTRAINT IF EXISTS bellows_not_null_customer_number_ac2f0310;
DROP TRIGGER IF EXISTS "!bellows_c6d5ef28_mark" ON public.invoice;
DROP TRIGGER IF EXISTS "~bellows_c6d5ef28_insert" ON public.invoice;
DROP TRIGGER IF EXISTS "~bellows_c6d5ef28_touch" ON public.invoice;
DROP TRIGGER IF EXISTS "~bellows_c6d5ef28_change" ON public.invoice;
DROP FUNCTION IF EXISTS bellows.shim_c6d5ef28();
DROP SEQUENCE IF EXISTS bellows.conflicts_c6d5ef28;
DELETE FROM bellows.horizon WHERE key = 'c6d5ef28';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.invoice'') AND a.attname = ''customer_number'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.invoice ALTER COLUMN customer_number DROP NOT NULL, ALTER COLUMN customer_number DROP DEFAULT;
        ALTER TABLE public.invoice RENAME COLUMN customer_number TO bellows_held_customer_number_3f8197a4;
    END IF;
END'
;
COMMIT;

-- undo 8 of 9: undo/08_kill_switch:public.supplier
-- switch the shim of public.supplier off at once, where V can do without it
-- lock: none on public.supplier; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_55baf79b()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.supplier'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.supplier'') AND a.attnotnull AND a.attname = ANY (''{"big_number"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_55baf79b() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_55baf79b'''''''', true), ''''''''/1/'''''''') > 0) THEN
            NEW.number := new.big_number::int;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.big_number)::record OPERATOR(pg_catalog.*<>) ROW(NEW.big_number)::record
           AND ROW(OLD.number)::record OPERATOR(pg_catalog.*=) ROW(NEW.number)::record THEN
            NEW.number := new.big_number::int;
        END IF;

    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_55baf79b() IS ''''bellows plan=20261201170000 table=public.supplier purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 9 of 9: undo/09_undo:public.supplier
-- take the shim off public.supplier and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.supplier; scan: no; one transaction
BEGIN;
ALTER TABLE public.supplier DROP CONSTRAINT IF EXISTS bellows_not_null_big_number_5c36b192;
DROP INDEX IF EXISTS public.bellows_supplier_pkey_a0de748b;
DROP TRIGGER IF EXISTS "!bellows_55baf79b_mark" ON public.supplier;
DROP TRIGGER IF EXISTS "~bellows_55baf79b_insert" ON public.supplier;
DROP TRIGGER IF EXISTS "~bellows_55baf79b_touch" ON public.supplier;
DROP TRIGGER IF EXISTS "~bellows_55baf79b_change" ON public.supplier;
DROP FUNCTION IF EXISTS bellows.shim_55baf79b();
DROP SEQUENCE IF EXISTS bellows.conflicts_55baf79b;
DELETE FROM bellows.horizon WHERE key = '55baf79b';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.supplier'') AND a.attname = ''big_number'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.supplier ALTER COLUMN big_number DROP NOT NULL, ALTER COLUMN big_number DROP DEFAULT;
        ALTER TABLE public.supplier RENAME COLUMN big_number TO bellows_held_big_number_a0568e14;
    END IF;
END'
;
COMMIT;

-- discard 1 of 1: discard/01_discard
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE; scan: no; one transaction
BEGIN;
DO 'DECLARE
    names text[] := ''{"public.customer","public.invoice","public.supplier"}'';
    patience text := pg_catalog.current_setting(''lock_timeout'');
    foremost integer := 1;
    tried integer;
    command text;
BEGIN
    FOR round IN 1 .. 100 LOOP
        BEGIN
            tried := 0;
            FOR place IN 0 .. pg_catalog.cardinality(names) LOOP
                CONTINUE WHEN place = foremost;
                command := (SELECT CASE c.relkind WHEN ''S'' THEN pg_catalog.format(''ALTER SEQUENCE %s INCREMENT BY %s'', x.name, q.seqincrement)
                                   ELSE pg_catalog.format(''LOCK TABLE %s IN ACCESS EXCLUSIVE MODE'', x.name) || CASE WHEN place > 0 THEN '' NOWAIT'' ELSE '''' END END
                            FROM (SELECT names[CASE place WHEN 0 THEN foremost ELSE place END]) AS x (name)
                            JOIN pg_catalog.pg_class AS c ON c.oid = pg_catalog.to_regclass(x.name)
                            LEFT JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = c.oid);
                tried := place;
                PERFORM pg_catalog.set_config(''lock_timeout'', CASE place WHEN 0 THEN patience ELSE ''1ms'' END, true);
                EXECUTE command;
            END LOOP;
            PERFORM pg_catalog.set_config(''lock_timeout'', patience, true);
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            IF tried = 0 OR round = 100 THEN
                RAISE;
            END IF;
            foremost := tried;
        END;
    END LOOP;
END';
ALTER TABLE public.customer DROP COLUMN IF EXISTS bellows_held_number_1f7c2a84;
ALTER TABLE public.invoice DROP COLUMN IF EXISTS bellows_held_customer_number_3f8197a4;
ALTER TABLE public.supplier DROP COLUMN IF EXISTS bellows_held_big_number_a0568e14
;
COMMIT;

-- next: bellows expand 20261201170000
