-- bad: padded
CREATE TABLE orders (id bigint PRIMARY KEY, code char(3));
-- good: text
CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(3));
