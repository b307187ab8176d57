-- given:
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN email AS text;
-- bad: a type
DROP TYPE mood;
-- bad: a domain
DROP DOMAIN email;
-- good: a new type
CREATE TYPE draft AS ENUM ('a');
