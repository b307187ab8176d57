-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE TYPE pair AS (a int, b int);
-- bad: a table
ALTER TABLE orders SET SCHEMA archive;
-- bad: a type
ALTER TYPE pair SET SCHEMA archive;
-- good: a new table
CREATE TABLE parcel (a int);
ALTER TABLE parcel SET SCHEMA archive;
