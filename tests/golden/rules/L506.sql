-- bad: a limit
CREATE TABLE orders (id bigint PRIMARY KEY, name varchar(100));
-- good: none
CREATE TABLE orders (id bigint PRIMARY KEY, name text);
