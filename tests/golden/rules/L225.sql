-- given:
CREATE FUNCTION price(item int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- bad: a default makes it fit one argument too
CREATE FUNCTION price(item int, currency text DEFAULT 'EUR') RETURNS int LANGUAGE sql AS 'SELECT 1';
-- good: two arguments in any case
CREATE FUNCTION price(item int, currency text) RETURNS int LANGUAGE sql AS 'SELECT 1';
