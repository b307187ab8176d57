-- plan 20261201140000 new_table
-- semver: minor
-- state: planned, nothing of it is in the database
-- nothing is left to do after expand: no contract follows
--
-- statements, as they would act if they were run as they are written
--      statement     class   lock                 scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  CREATE TABLE  expand  SHARE ROW EXCLUSIVE  no    no       no        yes         no          minor
--   2  CREATE INDEX  expand  SHARE                yes   no       no        no          no          patch
--   1: CREATE TABLE visit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer ON DELETE CASCADE, seen timestamptz NOT NULL DEFAULT now())
--      The foreign key blocks writes to customer until COMMIT.
--   2: CREATE INDEX visit_customer_id_idx ON visit USING btree (customer_id, seen DESC)
--
-- tables
--   visit: created by this plan
--
-- phases
--   expand   1 step  expand: the new shape is built beside the old one
--   undo     1 step  rollback from expanded: the new shape goes out of sight, held
--   discard  1 step  purge after a rollback: what was held is dropped

-- expand 1 of 1: expand/01_create_tables
-- create 1 table(s)
-- lock: none; scan: no; one transaction
BEGIN;
SET LOCAL search_path = public;
CREATE TABLE visit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer ON DELETE CASCADE, seen timestamptz NOT NULL DEFAULT now());
CREATE INDEX visit_customer_id_idx ON visit USING btree (customer_id, seen DESC)
;
COMMIT;

-- undo 1 of 1: undo/01_hold_tables
-- put the new table(s) out of sight
-- lock: ACCESS EXCLUSIVE; scan: no; one transaction
BEGIN;
ALTER TABLE IF EXISTS public.visit RENAME TO bellows_held_visit_31b74c66
;
COMMIT;

-- discard 1 of 1: discard/01_discard
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE; scan: no; one transaction
BEGIN;
DROP TABLE IF EXISTS public.bellows_held_visit_31b74c66
;
COMMIT;

-- next: bellows expand 20261201140000
