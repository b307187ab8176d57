-- bad: commit
COMMIT;
-- good: with its begin
BEGIN;
COMMIT;
