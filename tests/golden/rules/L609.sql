-- given:
CREATE FUNCTION price(item int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- bad: another type
CREATE OR REPLACE FUNCTION price(item int) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
-- bad: another name of an argument
CREATE OR REPLACE FUNCTION price(thing int) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- good: the same
CREATE OR REPLACE FUNCTION price(item int) RETURNS int LANGUAGE sql AS 'SELECT 2';
