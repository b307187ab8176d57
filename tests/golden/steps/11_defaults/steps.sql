-- plan 20261201110000 defaults
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                              class     lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ALTER COLUMN SET DEFAULT   expand    ACCESS EXCLUSIVE  no    no       no        yes         no          minor
--   2  ALTER TABLE ALTER COLUMN SET DEFAULT   expand    ACCESS EXCLUSIVE  no    no       no        yes         no          minor
--   3  ALTER TABLE ALTER COLUMN DROP DEFAULT  contract  ACCESS EXCLUSIVE  no    no       yes       no          no          major
--   1: ALTER TABLE customer ALTER COLUMN name SET DEFAULT upper('nobody')
--   2: ALTER TABLE customer ALTER COLUMN city SET DEFAULT 'Berlin'
--   3: ALTER TABLE customer ALTER COLUMN made DROP DEFAULT
--      V's INSERTs that leave the column out store NULL from then on.
--
-- tables
--   public.customer: …
--
-- phases
--   expand  1 step  expand: the new shape is built beside the old one
--   seal    1 step  contract: the old shape goes out of sight, held and kept in sync
--   unseal  1 step  rollback from a contract: the old shape comes back
--   undo    1 step  rollback from expanded: the new shape goes out of sight, held

-- expand 1 of 1: expand/01_columns:public.customer
-- change columns of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN name SET DEFAULT pg_catalog.upper('nobody'), ALTER COLUMN city SET DEFAULT 'Berlin';
COMMIT;

-- seal 1 of 1: seal/01_seal:public.customer
-- put the old shape out of sight; it is kept in step under held names
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN made DROP DEFAULT
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.customer
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN made SET DEFAULT now()
;
COMMIT;

-- undo 1 of 1: undo/01_undo:public.customer
-- take the shim off public.customer and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN name DROP DEFAULT, ALTER COLUMN city SET DEFAULT 'Rome'::text
;
COMMIT;

-- next: bellows expand 20261201110000
