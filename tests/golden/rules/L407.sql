-- bad: twice
BEGIN;
BEGIN;
COMMIT;
-- good: once
BEGIN;
COMMIT;
