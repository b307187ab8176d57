-- given:
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- bad: a function
DROP FUNCTION f(int);
-- good: statistics
DROP STATISTICS s;
