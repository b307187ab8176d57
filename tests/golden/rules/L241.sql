-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, number text UNIQUE, total int CONSTRAINT positive CHECK (total > 0));
-- bad: a unique constraint
ALTER TABLE orders DROP CONSTRAINT orders_number_key;
-- bad: the primary key
ALTER TABLE orders DROP CONSTRAINT orders_pkey;
-- good: a CHECK
ALTER TABLE orders DROP CONSTRAINT positive;
