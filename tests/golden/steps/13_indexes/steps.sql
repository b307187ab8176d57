-- plan 20261201130000 indexes
-- semver: major
-- state: planned, nothing of it is in the database
--
-- statements, as they would act if they were run as they are written
--      statement               class            lock                    scan  rewrite  breaks V  breaks V+1  loses data  semver
--   1  ALTER TABLE ADD COLUMN  expand           ACCESS EXCLUSIVE        no    no       no        yes         no          minor
--   2  CREATE INDEX            expand           SHARE                   yes   no       no        no          no          patch
--   3  CREATE INDEX            expand           SHARE UPDATE EXCLUSIVE  yes   no       no        no          no          patch
--   4  CREATE INDEX            expand_contract  SHARE                   yes   no       yes       no          no          major
--   5  DROP INDEX              contract         ACCESS EXCLUSIVE        no    no       no        no          no          patch
--   1: ALTER TABLE app.customer ADD COLUMN slug text
--   2: CREATE INDEX customer_slug ON app.customer USING btree (slug) WHERE slug IS NOT NULL
--   3: CREATE INDEX CONCURRENTLY customer_name ON app.customer USING btree (lower(name)text_pattern_ops)
--   4: CREATE UNIQUE INDEX customer_score ON app.customer USING btree (score) INCLUDE (id)
--      V may still write duplicates.
--   5: DROP INDEX app.customer_old
--      V works without it, but may be slow.
--
-- tables
--   app.customer: …
--
-- phases
--   expand   3 steps  expand: the new shape is built beside the old one
--   tighten  1 step   contract, once the old version is gone: constraints that it could have violated
--   purge    1 step   purge: what was held is dropped
--   unseal   1 step   rollback from a contract: the old shape comes back
--   undo     3 steps  rollback from expanded: the new shape goes out of sight, held
--   discard  1 step   purge after a rollback: what was held is dropped

-- expand 1 of 3: expand/01_columns:app.customer
-- change columns of app.customer
-- lock: ACCESS EXCLUSIVE on app.customer; scan: no; one transaction
BEGIN;
ALTER TABLE app.customer ADD COLUMN slug pg_catalog.text;
COMMIT;

-- expand 2 of 3: expand/02_index:app.customer
-- build index customer_slug on app.customer
-- lock: SHARE UPDATE EXCLUSIVE on app.customer; scan: yes; outside of a transaction
-- settings of the session:
SET search_path = public;
CREATE INDEX CONCURRENTLY customer_slug ON app.customer USING btree (slug) WHERE slug IS NOT NULL
;

-- expand 3 of 3: expand/03_index:app.customer
-- build index customer_name on app.customer
-- lock: SHARE UPDATE EXCLUSIVE on app.customer; scan: yes; outside of a transaction
-- settings of the session:
SET search_path = public;
CREATE INDEX CONCURRENTLY customer_name ON app.customer USING btree (lower(name)text_pattern_ops)
;

-- tighten 1 of 1: tighten/01_index:app.customer
-- build index customer_score on app.customer
-- lock: SHARE UPDATE EXCLUSIVE on app.customer; scan: yes; outside of a transaction
-- settings of the session:
SET search_path = public;
CREATE UNIQUE INDEX CONCURRENTLY customer_score ON app.customer USING btree (score) INCLUDE (id)
;

-- purge 1 of 1: purge/01_drop_index:app.customer
-- drop index customer_old
-- lock: SHARE UPDATE EXCLUSIVE on app.customer; scan: no; outside of a transaction
DROP INDEX CONCURRENTLY IF EXISTS app.customer_old
;

-- unseal 1 of 1: unseal/01_drop_index:app.customer
-- drop index customer_score: V's writes could violate it
-- lock: SHARE UPDATE EXCLUSIVE on app.customer; scan: no; outside of a transaction
DROP INDEX CONCURRENTLY IF EXISTS app.customer_score
;

-- undo 1 of 3: undo/01_undo:app.customer
-- take the shim off app.customer and put the new shape out of sight
-- lock: ACCESS EXCLUSIVE on app.customer; scan: no; one transaction
BEGIN;
DO 'BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(''app.customer'') AND a.attname = ''slug'' AND NOT a.attisdropped) THEN
        ALTER TABLE app.customer ALTER COLUMN slug DROP NOT NULL, ALTER COLUMN slug DROP DEFAULT;
        ALTER TABLE app.customer RENAME COLUMN slug TO bellows_held_slug_2f5a54d8;
    END IF;
END'
;
COMMIT;

-- undo 2 of 3: undo/02_drop_index:app.customer
-- drop index customer_slug: the plan built it
-- lock: SHARE UPDATE EXCLUSIVE on app.customer; scan: no; outside of a transaction
DROP INDEX CONCURRENTLY IF EXISTS app.customer_slug
;

-- undo 3 of 3: undo/03_drop_index:app.customer
-- drop index customer_name: the plan built it
-- lock: SHARE UPDATE EXCLUSIVE on app.customer; scan: no; outside of a transaction
DROP INDEX CONCURRENTLY IF EXISTS app.customer_name
;

-- discard 1 of 1: discard/01_discard:app.customer
-- drop what was held since the rollback
-- lock: ACCESS EXCLUSIVE on app.customer; scan: no; one transaction
BEGIN;
ALTER TABLE app.customer DROP COLUMN IF EXISTS bellows_held_slug_2f5a54d8
;
COMMIT;

-- next: bellows expand 20261201130000
