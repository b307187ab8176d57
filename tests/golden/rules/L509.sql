-- bad: bare
CREATE TABLE orders (id bigint PRIMARY KEY);
-- good: with its schema
CREATE TABLE public.orders (id bigint PRIMARY KEY);
