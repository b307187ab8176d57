-- plan 20261201160000 primary_key
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                               class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ADD CONSTRAINT PRIMARY KEY  expand_contract  ACCESS EXCLUSIVE  yes   no       yes       no          no          major
--   1: ALTER TABLE customer ADD PRIMARY KEY (country, number)
--
-- tables
--   public.customer: …
--
-- phases
--   tighten  4 steps  contract, once the old version is gone: constraints that it could have violated
--   unseal   2 steps  rollback from a contract: the old shape comes back

-- tighten 1 of 4: tighten/01_constraints:public.customer
-- add constraints to public.customer, not yet validated
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.customer ADD CONSTRAINT bellows_not_null_country_9675ff01 CHECK (country IS NOT NULL) NOT VALID
;
COMMIT;

-- tighten 2 of 4: tighten/02_validate:public.customer
-- validate bellows_not_null_country_9675ff01 of public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; one transaction
BEGIN;
ALTER TABLE public.customer VALIDATE CONSTRAINT bellows_not_null_country_9675ff01
;
COMMIT;

-- tighten 3 of 4: tighten/03_index:public.customer
-- build index customer_pkey on public.customer
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY customer_pkey ON public.customer USING btree (country, number)
;

-- tighten 4 of 4: tighten/04_constraint:public.customer
-- make index customer_pkey the primary key of public.customer
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ALTER COLUMN country SET NOT NULL;
ALTER TABLE public.customer ADD CONSTRAINT customer_pkey PRIMARY KEY USING INDEX customer_pkey;
ALTER TABLE public.customer DROP CONSTRAINT bellows_not_null_country_9675ff01
;
COMMIT;

-- unseal 1 of 2: unseal/01_unseal:public.customer
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP CONSTRAINT IF EXISTS customer_pkey, ALTER COLUMN country DROP NOT NULL, DROP CONSTRAINT IF EXISTS bellows_not_null_country_9675ff01
;
COMMIT;

-- unseal 2 of 2: unseal/02_drop_index:public.customer
-- drop index customer_pkey: V's writes could violate it
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: no; outside of a transaction
DROP INDEX CONCURRENTLY IF EXISTS public.customer_pkey
;

-- next: bellows expand 20261201160000
