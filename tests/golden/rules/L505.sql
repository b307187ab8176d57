-- bad: serial
CREATE TABLE orders (id serial PRIMARY KEY);
-- bad: identity, the key apart
CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (id));
-- good: 64 bits
CREATE TABLE orders (id bigserial PRIMARY KEY);
-- good: numbered by somebody else
CREATE TABLE country (code int PRIMARY KEY);
