-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: no end
BEGIN;
SELECT 1;
-- good: an end
BEGIN;
SELECT 1;
COMMIT;
