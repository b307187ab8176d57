-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: the default mode
BEGIN;
LOCK TABLE orders;
COMMIT;
-- good: a weak mode
BEGIN;
LOCK TABLE orders IN SHARE UPDATE EXCLUSIVE MODE;
COMMIT;
