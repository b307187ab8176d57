-- bad: again it fails
CREATE TABLE orders (id bigint PRIMARY KEY);
-- good: it does not
CREATE TABLE IF NOT EXISTS orders (id bigint PRIMARY KEY);
-- good: in a transaction
BEGIN;
CREATE TABLE orders (id bigint PRIMARY KEY);
COMMIT;
