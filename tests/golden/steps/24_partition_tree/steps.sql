-- plan 20261201140000 partition_tree
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                      class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE RENAME COLUMN      expand_contract  ACCESS EXCLUSIVE  no    no       yes       yes         no          major
--   2  ALTER TABLE ALTER COLUMN TYPE  expand_contract  ACCESS EXCLUSIVE  yes   yes      yes       yes         no          major
--   3  ALTER TABLE ADD COLUMN         expand_contract  ACCESS EXCLUSIVE  yes   no       yes       yes         no          major
--   1: ALTER TABLE event RENAME COLUMN kind TO label
--   2: ALTER TABLE event ALTER COLUMN amount TYPE bigint
--   3: ALTER TABLE event ADD COLUMN title text NOT NULL
--      V does not fill it, and neither have the old rows a value.
--
-- tables
--   public.event: …
--
-- phases
--   expand   22 steps  expand: the new shape is built beside the old one
--   tighten  1 step    contract, once the old version is gone: constraints that it could have violated
--   seal     1 step    contract: the old shape goes out of sight, held and kept in sync
--   purge    2 steps   purge: what was held is dropped
--   unseal   1 step    rollback from a contract: the old shape comes back
--   undo     2 steps   rollback from expanded: the new shape goes out of sight, held
--   discard  1 step    purge after a rollback: what was held is dropped

-- expand 1 of 22: expand/01_columns:public.event
-- add the new columns and the shim of public.event
-- lock: ACCESS EXCLUSIVE on public.event; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.event'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.event'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
ALTER TABLE public.event ADD COLUMN label text, ADD COLUMN cents bigint, ADD COLUMN title pg_catalog.text;
CREATE SEQUENCE bellows.conflicts_a08bc2cd;
GRANT USAGE ON SEQUENCE bellows.conflicts_a08bc2cd TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_a08bc2cd() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_a08bc2cd'', true), ''/1/'') > 0 THEN
            NEW.label := new.kind;
        ELSIF (pg_catalog.current_setting(''bellows.d_a08bc2cd'', true) = ''/moved/'') THEN
            IF ROW((new.label)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.kind)::record
                  AND ROW((new.kind)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_a08bc2cd'');
                NEW.kind := new.label;
            END IF;
        ELSE
            IF ROW(NEW.kind)::record OPERATOR(pg_catalog.*=) ROW((''none''::text)::text)::record THEN
                NEW.kind := new.label;
            ELSIF ROW(NEW.label) IS NULL AND ROW((new.label)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.kind)::record
                  AND ROW((new.kind)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
                NEW.label := new.kind;
            ELSIF ROW((new.label)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.kind)::record
                  AND ROW((new.kind)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_a08bc2cd'');
                NEW.kind := new.label;
            END IF;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_a08bc2cd'', true), ''/2/'') > 0 THEN
            NEW.cents := new.amount;
        ELSIF (pg_catalog.current_setting(''bellows.d_a08bc2cd'', true) = ''/moved/'') THEN
            IF ROW((new.cents::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.amount)::record
                  AND ROW((new.amount)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.cents)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_a08bc2cd'');
                NEW.amount := new.cents::int;
            END IF;
        ELSE
            IF ROW(NEW.amount)::record OPERATOR(pg_catalog.*=) ROW((NULL)::integer)::record THEN
                NEW.amount := new.cents::int;
            ELSIF ROW(NEW.cents) IS NULL AND ROW((new.cents::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.amount)::record
                  AND ROW((new.amount)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.cents)::record THEN
                NEW.cents := new.amount;
            ELSIF ROW((new.cents::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.amount)::record
                  AND ROW((new.amount)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.cents)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_a08bc2cd'');
                NEW.amount := new.cents::int;
            END IF;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_a08bc2cd'', true), ''/3/'') > 0 THEN
            NEW.title := COALESCE(new.note, ''untitled'');
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.label)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
            IF ROW(OLD.kind)::record OPERATOR(pg_catalog.*=) ROW(NEW.kind)::record THEN
                NEW.kind := new.label;
            ELSIF ROW((new.label)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.kind)::record
                  AND ROW((new.kind)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_a08bc2cd'');
                NEW.kind := new.label;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.label) IS NULL)
              OR ROW(OLD.kind)::record OPERATOR(pg_catalog.*<>) ROW(NEW.kind)::record THEN
            NEW.label := new.kind;
        END IF;
        IF ROW(OLD.cents)::record OPERATOR(pg_catalog.*<>) ROW(NEW.cents)::record THEN
            IF ROW(OLD.amount)::record OPERATOR(pg_catalog.*=) ROW(NEW.amount)::record THEN
                NEW.amount := new.cents::int;
            ELSIF ROW((new.cents::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.amount)::record
                  AND ROW((new.amount)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.cents)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_a08bc2cd'');
                NEW.amount := new.cents::int;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.cents) IS NULL)
              OR ROW(OLD.amount)::record OPERATOR(pg_catalog.*<>) ROW(NEW.amount)::record THEN
            NEW.cents := new.amount;
        END IF;
        IF ROW(OLD.title)::record OPERATOR(pg_catalog.*=) ROW(NEW.title)::record
           AND ((TG_NARGS = 1 AND ROW(OLD.title) IS NULL)
                OR (ROW(OLD.note)::record OPERATOR(pg_catalog.*<>) ROW(NEW.note)::record
                    AND ROW((COALESCE(old.note, ''untitled''))::pg_catalog.text)::record OPERATOR(pg_catalog.*=) ROW(OLD.title)::record)) THEN
            NEW.title := COALESCE(new.note, ''untitled'');
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_a08bc2cd() IS 'bellows plan=20261201140000 table=public.event purpose=shim';
ALTER TABLE public.event ALTER COLUMN label SET DEFAULT 'none'::text, ALTER COLUMN cents DROP DEFAULT, ALTER COLUMN title DROP DEFAULT;
ALTER TABLE public.event ALTER COLUMN label SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_a08bc2cd', pg_catalog.concat(pg_catalog.current_setting('bellows.m_a08bc2cd', true), '/1/'), true) IS NULL THEN NULL::text END, ALTER COLUMN cents SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_a08bc2cd', pg_catalog.concat(pg_catalog.current_setting('bellows.m_a08bc2cd', true), '/2/'), true) IS NULL THEN NULL::bigint END, ALTER COLUMN title SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_a08bc2cd', pg_catalog.concat(pg_catalog.current_setting('bellows.m_a08bc2cd', true), '/3/'), true) IS NULL THEN NULL::pg_catalog.text END;
INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('a08bc2cd', '20261201140000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "!bellows_a08bc2cd_mark" BEFORE INSERT ON public.event FOR EACH ROW
WHEN (pg_catalog.set_config('bellows.d_a08bc2cd', pg_catalog.concat(pg_catalog.current_setting('bellows.m_a08bc2cd', true), ''), true) IS NULL
      OR pg_catalog.set_config('bellows.m_a08bc2cd', '', true) IS NULL)
EXECUTE FUNCTION bellows.shim_a08bc2cd();
COMMENT ON TRIGGER "!bellows_a08bc2cd_mark" ON public.event IS 'bellows plan=20261201140000 table=public.event purpose=mark';
CREATE TRIGGER "~bellows_a08bc2cd_move" BEFORE UPDATE OR DELETE ON public.event FOR EACH ROW
WHEN (CASE WHEN pg_catalog.current_setting('bellows.v_a08bc2cd', true) = pg_catalog.concat(OLD.tableoid, OLD.ctid)
           THEN pg_catalog.set_config('bellows.m_a08bc2cd', '/moved/', true)
           ELSE pg_catalog.set_config('bellows.v_a08bc2cd', pg_catalog.concat(OLD.tableoid, OLD.ctid), true) END IS NULL)
EXECUTE FUNCTION bellows.shim_a08bc2cd();
COMMENT ON TRIGGER "~bellows_a08bc2cd_move" ON public.event IS 'bellows plan=20261201140000 table=public.event purpose=move';
CREATE TRIGGER "~bellows_a08bc2cd_insert" BEFORE INSERT ON public.event FOR EACH ROW
EXECUTE FUNCTION bellows.shim_a08bc2cd();
COMMENT ON TRIGGER "~bellows_a08bc2cd_insert" ON public.event IS 'bellows plan=20261201140000 table=public.event purpose=insert';
DO 'DECLARE
    horizon text := (SELECT h.xid::text FROM bellows.horizon AS h WHERE h.key = ''a08bc2cd'');
BEGIN
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_a08bc2cd_touch" BEFORE UPDATE ON public.event FOR EACH ROW WHEN ((ROW(OLD.label) IS NULL OR ROW(OLD.cents) IS NULL OR ROW(OLD.title) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) EXECUTE FUNCTION bellows.shim_a08bc2cd(''''touch'''')'', horizon);
    EXECUTE pg_catalog.format(''CREATE TRIGGER "~bellows_a08bc2cd_change" BEFORE UPDATE ON public.event FOR EACH ROW WHEN (NOT ((ROW(OLD.label) IS NULL OR ROW(OLD.cents) IS NULL OR ROW(OLD.title) IS NULL) AND ((pg_catalog.age(%1$L::xid)::bigint - pg_catalog.age(OLD.xmin)::bigint) & 4294967295) >= 2147483648) AND (ROW(OLD.label, OLD.kind)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label, NEW.kind)::record OR ROW(OLD.cents, OLD.amount)::record OPERATOR(pg_catalog.*<>) ROW(NEW.cents, NEW.amount)::record OR ROW(OLD.title, OLD.note)::record OPERATOR(pg_catalog.*<>) ROW(NEW.title, NEW.note)::record)) EXECUTE FUNCTION bellows.shim_a08bc2cd()'', horizon);
END';
COMMENT ON TRIGGER "~bellows_a08bc2cd_touch" ON public.event IS 'bellows plan=20261201140000 table=public.event purpose=update';
COMMENT ON TRIGGER "~bellows_a08bc2cd_change" ON public.event IS 'bellows plan=20261201140000 table=public.event purpose=update';
PREPARE bellows_check AS UPDATE ONLY public.event AS t SET label = t.kind, kind = t.label;
DEALLOCATE bellows_check;
PREPARE bellows_check AS UPDATE ONLY public.event AS t SET cents = t.amount, amount = t.cents::int;
DEALLOCATE bellows_check;
PREPARE bellows_check AS UPDATE ONLY public.event AS t SET title = COALESCE(t.note, 'untitled');
DEALLOCATE bellows_check;
ALTER TABLE public.event ADD CONSTRAINT bellows_event_amount_check_95d91ed4 CHECK (cents > 0) NOT VALID;
ALTER TABLE public.event DROP CONSTRAINT bellows_event_amount_check_95d91ed4;
COMMENT ON COLUMN public.event.label IS 'what happened';
COMMENT ON COLUMN public.event_low.label IS 'what happened early';
ALTER TABLE ONLY public.event_mid ALTER COLUMN cents SET STATISTICS 200;
COMMIT;

-- expand 2 of 22: expand/02_backfill:public.event
-- fill the new columns of old rows of public.event
-- lock: ROW EXCLUSIVE on public.event; scan: yes; repeated, of each range of blocks $1 to $2 every 16th row in a transaction of its own
UPDATE public.event AS t
SET label = CASE WHEN CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'a08bc2cd') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.label) IS NULL THEN NOT (ROW(t.kind) IS NULL) ELSE false END THEN (t.kind)::text ELSE t.label END,
    cents = CASE WHEN CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'a08bc2cd') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.cents) IS NULL THEN NOT (ROW(t.amount) IS NULL) ELSE false END THEN (t.amount)::bigint ELSE t.cents END,
    title = CASE WHEN CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'a08bc2cd') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.title) IS NULL THEN NOT (ROW(COALESCE(t.note, 'untitled')) IS NULL) ELSE false END THEN (COALESCE(t.note, 'untitled'))::pg_catalog.text ELSE t.title END
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (pg_catalog.hashtid(t.ctid) & $3::integer) = $4::integer AND ((CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'a08bc2cd') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.label) IS NULL THEN NOT (ROW(t.kind) IS NULL) ELSE false END) OR (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'a08bc2cd') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.cents) IS NULL THEN NOT (ROW(t.amount) IS NULL) ELSE false END) OR (CASE WHEN (((SELECT pg_catalog.age(h.xid)::bigint FROM bellows.horizon AS h WHERE h.key = 'a08bc2cd') - pg_catalog.age(t.xmin)::bigint) & 4294967295) >= 2147483648 AND ROW(t.title) IS NULL THEN NOT (ROW(COALESCE(t.note, 'untitled')) IS NULL) ELSE false END))
;

-- expand 3 of 22: expand/03_index:public.event_low
-- build index bellows_event_low_id_day_amount_key_b4e5bbcc on public.event_low
-- lock: SHARE UPDATE EXCLUSIVE on public.event_low; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY bellows_event_low_id_day_amount_key_b4e5bbcc ON public.event_low USING btree (id, day, cents)
;

-- expand 4 of 22: expand/04_index:public.event_mid
-- build index bellows_event_mid_id_day_amount_key_713f55ba on public.event_mid
-- lock: SHARE UPDATE EXCLUSIVE on public.event_mid; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY bellows_event_mid_id_day_amount_key_713f55ba ON public.event_mid USING btree (id, day, cents)
;

-- expand 5 of 22: expand/05_index:public.event_rest
-- build index bellows_event_rest_id_day_amount_key_33e17405 on public.event_rest
-- lock: SHARE UPDATE EXCLUSIVE on public.event_rest; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY bellows_event_rest_id_day_amount_key_33e17405 ON public.event_rest USING btree (id, day, cents)
;

-- expand 6 of 22: expand/06_index:public.event_high_a
-- build index bellows_event_high_a_id_day_amount_key_ff608a1b on public.event_high_a
-- lock: SHARE UPDATE EXCLUSIVE on public.event_high_a; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY bellows_event_high_a_id_day_amount_key_ff608a1b ON public.event_high_a USING btree (id, day, cents)
;

-- expand 7 of 22: expand/07_index:public.event_high_b
-- build index bellows_event_high_b_id_day_amount_key_45e1afda on public.event_high_b
-- lock: SHARE UPDATE EXCLUSIVE on public.event_high_b; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY bellows_event_high_b_id_day_amount_key_45e1afda ON public.event_high_b USING btree (id, day, cents)
;

-- expand 8 of 22: expand/08_index:public.event
-- make the equal of index event_amount_once of public.event from those of its partitions
-- lock: ACCESS EXCLUSIVE on public.event; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.event'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.event'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
SET LOCAL search_path = public;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.event'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.event_low'')) THEN
        ALTER TABLE public.event_low ADD CONSTRAINT bellows_event_low_id_day_amount_key_b4e5bbcc UNIQUE USING INDEX bellows_event_low_id_day_amount_key_b4e5bbcc;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.event'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.event_mid'')) THEN
        ALTER TABLE public.event_mid ADD CONSTRAINT bellows_event_mid_id_day_amount_key_713f55ba UNIQUE USING INDEX bellows_event_mid_id_day_amount_key_713f55ba;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.event'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.event_rest'')) THEN
        ALTER TABLE public.event_rest ADD CONSTRAINT bellows_event_rest_id_day_amount_key_33e17405 UNIQUE USING INDEX bellows_event_rest_id_day_amount_key_33e17405;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.event'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.event_high_a'')) THEN
        ALTER TABLE public.event_high_a ADD CONSTRAINT bellows_event_high_a_id_day_amount_key_ff608a1b UNIQUE USING INDEX bellows_event_high_a_id_day_amount_key_ff608a1b;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.event'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.event_high_b'')) THEN
        ALTER TABLE public.event_high_b ADD CONSTRAINT bellows_event_high_b_id_day_amount_key_45e1afda UNIQUE USING INDEX bellows_event_high_b_id_day_amount_key_45e1afda;
    END IF;
END';
DO 'DECLARE
    missing text := (
        SELECT pg_catalog.string_agg(p.relid::regclass::text, '', '')
        FROM pg_catalog.pg_partition_tree(''public.event'') AS p
        JOIN pg_catalog.pg_index AS m ON m.indexrelid = pg_catalog.to_regclass(''public.bellows_event_low_id_day_amount_key_b4e5bbcc'')
        WHERE p.isleaf AND pg_catalog.pg_relation_size(p.relid) > 8388608 AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_index AS i
            WHERE i.indrelid = p.relid AND i.indisvalid AND i.indisunique = m.indisunique
              AND pg_catalog.substring(pg_catalog.pg_get_indexdef(i.indexrelid), '' USING .*$'')
                  = pg_catalog.substring(pg_catalog.pg_get_indexdef(m.indexrelid), '' USING .*$'')
              AND (NOT true OR EXISTS (SELECT FROM pg_catalog.pg_constraint AS c
                                         WHERE c.conindid = i.indexrelid AND c.conrelid = i.indrelid))));
BEGIN
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = ''55000'',
            MESSAGE = pg_catalog.format(''partitions without an index like %s: %s'', ''public.bellows_event_low_id_day_amount_key_b4e5bbcc'', missing),
            DETAIL = ''They were made or attached since the plan was expanded, and are too large to be scanned under a lock.'',
            HINT = ''Build it on each of them (CREATE INDEX CONCURRENTLY; for a constraint also ADD CONSTRAINT … USING INDEX), then give the same command again.'';
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.event'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.event_high'')) THEN
        ALTER TABLE public.event_high ADD CONSTRAINT bellows_event_high_id_day_amount_key_ccd88e08 UNIQUE (id, day, cents);
    END IF;
END';
ALTER TABLE public.event ADD CONSTRAINT bellows_event_amount_once_aba7ccca UNIQUE (id, day, cents)
;
COMMIT;

-- expand 9 of 22: expand/09_index:public.event_low
-- build index bellows_event_low_kind_lower_idx_8e7cc80c on public.event_low
-- lock: SHARE UPDATE EXCLUSIVE on public.event_low; scan: yes; outside of a transaction
CREATE INDEX CONCURRENTLY bellows_event_low_kind_lower_idx_8e7cc80c ON public.event_low USING btree (label, lower(note)) WHERE label IS NOT NULL
;

-- expand 10 of 22: expand/10_index:public.event_mid
-- build index bellows_event_mid_kind_lower_idx_e42982c6 on public.event_mid
-- lock: SHARE UPDATE EXCLUSIVE on public.event_mid; scan: yes; outside of a transaction
CREATE INDEX CONCURRENTLY bellows_event_mid_kind_lower_idx_e42982c6 ON public.event_mid USING btree (label, lower(note)) WHERE label IS NOT NULL
;

-- expand 11 of 22: expand/11_index:public.event_rest
-- build index bellows_event_rest_kind_lower_idx_bd27929d on public.event_rest
-- lock: SHARE UPDATE EXCLUSIVE on public.event_rest; scan: yes; outside of a transaction
CREATE INDEX CONCURRENTLY bellows_event_rest_kind_lower_idx_bd27929d ON public.event_rest USING btree (label, lower(note)) WHERE label IS NOT NULL
;

-- expand 12 of 22: expand/12_index:public.event_high_a
-- build index bellows_event_high_a_kind_lower_idx_00fa8050 on public.event_high_a
-- lock: SHARE UPDATE EXCLUSIVE on public.event_high_a; scan: yes; outside of a transaction
CREATE INDEX CONCURRENTLY bellows_event_high_a_kind_lower_idx_00fa8050 ON public.event_high_a USING btree (label, lower(note)) WHERE label IS NOT NULL
;

-- expand 13 of 22: expand/13_index:public.event_high_b
-- build index bellows_event_high_b_kind_lower_idx_6b78bb79 on public.event_high_b
-- lock: SHARE UPDATE EXCLUSIVE on public.event_high_b; scan: yes; outside of a transaction
CREATE INDEX CONCURRENTLY bellows_event_high_b_kind_lower_idx_6b78bb79 ON public.event_high_b USING btree (label, lower(note)) WHERE label IS NOT NULL
;

-- expand 14 of 22: expand/14_index:public.event
-- make the equal of index event_kind_idx of public.event from those of its partitions
-- lock: SHARE on public.event; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN SHARE MODE'', ''public.event'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.event'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN SHARE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
SET LOCAL search_path = public;
DO 'DECLARE
    missing text := (
        SELECT pg_catalog.string_agg(p.relid::regclass::text, '', '')
        FROM pg_catalog.pg_partition_tree(''public.event'') AS p
        JOIN pg_catalog.pg_index AS m ON m.indexrelid = pg_catalog.to_regclass(''public.bellows_event_low_kind_lower_idx_8e7cc80c'')
        WHERE p.isleaf AND pg_catalog.pg_relation_size(p.relid) > 8388608 AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_index AS i
            WHERE i.indrelid = p.relid AND i.indisvalid AND i.indisunique = m.indisunique
              AND pg_catalog.substring(pg_catalog.pg_get_indexdef(i.indexrelid), '' USING .*$'')
                  = pg_catalog.substring(pg_catalog.pg_get_indexdef(m.indexrelid), '' USING .*$'')
              AND (NOT false OR EXISTS (SELECT FROM pg_catalog.pg_constraint AS c
                                         WHERE c.conindid = i.indexrelid AND c.conrelid = i.indrelid))));
BEGIN
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = ''55000'',
            MESSAGE = pg_catalog.format(''partitions without an index like %s: %s'', ''public.bellows_event_low_kind_lower_idx_8e7cc80c'', missing),
            DETAIL = ''They were made or attached since the plan was expanded, and are too large to be scanned under a lock.'',
            HINT = ''Build it on each of them (CREATE INDEX CONCURRENTLY; for a constraint also ADD CONSTRAINT … USING INDEX), then give the same command again.'';
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.event'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.event_high'')) THEN
        CREATE INDEX bellows_event_high_kind_lower_idx_6d535d9d ON public.event_high USING btree (label, lower(note)) WHERE label IS NOT NULL;
    END IF;
END';
CREATE INDEX bellows_event_kind_idx_1a7da39b ON public.event USING btree (label, lower(note)) WHERE label IS NOT NULL
;
COMMIT;

-- expand 15 of 22: expand/15_index:public.event_mid
-- build index bellows_event_mid_own_21e9d28b on public.event_mid
-- lock: SHARE UPDATE EXCLUSIVE on public.event_mid; scan: yes; outside of a transaction
CREATE INDEX CONCURRENTLY bellows_event_mid_own_21e9d28b ON public.event_mid USING btree (cents)
;

-- expand 16 of 22: expand/16_constraints:public.event
-- add constraints to public.event, not yet validated
-- lock: ACCESS EXCLUSIVE on public.event; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.event'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.event'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
SET LOCAL search_path = public;
ALTER TABLE public.event ADD CONSTRAINT bellows_not_null_cents_6536cbc8 CHECK (cents IS NOT NULL) NOT VALID, ADD CONSTRAINT bellows_not_null_title_7f3567f5 CHECK (title IS NOT NULL) NOT VALID;
ALTER TABLE public.event ADD CONSTRAINT bellows_event_amount_check_95d91ed4 CHECK (cents > 0) NOT VALID
;
COMMIT;

-- expand 17 of 22: expand/17_validate:public.event
-- validate bellows_not_null_cents_6536cbc8 of public.event
-- lock: SHARE UPDATE EXCLUSIVE on public.event; scan: yes; one transaction
BEGIN;
ALTER TABLE public.event VALIDATE CONSTRAINT bellows_not_null_cents_6536cbc8
;
COMMIT;

-- expand 18 of 22: expand/18_validate:public.event
-- validate bellows_not_null_title_7f3567f5 of public.event
-- lock: SHARE UPDATE EXCLUSIVE on public.event; scan: yes; one transaction
BEGIN;
ALTER TABLE public.event VALIDATE CONSTRAINT bellows_not_null_title_7f3567f5
;
COMMIT;

-- expand 19 of 22: expand/19_validate:public.event
-- validate bellows_event_amount_check_95d91ed4 of public.event
-- lock: SHARE UPDATE EXCLUSIVE on public.event; scan: yes; one transaction
BEGIN;
ALTER TABLE public.event VALIDATE CONSTRAINT bellows_event_amount_check_95d91ed4
;
COMMIT;

-- expand 20 of 22: expand/20_finish:public.event
-- turn what was validated into constraints of public.event
-- lock: ACCESS EXCLUSIVE on public.event; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.event'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.event'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
ALTER TABLE public.event ALTER COLUMN cents SET NOT NULL, ALTER COLUMN title SET NOT NULL;
ALTER TABLE public.event DROP CONSTRAINT bellows_not_null_cents_6536cbc8, DROP CONSTRAINT bellows_not_null_title_7f3567f5
;
COMMIT;

-- expand 21 of 22: expand/21_analyze:public.event
-- gather statistics of the new columns of public.event
-- lock: SHARE UPDATE EXCLUSIVE on public.event; scan: no; one transaction
BEGIN;
ANALYZE public.event (label, cents, title)
;
COMMIT;

-- expand 22 of 22: expand/22_verify:public.event
-- verify that old and new shape are equal in every row of public.event
-- lock: ACCESS SHARE on public.event; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) || ' ' || pg_catalog.concat('day=', t.day) || pg_catalog.concat(' in ', t.tableoid::regclass) AS key
    FROM public.event AS t
    WHERE CASE WHEN ROW(t.kind)::record OPERATOR(pg_catalog.*=) ROW((t.label)::text)::record THEN false
            ELSE ROW(t.label)::record OPERATOR(pg_catalog.*<>) ROW((t.kind)::text)::record END
       OR CASE WHEN ROW(t.amount)::record OPERATOR(pg_catalog.*=) ROW((t.cents::int)::integer)::record THEN false
            ELSE ROW(t.cents)::record OPERATOR(pg_catalog.*<>) ROW((t.amount)::bigint)::record END
    UNION ALL
    SELECT pg_catalog.format('a partition without its default: ALTER TABLE ONLY %s ALTER COLUMN %I SET DEFAULT %s',
                             p.relid::regclass, a.attname,
                             pg_catalog.regexp_replace(pg_catalog.pg_get_expr(d.adbin, d.adrelid), '\s+', ' ', 'g'))
    FROM pg_catalog.pg_partition_tree('public.event') AS p
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = 'public.event'::regclass AND a.attname = ANY ('{"label","cents","title"}'::name[])
    JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE p.relid <> a.attrelid AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_attribute AS o
        JOIN pg_catalog.pg_attrdef AS e ON e.adrelid = o.attrelid AND e.adnum = o.attnum
        WHERE o.attrelid = p.relid AND o.attname = a.attname
          AND pg_catalog.pg_get_expr(e.adbin, e.adrelid) = pg_catalog.pg_get_expr(d.adbin, d.adrelid))
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 10) AS keys
;

-- tighten 1 of 1: tighten/01_verify:public.event
-- verify that old and new shape are equal in every row of public.event
-- lock: ACCESS SHARE on public.event; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) || ' ' || pg_catalog.concat('day=', t.day) || pg_catalog.concat(' in ', t.tableoid::regclass) AS key
    FROM public.event AS t
    WHERE CASE WHEN ROW(t.kind)::record OPERATOR(pg_catalog.*=) ROW((t.label)::text)::record THEN false
            ELSE ROW(t.label)::record OPERATOR(pg_catalog.*<>) ROW((t.kind)::text)::record END
       OR CASE WHEN ROW(t.amount)::record OPERATOR(pg_catalog.*=) ROW((t.cents::int)::integer)::record THEN false
            ELSE ROW(t.cents)::record OPERATOR(pg_catalog.*<>) ROW((t.amount)::bigint)::record END
    UNION ALL
    SELECT pg_catalog.format('a partition without its default: ALTER TABLE ONLY %s ALTER COLUMN %I SET DEFAULT %s',
                             p.relid::regclass, a.attname,
                             pg_catalog.regexp_replace(pg_catalog.pg_get_expr(d.adbin, d.adrelid), '\s+', ' ', 'g'))
    FROM pg_catalog.pg_partition_tree('public.event') AS p
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = 'public.event'::regclass AND a.attname = ANY ('{"label","cents","title"}'::name[])
    JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE p.relid <> a.attrelid AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_attribute AS o
        JOIN pg_catalog.pg_attrdef AS e ON e.adrelid = o.attrelid AND e.adnum = o.attnum
        WHERE o.attrelid = p.relid AND o.attname = a.attname
          AND pg_catalog.pg_get_expr(e.adbin, e.adrelid) = pg_catalog.pg_get_expr(d.adbin, d.adrelid))
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 10) AS keys
;

-- seal 1 of 1: seal/01_seal:public.event
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.event; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.event'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.event'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
ALTER TABLE public.event ALTER COLUMN label SET DEFAULT 'none'::text, ALTER COLUMN cents DROP DEFAULT, ALTER COLUMN title DROP DEFAULT;
ALTER TABLE public.event RENAME COLUMN kind TO bellows_held_kind_41b9d843;
ALTER TABLE public.event RENAME COLUMN amount TO bellows_held_amount_eb87a0d5;
CREATE OR REPLACE FUNCTION bellows.shim_a08bc2cd() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF NOT (pg_catalog.current_setting(''bellows.d_a08bc2cd'', true) = ''/moved/'') OR (ROW((new.label)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.bellows_held_kind_41b9d843)::record
                  AND ROW((new.bellows_held_kind_41b9d843)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record) THEN
            NEW.bellows_held_kind_41b9d843 := new.label;
        END IF;
        IF NOT (pg_catalog.current_setting(''bellows.d_a08bc2cd'', true) = ''/moved/'') OR (ROW((new.cents::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.bellows_held_amount_eb87a0d5)::record
                  AND ROW((new.bellows_held_amount_eb87a0d5)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.cents)::record) THEN
            NEW.bellows_held_amount_eb87a0d5 := new.cents::int;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.label)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
            NEW.bellows_held_kind_41b9d843 := new.label;
        END IF;
        IF ROW(OLD.cents)::record OPERATOR(pg_catalog.*<>) ROW(NEW.cents)::record THEN
            NEW.bellows_held_amount_eb87a0d5 := new.cents::int;
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_a08bc2cd() IS 'bellows plan=20261201140000 table=public.event purpose=shim'
;
COMMIT;

-- purge 1 of 2: purge/01_verify:public.event
-- verify that old and new shape are equal in every row of public.event
-- lock: ACCESS SHARE on public.event; scan: yes; reads only; no row may differ
WITH mismatch AS MATERIALIZED (
    SELECT pg_catalog.concat('id=', t.id) || ' ' || pg_catalog.concat('day=', t.day) || pg_catalog.concat(' in ', t.tableoid::regclass) AS key
    FROM public.event AS t
    WHERE t.ctid >= $1::tid AND t.ctid < $2::tid
      AND (CASE WHEN ROW(t.bellows_held_kind_41b9d843)::record OPERATOR(pg_catalog.*=) ROW((t.label)::text)::record THEN false
            ELSE ROW(t.label)::record OPERATOR(pg_catalog.*<>) ROW((t.bellows_held_kind_41b9d843)::text)::record END
       OR CASE WHEN ROW(t.bellows_held_amount_eb87a0d5)::record OPERATOR(pg_catalog.*=) ROW((t.cents::int)::integer)::record THEN false
            ELSE ROW(t.cents)::record OPERATOR(pg_catalog.*<>) ROW((t.bellows_held_amount_eb87a0d5)::bigint)::record END)
)
SELECT (SELECT pg_catalog.count(*) FROM mismatch) AS mismatches,
       ARRAY(SELECT m.key FROM mismatch AS m LIMIT 20) AS keys
;

-- purge 2 of 2: purge/02_purge:public.event
-- drop the shim and the held columns of public.event
-- lock: ACCESS EXCLUSIVE on public.event; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.event'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.event'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
DROP TRIGGER IF EXISTS "!bellows_a08bc2cd_mark" ON public.event;
DROP TRIGGER IF EXISTS "~bellows_a08bc2cd_insert" ON public.event;
DROP TRIGGER IF EXISTS "~bellows_a08bc2cd_touch" ON public.event;
DROP TRIGGER IF EXISTS "~bellows_a08bc2cd_change" ON public.event;
DROP TRIGGER IF EXISTS "~bellows_a08bc2cd_move" ON public.event;
DROP FUNCTION IF EXISTS bellows.shim_a08bc2cd();
DROP SEQUENCE IF EXISTS bellows.conflicts_a08bc2cd;
DELETE FROM bellows.horizon WHERE key = 'a08bc2cd';
ALTER TABLE public.event DROP COLUMN bellows_held_kind_41b9d843, DROP COLUMN bellows_held_amount_eb87a0d5;
ALTER TABLE public.event RENAME CONSTRAINT bellows_event_amount_check_95d91ed4 TO event_amount_check;
ALTER TABLE public.event RENAME CONSTRAINT bellows_event_amount_once_aba7ccca TO event_amount_once;
ALTER INDEX public.bellows_event_kind_idx_1a7da39b RENAME TO event_kind_idx;
ALTER INDEX IF EXISTS public.bellows_event_low_id_day_amount_key_b4e5bbcc RENAME TO event_low_id_day_amount_key;
ALTER INDEX IF EXISTS public.bellows_event_low_kind_lower_idx_8e7cc80c RENAME TO event_low_kind_lower_idx;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.event'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.event_low'')) THEN
        COMMENT ON INDEX public.event_low_kind_lower_idx IS ''of the early ones'';
    END IF;
END';
ALTER INDEX IF EXISTS public.bellows_event_mid_id_day_amount_key_713f55ba RENAME TO event_mid_id_day_amount_key;
ALTER INDEX IF EXISTS public.bellows_event_mid_kind_lower_idx_e42982c6 RENAME TO event_mid_kind_lower_idx;
ALTER INDEX IF EXISTS public.bellows_event_mid_own_21e9d28b RENAME TO event_mid_own;
ALTER INDEX IF EXISTS public.bellows_event_high_id_day_amount_key_ccd88e08 RENAME TO event_high_id_day_amount_key;
ALTER INDEX IF EXISTS public.bellows_event_high_kind_lower_idx_6d535d9d RENAME TO event_high_kind_lower_idx;
ALTER INDEX IF EXISTS public.bellows_event_rest_id_day_amount_key_33e17405 RENAME TO event_rest_id_day_amount_key;
ALTER INDEX IF EXISTS public.bellows_event_rest_kind_lower_idx_bd27929d RENAME TO event_rest_kind_lower_idx;
ALTER INDEX IF EXISTS public.bellows_event_high_a_id_day_amount_key_ff608a1b RENAME TO event_high_a_id_day_amount_key;
ALTER INDEX IF EXISTS public.bellows_event_high_a_kind_lower_idx_00fa8050 RENAME TO event_high_a_kind_lower_idx;
ALTER INDEX IF EXISTS public.bellows_event_high_b_id_day_amount_key_45e1afda RENAME TO event_high_b_id_day_amount_key;
ALTER INDEX IF EXISTS public.bellows_event_high_b_kind_lower_idx_6b78bb79 RENAME TO event_high_b_kind_lower_idx
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.event
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.event; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.event'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.event'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.event'') AND a.attname = ''bellows_held_kind_41b9d843'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.event RENAME COLUMN bellows_held_kind_41b9d843 TO kind;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.event'') AND a.attname = ''bellows_held_amount_eb87a0d5'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.event RENAME COLUMN bellows_held_amount_eb87a0d5 TO amount;
    END IF;
END';
ALTER TABLE public.event ALTER COLUMN label SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_a08bc2cd', pg_catalog.concat(pg_catalog.current_setting('bellows.m_a08bc2cd', true), '/1/'), true) IS NULL THEN NULL::text END, ALTER COLUMN cents SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_a08bc2cd', pg_catalog.concat(pg_catalog.current_setting('bellows.m_a08bc2cd', true), '/2/'), true) IS NULL THEN NULL::bigint END, ALTER COLUMN title SET DEFAULT CASE WHEN pg_catalog.set_config('bellows.m_a08bc2cd', pg_catalog.concat(pg_catalog.current_setting('bellows.m_a08bc2cd', true), '/3/'), true) IS NULL THEN NULL::pg_catalog.text END;
CREATE OR REPLACE FUNCTION bellows.shim_a08bc2cd() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_a08bc2cd'', true), ''/1/'') > 0 THEN
            NEW.label := new.kind;
        ELSIF (pg_catalog.current_setting(''bellows.d_a08bc2cd'', true) = ''/moved/'') THEN
            IF ROW((new.label)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.kind)::record
                  AND ROW((new.kind)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_a08bc2cd'');
                NEW.kind := new.label;
            END IF;
        ELSE
            IF ROW(NEW.kind)::record OPERATOR(pg_catalog.*=) ROW((''none''::text)::text)::record THEN
                NEW.kind := new.label;
            ELSIF ROW(NEW.label) IS NULL AND ROW((new.label)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.kind)::record
                  AND ROW((new.kind)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
                NEW.label := new.kind;
            ELSIF ROW((new.label)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.kind)::record
                  AND ROW((new.kind)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_a08bc2cd'');
                NEW.kind := new.label;
            END IF;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_a08bc2cd'', true), ''/2/'') > 0 THEN
            NEW.cents := new.amount;
        ELSIF (pg_catalog.current_setting(''bellows.d_a08bc2cd'', true) = ''/moved/'') THEN
            IF ROW((new.cents::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.amount)::record
                  AND ROW((new.amount)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.cents)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_a08bc2cd'');
                NEW.amount := new.cents::int;
            END IF;
        ELSE
            IF ROW(NEW.amount)::record OPERATOR(pg_catalog.*=) ROW((NULL)::integer)::record THEN
                NEW.amount := new.cents::int;
            ELSIF ROW(NEW.cents) IS NULL AND ROW((new.cents::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.amount)::record
                  AND ROW((new.amount)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.cents)::record THEN
                NEW.cents := new.amount;
            ELSIF ROW((new.cents::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.amount)::record
                  AND ROW((new.amount)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.cents)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_a08bc2cd'');
                NEW.amount := new.cents::int;
            END IF;
        END IF;
        IF pg_catalog.strpos(pg_catalog.current_setting(''bellows.d_a08bc2cd'', true), ''/3/'') > 0 THEN
            NEW.title := COALESCE(new.note, ''untitled'');
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.label)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
            IF ROW(OLD.kind)::record OPERATOR(pg_catalog.*=) ROW(NEW.kind)::record THEN
                NEW.kind := new.label;
            ELSIF ROW((new.label)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.kind)::record
                  AND ROW((new.kind)::text)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_a08bc2cd'');
                NEW.kind := new.label;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.label) IS NULL)
              OR ROW(OLD.kind)::record OPERATOR(pg_catalog.*<>) ROW(NEW.kind)::record THEN
            NEW.label := new.kind;
        END IF;
        IF ROW(OLD.cents)::record OPERATOR(pg_catalog.*<>) ROW(NEW.cents)::record THEN
            IF ROW(OLD.amount)::record OPERATOR(pg_catalog.*=) ROW(NEW.amount)::record THEN
                NEW.amount := new.cents::int;
            ELSIF ROW((new.cents::int)::integer)::record OPERATOR(pg_catalog.*<>) ROW(NEW.amount)::record
                  AND ROW((new.amount)::bigint)::record OPERATOR(pg_catalog.*<>) ROW(NEW.cents)::record THEN
                PERFORM pg_catalog.nextval(''bellows.conflicts_a08bc2cd'');
                NEW.amount := new.cents::int;
            END IF;
        ELSIF (TG_NARGS = 1 AND ROW(OLD.cents) IS NULL)
              OR ROW(OLD.amount)::record OPERATOR(pg_catalog.*<>) ROW(NEW.amount)::record THEN
            NEW.cents := new.amount;
        END IF;
        IF ROW(OLD.title)::record OPERATOR(pg_catalog.*=) ROW(NEW.title)::record
           AND ((TG_NARGS = 1 AND ROW(OLD.title) IS NULL)
                OR (ROW(OLD.note)::record OPERATOR(pg_catalog.*<>) ROW(NEW.note)::record
                    AND ROW((COALESCE(old.note, ''untitled''))::pg_catalog.text)::record OPERATOR(pg_catalog.*=) ROW(OLD.title)::record)) THEN
            NEW.title := COALESCE(new.note, ''untitled'');
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_a08bc2cd() IS 'bellows plan=20261201140000 table=public.event purpose=shim'
;
COMMIT;

-- undo 1 of 2: undo/01_kill_switch:public.event
-- switch the shim of public.event off at once, where V can do without it
-- lock: none on public.event; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_a08bc2cd()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.event'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.event'') AND a.attnotnull AND a.attname = ANY (''{"label","cents","title"}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_a08bc2cd() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_a08bc2cd'''''''', true), ''''''''/1/'''''''') > 0) AND NOT (pg_catalog.current_setting(''''''''bellows.d_a08bc2cd'''''''', true) = ''''''''/moved/'''''''') AND ROW(NEW.kind)::record OPERATOR(pg_catalog.*=) ROW((''''''''none''''''''::text)::text)::record THEN
            NEW.kind := new.label;
        END IF;
        IF NOT (pg_catalog.strpos(pg_catalog.current_setting(''''''''bellows.d_a08bc2cd'''''''', true), ''''''''/2/'''''''') > 0) AND NOT (pg_catalog.current_setting(''''''''bellows.d_a08bc2cd'''''''', true) = ''''''''/moved/'''''''') AND ROW(NEW.amount)::record OPERATOR(pg_catalog.*=) ROW((NULL)::integer)::record THEN
            NEW.amount := new.cents::int;
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF ROW(OLD.label)::record OPERATOR(pg_catalog.*<>) ROW(NEW.label)::record
           AND ROW(OLD.kind)::record OPERATOR(pg_catalog.*=) ROW(NEW.kind)::record THEN
            NEW.kind := new.label;
        END IF;
        IF ROW(OLD.cents)::record OPERATOR(pg_catalog.*<>) ROW(NEW.cents)::record
           AND ROW(OLD.amount)::record OPERATOR(pg_catalog.*=) ROW(NEW.amount)::record THEN
            NEW.amount := new.cents::int;
        END IF;

    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_a08bc2cd() IS ''''bellows plan=20261201140000 table=public.event purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 2 of 2: undo/02_undo:public.event
-- take the shim off public.event and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.event; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.event'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.event'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
ALTER TABLE public.event DROP CONSTRAINT IF EXISTS bellows_not_null_cents_6536cbc8, DROP CONSTRAINT IF EXISTS bellows_not_null_title_7f3567f5, DROP CONSTRAINT IF EXISTS bellows_event_amount_check_95d91ed4, DROP CONSTRAINT IF EXISTS bellows_event_amount_once_aba7ccca;
DROP INDEX IF EXISTS public.bellows_event_amount_once_aba7ccca;
DROP INDEX IF EXISTS public.bellows_event_kind_idx_1a7da39b;
DROP INDEX IF EXISTS public.bellows_event_low_id_day_amount_key_b4e5bbcc;
DROP INDEX IF EXISTS public.bellows_event_low_kind_lower_idx_8e7cc80c;
DROP INDEX IF EXISTS public.bellows_event_mid_id_day_amount_key_713f55ba;
DROP INDEX IF EXISTS public.bellows_event_mid_kind_lower_idx_e42982c6;
DROP INDEX IF EXISTS public.bellows_event_mid_own_21e9d28b;
DROP INDEX IF EXISTS public.bellows_event_rest_id_day_amount_key_33e17405;
DROP INDEX IF EXISTS public.bellows_event_rest_kind_lower_idx_bd27929d;
DROP INDEX IF EXISTS public.bellows_event_high_a_id_day_amount_key_ff608a1b;
DROP INDEX IF EXISTS public.bellows_event_high_a_kind_lower_idx_00fa8050;
DROP INDEX IF EXISTS public.bellows_event_high_b_id_day_amount_key_45e1afda;
DROP INDEX IF EXISTS public.bellows_event_high_b_kind_lower_idx_6b78bb79;
DROP TRIGGER IF EXISTS "!bellows_a08bc2cd_mark" ON public.event;
DROP TRIGGER IF EXISTS "~bellows_a08bc2cd_insert" ON public.event;
DROP TRIGGER IF EXISTS "~bellows_a08bc2cd_touch" ON public.event;
DROP TRIGGER IF EXISTS "~bellows_a08bc2cd_change" ON public.event;
DROP TRIGGER IF EXISTS "~bellows_a08bc2cd_move" ON public.event;
DROP FUNCTION IF EXISTS bellows.shim_a08bc2cd();
DROP SEQUENCE IF EXISTS bellows.conflicts_a08bc2cd;
DELETE FROM bellows.horizon WHERE key = 'a08bc2cd';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.event'') AND a.attname = ''label'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.event ALTER COLUMN label DROP NOT NULL, ALTER COLUMN label DROP DEFAULT;
        ALTER TABLE public.event RENAME COLUMN label TO bellows_held_label_b1e98eee;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.event'') AND a.attname = ''cents'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.event ALTER COLUMN cents DROP NOT NULL, ALTER COLUMN cents DROP DEFAULT;
        ALTER TABLE public.event RENAME COLUMN cents TO bellows_held_cents_88b9cdbb;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.event'') AND a.attname = ''title'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.event ALTER COLUMN title DROP NOT NULL, ALTER COLUMN title DROP DEFAULT;
        ALTER TABLE public.event RENAME COLUMN title TO bellows_held_title_55ddefec;
    END IF;
END'
;
COMMIT;

-- discard 1 of 1: discard/01_discard:public.event
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on public.event; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.event'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.event'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
ALTER TABLE public.event DROP COLUMN IF EXISTS bellows_held_label_b1e98eee, DROP COLUMN IF EXISTS bellows_held_cents_88b9cdbb, DROP COLUMN IF EXISTS bellows_held_title_55ddefec
;
COMMIT;

-- next: bellows expand 20261201140000
