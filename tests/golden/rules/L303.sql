-- bad: empty or not
DROP SCHEMA app CASCADE;
-- good: a new one
CREATE SCHEMA shop;
