-- given:
CREATE TYPE pair AS (a int, b int);
-- bad: another type
ALTER TYPE pair ALTER ATTRIBUTE a TYPE bigint;
-- good: one more
ALTER TYPE pair ADD ATTRIBUTE c int;
