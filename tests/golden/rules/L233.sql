-- also: L241
-- given:
CREATE TABLE keyed (id bigint PRIMARY KEY);
CREATE TABLE bare (a int);
CREATE TABLE told (id bigint PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE told;
-- bad: no key
CREATE PUBLICATION q FOR TABLE bare;
-- bad: the key goes
ALTER TABLE told DROP CONSTRAINT told_pkey;
-- good: a key
CREATE PUBLICATION q FOR TABLE keyed;
