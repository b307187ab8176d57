-- plan 20261201150000 partition_tree_in_place
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                               class            lock                 scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ALTER COLUMN SET NOT NULL   expand_contract  ACCESS EXCLUSIVE     yes   no       yes       no          no          major
--   2  ALTER TABLE ALTER COLUMN SET NOT NULL   expand_contract  ACCESS EXCLUSIVE     yes   no       yes       no          no          major
--   3  ALTER TABLE ADD CONSTRAINT CHECK        expand_contract  ACCESS EXCLUSIVE     yes   no       yes       no          no          major
--   4  CREATE INDEX                            expand           SHARE                yes   no       no        no          no          patch
--   5  ALTER TABLE ADD CONSTRAINT UNIQUE       expand_contract  ACCESS EXCLUSIVE     yes   no       yes       no          no          major
--   6  ALTER TABLE ADD CONSTRAINT FOREIGN KEY  expand_contract  SHARE ROW EXCLUSIVE  yes   no       yes       no          no          major
--   7  ALTER TABLE ALTER COLUMN SET DEFAULT    expand           ACCESS EXCLUSIVE     no    no       no        yes         no          minor
--   8  DROP INDEX                              contract         ACCESS EXCLUSIVE     no    no       no        no          no          patch
--   9  ALTER TABLE DROP CONSTRAINT             expand           ACCESS EXCLUSIVE     no    no       no        yes         no          minor
--   1: ALTER TABLE delivery ALTER COLUMN note SET NOT NULL
--   2: ALTER TABLE delivery ALTER COLUMN code SET NOT NULL
--   3: ALTER TABLE delivery ADD CONSTRAINT delivery_weight_min CHECK (weight >= 0)
--   4: CREATE INDEX delivery_weight_idx ON delivery USING btree (weight, lower(code)) INCLUDE (note)
--   5: ALTER TABLE delivery ADD UNIQUE (code, area, id)
--   6: ALTER TABLE delivery ADD CONSTRAINT delivery_land_fk FOREIGN KEY (land_id) REFERENCES land
--   7: ALTER TABLE delivery ALTER COLUMN weight SET DEFAULT 2
--   8: DROP INDEX delivery_note_idx
--      V works without it, but may be slow.
--   9: ALTER TABLE delivery DROP CONSTRAINT delivery_weight_max
--
-- tables
--   public.delivery: …
--
-- phases
--   expand   10 steps  expand: the new shape is built beside the old one
--   tighten  17 steps  contract, once the old version is gone: constraints that it could have violated
--   seal     1 step    contract: the old shape goes out of sight, held and kept in sync
--   purge    2 steps   purge: what was held is dropped
--   unseal   2 steps   rollback from a contract: the old shape comes back
--   undo     5 steps   rollback from expanded: the new shape goes out of sight, held

-- expand 1 of 10: expand/01_columns:public.delivery
-- add the new columns and the shim of public.delivery
-- lock: ACCESS EXCLUSIVE on public.delivery; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.delivery'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
ALTER TABLE public.delivery ALTER COLUMN weight SET DEFAULT 2;
CREATE SEQUENCE bellows.conflicts_977adadb;
GRANT USAGE ON SEQUENCE bellows.conflicts_977adadb TO PUBLIC;
CREATE OR REPLACE FUNCTION bellows.shim_977adadb() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF new.note IS NULL THEN
            NEW.note := ''none'';
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF new.note IS NULL THEN
            NEW.note := ''none'';
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_977adadb() IS 'bellows plan=20261201150000 table=public.delivery purpose=shim';

INSERT INTO bellows.horizon (key, plan, xid)
VALUES ('977adadb', '20261201150000',
        (pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()) & 4294967295)::text::xid);
CREATE TRIGGER "~bellows_977adadb_insert" BEFORE INSERT ON public.delivery FOR EACH ROW
WHEN (new.note IS NULL)
EXECUTE FUNCTION bellows.shim_977adadb();
COMMENT ON TRIGGER "~bellows_977adadb_insert" ON public.delivery IS 'bellows plan=20261201150000 table=public.delivery purpose=insert';
CREATE TRIGGER "~bellows_977adadb_change" BEFORE UPDATE ON public.delivery FOR EACH ROW
WHEN (new.note IS NULL)
EXECUTE FUNCTION bellows.shim_977adadb();
COMMENT ON TRIGGER "~bellows_977adadb_change" ON public.delivery IS 'bellows plan=20261201150000 table=public.delivery purpose=change';
PREPARE bellows_check AS UPDATE ONLY public.delivery AS t SET note = 'none';
DEALLOCATE bellows_check;
COMMIT;

-- expand 2 of 10: expand/02_backfill:public.delivery
-- fill the new columns of old rows of public.delivery
-- lock: ROW EXCLUSIVE on public.delivery; scan: yes; repeated, each range of blocks $1 to $2 in a transaction of its own
UPDATE public.delivery AS t
SET note = 'none'
WHERE t.ctid >= $1::tid AND t.ctid < $2::tid AND (CASE WHEN t.note IS NULL THEN NOT (SELECT r.note IS NULL FROM (SELECT ('none')::text AS note) AS r) ELSE false END)
;

-- expand 3 of 10: expand/03_index:public.delivery_north
-- build index delivery_north_weight_lower_note_idx on public.delivery_north
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery_north; scan: yes; outside of a transaction
-- settings of the session:
SET search_path = public;
CREATE INDEX CONCURRENTLY delivery_north_weight_lower_note_idx ON public.delivery_north USING btree (weight, lower(code)) INCLUDE (note)
;

-- expand 4 of 10: expand/04_index:public.delivery_rest
-- build index delivery_rest_weight_lower_note_idx on public.delivery_rest
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery_rest; scan: yes; outside of a transaction
-- settings of the session:
SET search_path = public;
CREATE INDEX CONCURRENTLY delivery_rest_weight_lower_note_idx ON public.delivery_rest USING btree (weight, lower(code)) INCLUDE (note)
;

-- expand 5 of 10: expand/05_index:public.delivery_south_0
-- build index delivery_south_0_weight_lower_note_idx on public.delivery_south_0
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery_south_0; scan: yes; outside of a transaction
-- settings of the session:
SET search_path = public;
CREATE INDEX CONCURRENTLY delivery_south_0_weight_lower_note_idx ON public.delivery_south_0 USING btree (weight, lower(code)) INCLUDE (note)
;

-- expand 6 of 10: expand/06_index:public.delivery_south_1
-- build index delivery_south_1_weight_lower_note_idx on public.delivery_south_1
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery_south_1; scan: yes; outside of a transaction
-- settings of the session:
SET search_path = public;
CREATE INDEX CONCURRENTLY delivery_south_1_weight_lower_note_idx ON public.delivery_south_1 USING btree (weight, lower(code)) INCLUDE (note)
;

-- expand 7 of 10: expand/07_index:public.delivery
-- make index delivery_weight_idx of public.delivery from those of its partitions
-- lock: SHARE on public.delivery; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN SHARE MODE'', ''public.delivery'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p LOOP
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
        FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
        JOIN pg_catalog.pg_index AS m ON m.indexrelid = pg_catalog.to_regclass(''public.delivery_north_weight_lower_note_idx'')
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
            MESSAGE = pg_catalog.format(''partitions without an index like %s: %s'', ''public.delivery_north_weight_lower_note_idx'', missing),
            DETAIL = ''They were made or attached since the plan was expanded, and are too large to be scanned under a lock.'',
            HINT = ''Build it on each of them (CREATE INDEX CONCURRENTLY; for a constraint also ADD CONSTRAINT … USING INDEX), then give the same command again.'';
    END IF;
END';
CREATE INDEX delivery_weight_idx ON public.delivery USING btree (weight, lower(code)) INCLUDE (note)
;
COMMIT;

-- expand 8 of 10: expand/08_constraints:public.delivery
-- add constraints to public.delivery, not yet validated
-- lock: ACCESS EXCLUSIVE on public.delivery; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.delivery'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
SET LOCAL search_path = public;
ALTER TABLE public.delivery ADD CONSTRAINT bellows_not_null_note_fabdbff6 CHECK (note IS NOT NULL) NOT VALID
;
COMMIT;

-- expand 9 of 10: expand/09_validate:public.delivery
-- validate bellows_not_null_note_fabdbff6 of public.delivery
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery; scan: yes; one transaction
BEGIN;
ALTER TABLE public.delivery VALIDATE CONSTRAINT bellows_not_null_note_fabdbff6
;
COMMIT;

-- expand 10 of 10: expand/10_drop_constraints:public.delivery
-- drop constraints of public.delivery
-- lock: ACCESS EXCLUSIVE on public.delivery; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.delivery'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
ALTER TABLE public.delivery DROP CONSTRAINT delivery_weight_max
;
COMMIT;

-- tighten 1 of 17: tighten/01_constraints:public.delivery
-- add constraints to public.delivery, not yet validated
-- lock: ACCESS EXCLUSIVE on public.delivery; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.delivery'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
SET LOCAL search_path = public;
ALTER TABLE public.delivery ADD CONSTRAINT bellows_not_null_code_2010f34d CHECK (code IS NOT NULL) NOT VALID, ADD CONSTRAINT delivery_weight_min CHECK (weight OPERATOR(pg_catalog.>=) 0) NOT VALID
;
COMMIT;

-- tighten 2 of 17: tighten/02_validate:public.delivery
-- validate bellows_not_null_code_2010f34d of public.delivery
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery; scan: yes; one transaction
BEGIN;
ALTER TABLE public.delivery VALIDATE CONSTRAINT bellows_not_null_code_2010f34d
;
COMMIT;

-- tighten 3 of 17: tighten/03_validate:public.delivery
-- validate delivery_weight_min of public.delivery
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery; scan: yes; one transaction
BEGIN;
ALTER TABLE public.delivery VALIDATE CONSTRAINT delivery_weight_min
;
COMMIT;

-- tighten 4 of 17: tighten/04_index:public.delivery_north
-- build index delivery_north_code_area_id_key on public.delivery_north
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery_north; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY delivery_north_code_area_id_key ON public.delivery_north USING btree (code, area, id)
;

-- tighten 5 of 17: tighten/05_index:public.delivery_rest
-- build index delivery_rest_code_area_id_key on public.delivery_rest
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery_rest; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY delivery_rest_code_area_id_key ON public.delivery_rest USING btree (code, area, id)
;

-- tighten 6 of 17: tighten/06_index:public.delivery_south_0
-- build index delivery_south_0_code_area_id_key on public.delivery_south_0
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery_south_0; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY delivery_south_0_code_area_id_key ON public.delivery_south_0 USING btree (code, area, id)
;

-- tighten 7 of 17: tighten/07_index:public.delivery_south_1
-- build index delivery_south_1_code_area_id_key on public.delivery_south_1
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery_south_1; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY delivery_south_1_code_area_id_key ON public.delivery_south_1 USING btree (code, area, id)
;

-- tighten 8 of 17: tighten/08_constraint:public.delivery
-- make constraint delivery_code_area_id_key of public.delivery from those of its partitions
-- lock: ACCESS EXCLUSIVE on public.delivery; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.delivery'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p LOOP
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
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_north'')) THEN
        ALTER TABLE public.delivery_north ADD CONSTRAINT delivery_north_code_area_id_key UNIQUE USING INDEX delivery_north_code_area_id_key;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_rest'')) THEN
        ALTER TABLE public.delivery_rest ADD CONSTRAINT delivery_rest_code_area_id_key UNIQUE USING INDEX delivery_rest_code_area_id_key;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_south_0'')) THEN
        ALTER TABLE public.delivery_south_0 ADD CONSTRAINT delivery_south_0_code_area_id_key UNIQUE USING INDEX delivery_south_0_code_area_id_key;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_south_1'')) THEN
        ALTER TABLE public.delivery_south_1 ADD CONSTRAINT delivery_south_1_code_area_id_key UNIQUE USING INDEX delivery_south_1_code_area_id_key;
    END IF;
END';
DO 'DECLARE
    missing text := (
        SELECT pg_catalog.string_agg(p.relid::regclass::text, '', '')
        FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
        JOIN pg_catalog.pg_index AS m ON m.indexrelid = pg_catalog.to_regclass(''public.delivery_north_code_area_id_key'')
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
            MESSAGE = pg_catalog.format(''partitions without an index like %s: %s'', ''public.delivery_north_code_area_id_key'', missing),
            DETAIL = ''They were made or attached since the plan was expanded, and are too large to be scanned under a lock.'',
            HINT = ''Build it on each of them (CREATE INDEX CONCURRENTLY; for a constraint also ADD CONSTRAINT … USING INDEX), then give the same command again.'';
    END IF;
END';
ALTER TABLE public.delivery ADD CONSTRAINT delivery_code_area_id_key UNIQUE (code, area, id)
;
COMMIT;

-- tighten 9 of 17: tighten/09_foreign_key:public.delivery_north
-- add foreign key delivery_land_fk to partition public.delivery_north, not yet validated
-- lock: SHARE ROW EXCLUSIVE on public.delivery_north; scan: no; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_north'')) THEN
        ALTER TABLE public.delivery_north ADD CONSTRAINT delivery_land_fk FOREIGN KEY (land_id) REFERENCES public.land NOT VALID;
    END IF;
END'
;
COMMIT;

-- tighten 10 of 17: tighten/10_foreign_key:public.delivery_rest
-- add foreign key delivery_land_fk to partition public.delivery_rest, not yet validated
-- lock: SHARE ROW EXCLUSIVE on public.delivery_rest; scan: no; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_rest'')) THEN
        ALTER TABLE public.delivery_rest ADD CONSTRAINT delivery_land_fk FOREIGN KEY (land_id) REFERENCES public.land NOT VALID;
    END IF;
END'
;
COMMIT;

-- tighten 11 of 17: tighten/11_foreign_key:public.delivery_south_0
-- add foreign key delivery_land_fk to partition public.delivery_south_0, not yet validated
-- lock: SHARE ROW EXCLUSIVE on public.delivery_south_0; scan: no; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_south_0'')) THEN
        ALTER TABLE public.delivery_south_0 ADD CONSTRAINT delivery_land_fk FOREIGN KEY (land_id) REFERENCES public.land NOT VALID;
    END IF;
END'
;
COMMIT;

-- tighten 12 of 17: tighten/12_foreign_key:public.delivery_south_1
-- add foreign key delivery_land_fk to partition public.delivery_south_1, not yet validated
-- lock: SHARE ROW EXCLUSIVE on public.delivery_south_1; scan: no; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_south_1'')) THEN
        ALTER TABLE public.delivery_south_1 ADD CONSTRAINT delivery_land_fk FOREIGN KEY (land_id) REFERENCES public.land NOT VALID;
    END IF;
END'
;
COMMIT;

-- tighten 13 of 17: tighten/13_validate:public.delivery_north
-- validate delivery_land_fk of partition public.delivery_north
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery_north; scan: yes; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_north'')) THEN
        ALTER TABLE public.delivery_north VALIDATE CONSTRAINT delivery_land_fk;
    END IF;
END'
;
COMMIT;

-- tighten 14 of 17: tighten/14_validate:public.delivery_rest
-- validate delivery_land_fk of partition public.delivery_rest
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery_rest; scan: yes; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_rest'')) THEN
        ALTER TABLE public.delivery_rest VALIDATE CONSTRAINT delivery_land_fk;
    END IF;
END'
;
COMMIT;

-- tighten 15 of 17: tighten/15_validate:public.delivery_south_0
-- validate delivery_land_fk of partition public.delivery_south_0
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery_south_0; scan: yes; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_south_0'')) THEN
        ALTER TABLE public.delivery_south_0 VALIDATE CONSTRAINT delivery_land_fk;
    END IF;
END'
;
COMMIT;

-- tighten 16 of 17: tighten/16_validate:public.delivery_south_1
-- validate delivery_land_fk of partition public.delivery_south_1
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery_south_1; scan: yes; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_south_1'')) THEN
        ALTER TABLE public.delivery_south_1 VALIDATE CONSTRAINT delivery_land_fk;
    END IF;
END'
;
COMMIT;

-- tighten 17 of 17: tighten/17_foreign_key:public.delivery
-- make foreign key delivery_land_fk of public.delivery from those of its partitions
-- lock: SHARE ROW EXCLUSIVE on public.delivery; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN SHARE ROW EXCLUSIVE MODE'', ''public.delivery'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN SHARE ROW EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
DO 'DECLARE
    missing text := (
        SELECT pg_catalog.string_agg(p.relid::regclass::text, '', '')
        FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
        JOIN pg_catalog.pg_constraint AS m ON m.conrelid = pg_catalog.to_regclass(''public.delivery_north'') AND m.conname = ''delivery_land_fk''
        WHERE p.isleaf AND pg_catalog.pg_relation_size(p.relid) > 8388608 AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_constraint AS c
            WHERE c.conrelid = p.relid AND c.contype = ''f'' AND c.convalidated
              AND pg_catalog.pg_get_constraintdef(c.oid) = pg_catalog.pg_get_constraintdef(m.oid)));
BEGIN
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = ''55000'',
            MESSAGE = pg_catalog.format(''partitions without foreign key %s: %s'', ''delivery_land_fk'', missing),
            DETAIL = ''They were made or attached since the plan was expanded, and are too large to be scanned under a lock.'',
            HINT = ''Add it to each of them under this name (ADD CONSTRAINT … NOT VALID, then VALIDATE CONSTRAINT), then give the same command again.'';
    END IF;
END';
ALTER TABLE public.delivery ADD CONSTRAINT delivery_land_fk FOREIGN KEY (land_id) REFERENCES public.land
;
COMMIT;

-- seal 1 of 1: seal/01_seal:public.delivery
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.delivery; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.delivery'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
ALTER TABLE public.delivery ALTER COLUMN note SET NOT NULL, ALTER COLUMN code SET NOT NULL;
CREATE OR REPLACE FUNCTION bellows.shim_977adadb() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
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
COMMENT ON FUNCTION bellows.shim_977adadb() IS 'bellows plan=20261201150000 table=public.delivery purpose=shim'
;
COMMIT;

-- purge 1 of 2: purge/01_purge:public.delivery
-- drop the shim and the held columns of public.delivery
-- lock: ACCESS EXCLUSIVE on public.delivery; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.delivery'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
DROP TRIGGER IF EXISTS "!bellows_977adadb_mark" ON public.delivery;
DROP TRIGGER IF EXISTS "~bellows_977adadb_insert" ON public.delivery;
DROP TRIGGER IF EXISTS "~bellows_977adadb_touch" ON public.delivery;
DROP TRIGGER IF EXISTS "~bellows_977adadb_change" ON public.delivery;
DROP FUNCTION IF EXISTS bellows.shim_977adadb();
DROP SEQUENCE IF EXISTS bellows.conflicts_977adadb;
DELETE FROM bellows.horizon WHERE key = '977adadb';
ALTER TABLE public.delivery DROP CONSTRAINT bellows_not_null_note_fabdbff6, DROP CONSTRAINT bellows_not_null_code_2010f34d
;
COMMIT;

-- purge 2 of 2: purge/02_drop_index:public.delivery
-- drop index delivery_note_idx
-- lock: ACCESS EXCLUSIVE on public.delivery; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.delivery'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
DROP INDEX IF EXISTS public.delivery_note_idx
;
COMMIT;

-- unseal 1 of 2: unseal/01_unseal:public.delivery
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.delivery; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.delivery'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
ALTER TABLE public.delivery ALTER COLUMN note DROP NOT NULL, ALTER COLUMN code DROP NOT NULL, DROP CONSTRAINT IF EXISTS bellows_not_null_code_2010f34d, DROP CONSTRAINT IF EXISTS delivery_weight_min, DROP CONSTRAINT IF EXISTS delivery_code_area_id_key, DROP CONSTRAINT IF EXISTS delivery_land_fk;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_north'')) THEN
        ALTER TABLE public.delivery_north DROP CONSTRAINT IF EXISTS delivery_land_fk;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_rest'')) THEN
        ALTER TABLE public.delivery_rest DROP CONSTRAINT IF EXISTS delivery_land_fk;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_south_0'')) THEN
        ALTER TABLE public.delivery_south_0 DROP CONSTRAINT IF EXISTS delivery_land_fk;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p
               WHERE p.relid = pg_catalog.to_regclass(''public.delivery_south_1'')) THEN
        ALTER TABLE public.delivery_south_1 DROP CONSTRAINT IF EXISTS delivery_land_fk;
    END IF;
END';
CREATE OR REPLACE FUNCTION bellows.shim_977adadb() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
    IF TG_OP = ''INSERT'' THEN
        IF new.note IS NULL THEN
            NEW.note := ''none'';
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''bellows.backfill'', true) = ''on'' THEN
            RETURN NEW;
        END IF;
        IF new.note IS NULL THEN
            NEW.note := ''none'';
        END IF;

    END IF;
    RETURN NEW;
END';
COMMENT ON FUNCTION bellows.shim_977adadb() IS 'bellows plan=20261201150000 table=public.delivery purpose=shim'
;
COMMIT;

-- unseal 2 of 2: unseal/02_drop_index:public.delivery
-- drop index delivery_code_area_id_key: V's writes could violate it
-- lock: ACCESS EXCLUSIVE on public.delivery; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.delivery'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
DROP INDEX IF EXISTS public.delivery_code_area_id_key;
DROP INDEX IF EXISTS public.delivery_north_code_area_id_key;
DROP INDEX IF EXISTS public.delivery_rest_code_area_id_key;
DROP INDEX IF EXISTS public.delivery_south_0_code_area_id_key;
DROP INDEX IF EXISTS public.delivery_south_1_code_area_id_key
;
COMMIT;

-- undo 1 of 5: undo/01_restore:public.delivery
-- add constraint delivery_weight_max of public.delivery again, not yet validated
-- lock: ACCESS EXCLUSIVE on public.delivery; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.delivery'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
SET LOCAL search_path = public;
ALTER TABLE public.delivery DROP CONSTRAINT IF EXISTS delivery_weight_max;
ALTER TABLE public.delivery ADD CONSTRAINT delivery_weight_max CHECK (weight < 100000) NOT VALID
;
COMMIT;

-- undo 2 of 5: undo/02_validate:public.delivery
-- validate delivery_weight_max of public.delivery
-- lock: SHARE UPDATE EXCLUSIVE on public.delivery; scan: yes; one transaction
BEGIN;
ALTER TABLE public.delivery VALIDATE CONSTRAINT delivery_weight_max
;
COMMIT;

-- undo 3 of 5: undo/03_kill_switch:public.delivery
-- switch the shim of public.delivery off at once, where V can do without it
-- lock: none on public.delivery; scan: no; one transaction
BEGIN;
DO E'BEGIN
    IF pg_catalog.to_regprocedure(''bellows.shim_977adadb()'') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(''public.delivery'') AND c.conname LIKE ''bellows\\_%'')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(''public.delivery'') AND a.attnotnull AND a.attname = ANY (''{}''::name[])) THEN
        EXECUTE ''CREATE OR REPLACE FUNCTION bellows.shim_977adadb() RETURNS trigger LANGUAGE plpgsql AS ''''BEGIN
    IF TG_OP = ''''''''INSERT'''''''' THEN
        IF new.note IS NULL THEN
            NEW.note := ''''''''none'''''''';
        END IF;

    ELSE
        IF TG_NARGS = 1 AND pg_catalog.current_setting(''''''''bellows.backfill'''''''', true) = ''''''''on'''''''' THEN
            RETURN NEW;
        END IF;
        IF new.note IS NULL THEN
            NEW.note := ''''''''none'''''''';
        END IF;

    END IF;
    RETURN NEW;
END'''';
COMMENT ON FUNCTION bellows.shim_977adadb() IS ''''bellows plan=20261201150000 table=public.delivery purpose=shim'''''';
    END IF;
END'
;
COMMIT;

-- undo 4 of 5: undo/04_undo:public.delivery
-- take the shim off public.delivery and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.delivery; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.delivery'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
ALTER TABLE public.delivery DROP CONSTRAINT IF EXISTS bellows_not_null_note_fabdbff6, ALTER COLUMN weight SET DEFAULT 1;
DROP TRIGGER IF EXISTS "!bellows_977adadb_mark" ON public.delivery;
DROP TRIGGER IF EXISTS "~bellows_977adadb_insert" ON public.delivery;
DROP TRIGGER IF EXISTS "~bellows_977adadb_touch" ON public.delivery;
DROP TRIGGER IF EXISTS "~bellows_977adadb_change" ON public.delivery;
DROP FUNCTION IF EXISTS bellows.shim_977adadb();
DROP SEQUENCE IF EXISTS bellows.conflicts_977adadb;
DELETE FROM bellows.horizon WHERE key = '977adadb'
;
COMMIT;

-- undo 5 of 5: undo/05_drop_index:public.delivery
-- drop index delivery_weight_idx: the plan built it
-- lock: ACCESS EXCLUSIVE on public.delivery; scan: no; one transaction
BEGIN;
DO 'DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = ''lock_timeout'');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', ''public.delivery'');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(''public.delivery'') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config(''lock_timeout'', GREATEST(1, allowed - (1000 * pg_catalog.date_part(''epoch'',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(''LOCK TABLE ONLY %s IN ACCESS EXCLUSIVE MODE'', partition);
    END LOOP;
    PERFORM pg_catalog.set_config(''lock_timeout'', allowed::text, true);
END';
DROP INDEX IF EXISTS public.delivery_weight_idx;
DROP INDEX IF EXISTS public.delivery_north_weight_lower_note_idx;
DROP INDEX IF EXISTS public.delivery_rest_weight_lower_note_idx;
DROP INDEX IF EXISTS public.delivery_south_0_weight_lower_note_idx;
DROP INDEX IF EXISTS public.delivery_south_1_weight_lower_note_idx
;
COMMIT;

-- next: bellows expand 20261201150000
