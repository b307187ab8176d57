-- bad: 32 bits
CREATE TABLE orders (id bigint PRIMARY KEY, number int);
-- good: 64
CREATE TABLE orders (id bigint PRIMARY KEY, number bigint);
