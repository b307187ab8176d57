-- plan 20261203120000 use_index
-- indexes that become constraints
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                                           class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ADD CONSTRAINT PRIMARY KEY USING INDEX  expand_contract  ACCESS EXCLUSIVE  yes   no       yes       no          no          major
--   2  ALTER TABLE ADD CONSTRAINT UNIQUE USING INDEX       expand           ACCESS EXCLUSIVE  no    no       no        no          no          patch
--   3  CREATE INDEX                                        expand_contract  SHARE             yes   no       yes       no          no          major
--   4  ALTER TABLE ADD CONSTRAINT UNIQUE USING INDEX       expand           ACCESS EXCLUSIVE  no    no       no        no          no          patch
--   5  COMMENT                                             expand           ACCESS SHARE      no    no       no        no          no          patch
--   6  ALTER TABLE DROP CONSTRAINT                         contract         ACCESS EXCLUSIVE  no    no       yes       no          no          major
--   7  ALTER TABLE ADD CONSTRAINT PRIMARY KEY USING INDEX  expand           ACCESS EXCLUSIVE  no    no       no        no          no          patch
--   1: ALTER TABLE item ADD CONSTRAINT item_pkey PRIMARY KEY USING INDEX item_code_idx
--   2: ALTER TABLE item ADD UNIQUE USING INDEX item_place_key
--   3: CREATE UNIQUE INDEX item_barcode_idx ON item USING btree (barcode)
--      V may still write duplicates.
--   4: ALTER TABLE item ADD CONSTRAINT item_barcode UNIQUE USING INDEX item_barcode_idx DEFERRABLE INITIALLY DEFERRED
--   5: COMMENT ON CONSTRAINT item_barcode ON item IS 'on the label'
--   6: ALTER TABLE visit DROP CONSTRAINT visit_pkey
--      ON CONFLICT in V may need it.
--   7: ALTER TABLE visit ADD CONSTRAINT visit_pkey PRIMARY KEY USING INDEX visit_number_idx
--      The columns are known to hold no NULL: no scan.
--
-- tables
--   public.item: …
--   public.visit: …
--
-- phases
--   tighten  4 steps  contract, once the old version is gone: constraints that it could have violated
--   purge    5 steps  purge: what was held is dropped
--   unseal   2 steps  rollback from a contract: the old shape comes back

-- tighten 1 of 4: tighten/01_index:public.item
-- build index item_barcode_idx on public.item
-- lock: SHARE UPDATE EXCLUSIVE on public.item; scan: yes; outside of a transaction
-- settings of the session:
SET search_path = public;
CREATE UNIQUE INDEX CONCURRENTLY item_barcode_idx ON public.item USING btree (barcode)
;

-- tighten 2 of 4: tighten/02_constraints:public.item
-- add constraints to public.item, not yet validated
-- lock: ACCESS EXCLUSIVE on public.item; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.item ADD CONSTRAINT bellows_not_null_code_b5cf0e35 CHECK (code IS NOT NULL) NOT VALID
;
COMMIT;

-- tighten 3 of 4: tighten/03_validate:public.item
-- validate bellows_not_null_code_b5cf0e35 of public.item
-- lock: SHARE UPDATE EXCLUSIVE on public.item; scan: yes; one transaction
BEGIN;
ALTER TABLE public.item VALIDATE CONSTRAINT bellows_not_null_code_b5cf0e35
;
COMMIT;

-- tighten 4 of 4: tighten/04_constraint:public.item
-- make the columns of index item_code_idx, the future primary key of public.item, NOT NULL
-- lock: ACCESS EXCLUSIVE on public.item; scan: no; one transaction
BEGIN;
ALTER TABLE public.item ALTER COLUMN code SET NOT NULL;
ALTER TABLE public.item DROP CONSTRAINT bellows_not_null_code_b5cf0e35
;
COMMIT;

-- purge 1 of 5: purge/01_use_index:public.item
-- make index item_code_idx the constraint item_pkey of public.item
-- lock: ACCESS EXCLUSIVE on public.item; scan: no; one transaction
BEGIN;
ALTER TABLE public.item ADD CONSTRAINT item_pkey PRIMARY KEY USING INDEX item_code_idx
;
COMMIT;

-- purge 2 of 5: purge/02_use_index:public.item
-- make index item_place_key the constraint item_place_key of public.item
-- lock: ACCESS EXCLUSIVE on public.item; scan: no; one transaction
BEGIN;
ALTER TABLE public.item ADD CONSTRAINT item_place_key UNIQUE USING INDEX item_place_key
;
COMMIT;

-- purge 3 of 5: purge/03_use_index:public.item
-- make index item_barcode_idx the constraint item_barcode of public.item
-- lock: ACCESS EXCLUSIVE on public.item; scan: no; one transaction
BEGIN;
ALTER TABLE public.item ADD CONSTRAINT item_barcode UNIQUE USING INDEX item_barcode_idx DEFERRABLE INITIALLY DEFERRED
;
COMMIT;

-- purge 4 of 5: purge/04_attributes:public.item
-- set what is said of public.item and its parts beside their shape
-- lock: SHARE UPDATE EXCLUSIVE on public.item; scan: no; one transaction
BEGIN;
COMMENT ON CONSTRAINT item_barcode ON public.item IS 'on the label'
;
COMMIT;

-- purge 5 of 5: purge/05_purge:public.visit
-- drop the shim and the held columns of public.visit
-- lock: ACCESS EXCLUSIVE on public.visit; scan: no; one transaction
BEGIN;
ALTER TABLE public.visit DROP CONSTRAINT visit_pkey;
ALTER TABLE public.visit ADD CONSTRAINT visit_pkey PRIMARY KEY USING INDEX visit_number_idx
;
COMMIT;

-- unseal 1 of 2: unseal/01_unseal
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE; scan: no; one transaction
BEGIN;
DO 'DECLARE
    names text[] := ''{"public.item","public.visit"}'';
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
ALTER TABLE public.item ALTER COLUMN code DROP NOT NULL, DROP CONSTRAINT IF EXISTS bellows_not_null_code_b5cf0e35
;
COMMIT;

-- unseal 2 of 2: unseal/02_drop_index:public.item
-- drop index item_barcode_idx: V's writes could violate it
-- lock: SHARE UPDATE EXCLUSIVE on public.item; scan: no; outside of a transaction
DROP INDEX CONCURRENTLY IF EXISTS public.item_barcode_idx
;

-- next: bellows expand 20261203120000
