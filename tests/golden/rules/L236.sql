-- given:
CREATE SEQUENCE numbers;
-- bad: restarted
ALTER SEQUENCE numbers RESTART WITH 1;
-- good: a new one
CREATE SEQUENCE more;
ALTER SEQUENCE more INCREMENT BY 10;
