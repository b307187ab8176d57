-- given:
CREATE SEQUENCE numbers;
-- bad: a sequence in use
DROP SEQUENCE numbers;
-- good: a new one
CREATE SEQUENCE draft;
DROP SEQUENCE draft;
