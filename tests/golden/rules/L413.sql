-- bad: outside
SET LOCAL lock_timeout = '2s';
-- good: inside
BEGIN;
SET LOCAL lock_timeout = '2s';
COMMIT;
