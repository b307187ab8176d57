-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: a table in use
TRUNCATE orders;
-- bad: with all that reference it
TRUNCATE orders CASCADE;
-- good: a new table
CREATE TABLE parcel (a int);
TRUNCATE parcel;
