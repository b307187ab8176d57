CREATE TABLE customer (id serial PRIMARY KEY, name text);
CREATE TABLE supplier (number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code text NOT NULL);
CREATE TABLE invoice (
    id bigint CONSTRAINT invoice_pkey PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES customer ON DELETE CASCADE,
    year integer NOT NULL,
    place integer
);
CREATE TABLE note (id bigint PRIMARY KEY, supplier integer REFERENCES supplier);
