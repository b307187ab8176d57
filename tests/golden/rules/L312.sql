-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: all
ALTER TABLE orders DISABLE TRIGGER ALL;
-- good: the user's
ALTER TABLE orders DISABLE TRIGGER USER;
