-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: a table in use
REVOKE SELECT ON orders FROM app;
-- bad: a role
REVOKE writer FROM app;
-- good: a new table
CREATE TABLE parcel (a int);
REVOKE ALL ON parcel FROM PUBLIC;
