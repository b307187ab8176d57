-- plan 20261203110000 constraints_kept
-- constraints that stay
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                        class   lock                    scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE VALIDATE CONSTRAINT  expand  SHARE UPDATE EXCLUSIVE  yes   no       no        no          no          patch
--   2  ALTER TABLE VALIDATE CONSTRAINT  expand  SHARE UPDATE EXCLUSIVE  yes   no       no        no          no          patch
--   3  ALTER TABLE VALIDATE CONSTRAINT  expand  SHARE UPDATE EXCLUSIVE  no    no       no        no          no          patch
--   4  ALTER TABLE ALTER CONSTRAINT     expand  ACCESS EXCLUSIVE        no    no       no        no          no          patch
--   5  ALTER TABLE ALTER CONSTRAINT     expand  ACCESS EXCLUSIVE        no    no       no        no          no          patch
--   1: ALTER TABLE customer VALIDATE CONSTRAINT score_is_low
--   2: ALTER TABLE customer VALIDATE CONSTRAINT customer_other
--   3: ALTER TABLE customer VALIDATE CONSTRAINT note_is_short
--      It is valid already.
--   4: ALTER TABLE customer ALTER CONSTRAINT customer_region DEFERRABLE INITIALLY DEFERRED
--   5: ALTER TABLE customer ALTER CONSTRAINT customer_home
--
-- tables
--   public.customer: …
--
-- phases
--   expand  3 steps  expand: the new shape is built beside the old one
--   seal    1 step   contract: the old shape goes out of sight, held and kept in sync
--   unseal  1 step   rollback from a contract: the old shape comes back
--   undo    3 steps  rollback from expanded: the new shape goes out of sight, held

-- expand 1 of 3: expand/01_timing:public.customer
-- change when foreign keys of public.customer are checked
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER CONSTRAINT customer_region DEFERRABLE INITIALLY DEFERRED
;
COMMIT;

-- expand 2 of 3: expand/02_validate:public.customer
-- validate score_is_low of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT score_is_low
;
COMMIT;

-- expand 3 of 3: expand/03_validate:public.customer
-- validate customer_other of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT customer_other
;
COMMIT;

-- seal 1 of 1: seal/01_seal:public.customer
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER CONSTRAINT customer_home NOT DEFERRABLE
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.customer
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER CONSTRAINT customer_home DEFERRABLE INITIALLY DEFERRED
;
COMMIT;

-- undo 1 of 3: undo/01_restore:public.customer
-- add constraint score_is_low of public.customer again, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS score_is_low;
ALTER TABLE public.customer ADD CONSTRAINT score_is_low CHECK (score < 1000) NOT VALID;
COMMENT ON CONSTRAINT score_is_low ON public.customer IS 'for the list'
;
COMMIT;

-- undo 2 of 3: undo/02_restore:public.customer
-- add constraint customer_other of public.customer again, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
DO 'DECLARE
    names text[] := ''{"public.customer","public.region"}'';
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
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS customer_other;
ALTER TABLE public.customer ADD CONSTRAINT customer_other FOREIGN KEY (region_id) REFERENCES public.region (id) NOT VALID;
COMMENT ON CONSTRAINT customer_other ON public.customer IS 'once more'
;
COMMIT;

-- undo 3 of 3: undo/03_undo:public.customer
-- take the shim off public.customer and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER CONSTRAINT customer_region NOT DEFERRABLE
;
COMMIT;

-- next: bellows expand 20261203110000
