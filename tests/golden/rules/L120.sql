-- given:
CREATE TABLE orders (id int PRIMARY KEY, name varchar(10), total numeric(8,2), "Phone No" text);
-- bad: integer to bigint
ALTER TABLE orders ALTER COLUMN id TYPE bigint;
-- bad: with USING over two lines
ALTER TABLE orders ALTER COLUMN "Phone No" TYPE bigint
    USING replace("Phone No", '+', '')::bigint;
-- bad: a shorter limit
ALTER TABLE orders ALTER COLUMN name TYPE varchar(5);
-- bad: a table that is not known
ALTER TABLE nobody ALTER COLUMN id TYPE bigint;
-- good: a longer limit, or none
ALTER TABLE orders ALTER COLUMN name TYPE varchar(20);
-- good: text
ALTER TABLE orders ALTER COLUMN name TYPE text;
-- good: a larger precision
ALTER TABLE orders ALTER COLUMN total TYPE numeric(12,2);
