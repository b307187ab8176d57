-- given:
CREATE TYPE pair AS (a int, b int);
-- bad: an attribute
ALTER TYPE pair DROP ATTRIBUTE b;
-- good: one more
ALTER TYPE pair ADD ATTRIBUTE c int;
