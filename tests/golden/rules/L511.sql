-- bad: a CHECK
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
-- good: none
CREATE DOMAIN email AS text;
