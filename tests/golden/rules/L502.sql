-- bad: without
CREATE TABLE orders (id bigint PRIMARY KEY, at timestamp);
-- good: with
CREATE TABLE orders (id bigint PRIMARY KEY, at timestamptz);
