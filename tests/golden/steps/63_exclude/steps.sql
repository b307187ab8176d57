-- plan 20261203130000 exclude
-- bookings may not overlap
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement                           class            lock              scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ADD CONSTRAINT EXCLUDE  expand_contract  ACCESS EXCLUSIVE  yes   no       yes       no          no          major
--   2  ALTER TABLE DROP CONSTRAINT         contract         ACCESS EXCLUSIVE  no    no       yes       no          no          major
--   1: ALTER TABLE booking ADD EXCLUDE USING gist (int4range(room, room, '[]') WITH =, during WITH &&) WHERE (room IS NOT NULL)
--   2: ALTER TABLE booking DROP CONSTRAINT note_alone
--
-- tables
--   public.booking: …
--
-- phases
--   tighten  1 step  contract, once the old version is gone: constraints that it could have violated
--   purge    1 step  purge: what was held is dropped
--   unseal   1 step  rollback from a contract: the old shape comes back

-- tighten 1 of 1: tighten/01_exclude:public.booking
-- build constraint booking_int4range_during_excl of public.booking while everybody waits
-- lock: ACCESS EXCLUSIVE on public.booking; scan: yes; one transaction
BEGIN;
SET LOCAL search_path = public;
ALTER TABLE public.booking ADD CONSTRAINT booking_int4range_during_excl EXCLUDE USING gist (int4range(room, room, '[]') WITH =, during WITH &&) WHERE (room IS NOT NULL)
;
COMMIT;

-- purge 1 of 1: purge/01_purge:public.booking
-- drop the shim and the held columns of public.booking
-- lock: ACCESS EXCLUSIVE on public.booking; scan: no; one transaction
BEGIN;
ALTER TABLE public.booking DROP CONSTRAINT note_alone
;
COMMIT;

-- unseal 1 of 1: unseal/01_unseal:public.booking
-- put the old shape in sight again, with what was written meanwhile
-- lock: ACCESS EXCLUSIVE on public.booking; scan: no; one transaction
BEGIN;
ALTER TABLE public.booking DROP CONSTRAINT IF EXISTS booking_int4range_during_excl
;
COMMIT;

-- next: bellows expand 20261203130000
