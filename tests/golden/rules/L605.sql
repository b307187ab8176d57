-- given:
CREATE TABLE orders (id bigserial PRIMARY KEY, a int);
-- bad: a column of another type
ALTER TABLE orders ADD COLUMN IF NOT EXISTS a bigint;
-- bad: a table without the column
CREATE TABLE IF NOT EXISTS orders (id bigint PRIMARY KEY, b int);
-- good: the same
CREATE TABLE IF NOT EXISTS orders (id bigserial PRIMARY KEY, a int);
