-- plan 20261122093000 phone_to_bigint
-- phone numbers become numbers
-- server: PostgreSQL 15.18, app on /run/postgresql:5432 as shop
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                class     lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ADD COLUMN   expand    ACCESS EXCLUSIVE  no    no       no        yes         no          minor
--   2  ALTER TABLE DROP COLUMN  contract  ACCESS EXCLUSIVE  no    no       yes       no          yes         major
--   1: ALTER TABLE customer ADD COLUMN phone_number bigint
--   2: ALTER TABLE customer DROP COLUMN phone
--      Whoever still reads the column fails.
--
-- tables
--   public.customer: about 1 234 567 rows, 179 MB
--
-- goes with what is dropped
--   index customer_phone_idx
--
-- phases
--   expand  4 steps  expand: the new shape is built beside the old one
--   seal    1 step   contract: the old shape goes out of sight, held and kept in sync
--   purge   1 step   purge: what was held is dropped

-- expand 1 of 4: expand/01_column:public.customer
-- add phone_number to public.customer with its shim
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer ADD COLUMN phone_number bigint;
CREATE TRIGGER shim BEFORE INSERT ON public.customer FOR EACH ROW EXECUTE FUNCTION f();
COMMIT;

-- expand 2 of 4: expand/02_backfill:public.customer
-- fill phone_number
-- lock: ROW EXCLUSIVE on public.customer; scan: yes; repeated, each range of blocks $1 to $2 in a transaction of its own
UPDATE public.customer SET phone_number = 1 WHERE ctid >= $1 AND ctid < $2
;

-- expand 3 of 4: expand/03_index:customer_phone_number_idx
-- the equal of customer_phone_idx
-- lock: SHARE UPDATE EXCLUSIVE on public.customer; scan: yes; outside of a transaction
CREATE INDEX CONCURRENTLY customer_phone_number_idx ON public.customer (phone_number)
;

-- expand 4 of 4: expand/04_verify:public.customer
-- compare phone and phone_number
-- lock: ACCESS SHARE on public.customer; scan: yes; reads only; no row may differ
-- settings of the session:
SET TimeZone = 'UTC';
SELECT count(*) AS mismatches, NULL::text[] AS keys FROM public.customer
;

-- seal 1 of 1: seal/01
-- take phone out of sight
-- lock: ACCESS EXCLUSIVE on public.customer; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer RENAME COLUMN phone TO held_phone;
COMMIT;

-- purge 1 of 1: purge/01
-- drop what is held
-- lock: none; scan: no; one transaction
BEGIN;
ALTER TABLE public.customer DROP COLUMN held_phone;
COMMIT;

-- next: bellows expand 20261122093000
