-- plan 20261201150000 drop_rename_constraint
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                      class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE DROP CONSTRAINT    expand           ACCESS EXCLUSIVE  no    no       no        yes         no          minor
--   2  ALTER TABLE DROP CONSTRAINT    expand           ACCESS EXCLUSIVE  no    no       no        yes         no          minor
--   3  ALTER TABLE DROP CONSTRAINT    contract         ACCESS EXCLUSIVE  no    no       yes       no          no          major
--   4  ALTER TABLE DROP CONSTRAINT    contract         ACCESS EXCLUSIVE  no    no       yes       no          no          major
--   5  ALTER TABLE DROP CONSTRAINT    expand           ACCESS EXCLUSIVE  no    no       no        no          no          patch
--   6  ALTER TABLE RENAME CONSTRAINT  expand_contract  ACCESS EXCLUSIVE  no    no       yes       yes         no          major
--   7  ALTER TABLE RENAME CONSTRAINT  expand_contract  ACCESS EXCLUSIVE  no    no       yes       yes         no          major
--   1: ALTER TABLE customer DROP CONSTRAINT name_is_short
--   2: ALTER TABLE customer DROP CONSTRAINT customer_region
--   3: ALTER TABLE customer DROP CONSTRAINT score_once
--      ON CONFLICT in V may need it.
--   4: ALTER TABLE customer DROP CONSTRAINT room_alone
--   5: ALTER TABLE customer DROP CONSTRAINT IF EXISTS not_there
--      There is no such constraint: nothing is done.
--   6: ALTER TABLE customer RENAME CONSTRAINT note_once TO customer_note_key
--   7: ALTER TABLE customer RENAME CONSTRAINT customer_pkey TO "Customer key"
--
-- tables
--   public.customer: …
--
-- phases
--   expand  1 step   expand: the new shape is built beside the old one
--   seal    1 step   contract: the old shape goes out of sight, held and kept in sync
--   purge   1 step   purge: what was held is dropped
--   unseal  1 step   rollback from a contract: the old shape comes back
--   undo    4 steps  rollback from expanded: the new shape goes out of sight, held

-- expand 1 of 1: expand/01_drop_constraints:public.customer
-- drop constraints of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT name_is_short, DROP CONSTRAINT customer_region
;
COMMIT;

-- seal 1 of 1: seal/01_seal:public.customer
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer RENAME CONSTRAINT note_once TO customer_note_key;
ALTER TABLE public.customer RENAME CONSTRAINT customer_pkey TO "Customer key"
;
COMMIT;

-- purge 1 of 1: purge/01_purge:public.customer
-- drop the shim and the held columns of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT score_once, DROP CONSTRAINT room_alone
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.customer
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_constraint AS c
               WHERE c.conrelid = pg_catalog.to_regclass(''public.customer'') AND c.conname = ''customer_note_key'') THEN
        ALTER TABLE public.customer RENAME CONSTRAINT customer_note_key TO note_once;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_constraint AS c
               WHERE c.conrelid = pg_catalog.to_regclass(''public.customer'') AND c.conname = ''Customer key'') THEN
        ALTER TABLE public.customer RENAME CONSTRAINT "Customer key" TO customer_pkey;
    END IF;
END'
;
COMMIT;

-- undo 1 of 4: undo/01_restore:public.customer
-- add constraint name_is_short of public.customer again, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS name_is_short;
ALTER TABLE public.customer ADD CONSTRAINT name_is_short CHECK (length(name) < 20) NOT VALID;
COMMENT ON CONSTRAINT name_is_short ON public.customer IS 'for the label'
;
COMMIT;

-- undo 2 of 4: undo/02_validate:public.customer
-- validate name_is_short of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT name_is_short
;
COMMIT;

-- undo 3 of 4: undo/03_restore:public.customer
-- add constraint customer_region of public.customer again, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS customer_region;
ALTER TABLE public.customer ADD CONSTRAINT customer_region FOREIGN KEY (region_id) REFERENCES public.region (id) ON DELETE CASCADE NOT VALID
;
COMMIT;

-- undo 4 of 4: undo/04_validate:public.customer
-- validate customer_region of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT customer_region
;
COMMIT;

-- next: bellows expand 20261201150000
