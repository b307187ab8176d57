-- plan 20261201120000 checks
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                         class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ADD COLUMN            expand           ACCESS EXCLUSIVE  no    no       no        yes         no          minor
--   2  ALTER TABLE ADD COLUMN            expand           ACCESS EXCLUSIVE  no    no       no        yes         no          minor
--   3  ALTER TABLE ADD CONSTRAINT CHECK  expand_contract  ACCESS EXCLUSIVE  yes   no       yes       no          no          major
--   4  ALTER TABLE ADD CONSTRAINT CHECK  expand_contract  ACCESS EXCLUSIVE  yes   no       yes       no          no          major
--   5  ALTER TABLE ADD CONSTRAINT CHECK  expand_contract  ACCESS EXCLUSIVE  yes   no       yes       no          no          major
--   6  ALTER TABLE ADD CONSTRAINT CHECK  contract         ACCESS EXCLUSIVE  no    no       yes       no          no          major
--   1: ALTER TABLE customer ADD COLUMN rank int NOT NULL DEFAULT 1
--   2: ALTER TABLE customer ADD COLUMN label text
--   3: ALTER TABLE customer ADD CHECK (rank > 0)
--   4: ALTER TABLE customer ADD CONSTRAINT label_is_short CHECK (length(label) < 20)
--   5: ALTER TABLE customer ADD CHECK (score > 0)
--   6: ALTER TABLE customer ADD CHECK (score < (rank + 500)) NOT VALID
--      NOT VALID spares the scan; every write is checked from then on all the same.
--
-- tables
--   public.customer: …
--
-- phases
--   expand   4 steps  expand: the new shape is built beside the old one
--   tighten  2 steps  contract, once the old version is gone: constraints that it could have violated
--   unseal   1 step   rollback from a contract: the old shape comes back
--   undo     1 step   rollback from expanded: the new shape goes out of sight, held
--   discard  1 step   purge after a rollback: what was held is dropped

-- expand 1 of 4: expand/01_columns:public.customer
-- change columns of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD COLUMN rank int DEFAULT 1 NOT NULL, ADD COLUMN label pg_catalog.text;
COMMIT;

-- expand 2 of 4: expand/02_constraints:public.customer
-- add constraints to public.customer, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer ADD CONSTRAINT customer_rank_check CHECK (rank OPERATOR(pg_catalog.>) 0) NOT VALID, ADD CONSTRAINT label_is_short CHECK (pg_catalog.length(label) OPERATOR(pg_catalog.<) 20) NOT VALID
;
COMMIT;

-- expand 3 of 4: expand/03_validate:public.customer
-- validate customer_rank_check of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT customer_rank_check
;
COMMIT;

-- expand 4 of 4: expand/04_validate:public.customer
-- validate label_is_short of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT label_is_short
;
COMMIT;

-- tighten 1 of 2: tighten/01_constraints:public.customer
-- add constraints to public.customer, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer ADD CONSTRAINT customer_score_check1 CHECK (score OPERATOR(pg_catalog.>) 0) NOT VALID, ADD CONSTRAINT customer_check CHECK (score OPERATOR(pg_catalog.<) (rank OPERATOR(pg_catalog.+) 500)) NOT VALID
;
COMMIT;

-- tighten 2 of 2: tighten/02_validate:public.customer
-- validate customer_score_check1 of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT customer_score_check1
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.customer
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS customer_score_check1, DROP CONSTRAINT IF EXISTS customer_check
;
COMMIT;

-- undo 1 of 1: undo/01_undo:public.customer
-- take the shim off public.customer and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS customer_rank_check, DROP CONSTRAINT IF EXISTS label_is_short;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''rank'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN rank DROP NOT NULL, ALTER COLUMN rank DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN rank TO bellows_held_rank_ccdf2310;
    END IF;
END';
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''public.customer'') AND a.attname = ''label'' AND NOT a.attisdropped) THEN
        ALTER TABLE public.customer ALTER COLUMN label DROP NOT NULL, ALTER COLUMN label DROP DEFAULT;
        ALTER TABLE public.customer RENAME COLUMN label TO bellows_held_label_36b8af90;
    END IF;
END'
;
COMMIT;

-- discard 1 of 1: discard/01_discard:public.customer
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP COLUMN IF EXISTS bellows_held_rank_ccdf2310, DROP COLUMN IF EXISTS bellows_held_label_36b8af90
;
COMMIT;

-- next: bellows expand 20261201120000
