-- given:
CREATE TYPE pair AS (a int, b int);
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- bad: a type
ALTER TYPE pair RENAME TO two;
-- bad: an attribute
ALTER TYPE pair RENAME ATTRIBUTE a TO c;
-- bad: a function
ALTER FUNCTION f(int) RENAME TO g;
-- bad: a schema
ALTER SCHEMA app RENAME TO shop;
-- good: statistics, which nobody names
ALTER STATISTICS s RENAME TO s2;
