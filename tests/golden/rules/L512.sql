-- bad: none
CREATE TABLE orders (id bigint);
-- good: one
CREATE TABLE orders (id bigint PRIMARY KEY);
