-- The tables that the plans of this folder expect, with a few thousand rows each:
--   psql -v ON_ERROR_STOP=1 -f plans/example_schema.sql "$DATABASE_URL"
-- The columns that the plans change carry an index, a CHECK, a comment and grants, so that one can see all of them arrive
-- at the new columns.

BEGIN;

CREATE TABLE customer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CONSTRAINT customer_name_not_empty CHECK (length(name) > 0),
    phone text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX customer_name_idx ON customer (name);
CREATE INDEX customer_phone_idx ON customer (phone);
COMMENT ON COLUMN customer.name IS 'As printed on invoices';
COMMENT ON COLUMN customer.phone IS 'With the country code, such as +4930123456';
GRANT SELECT (name) ON customer TO PUBLIC;
INSERT INTO customer (name, phone)
SELECT 'Customer ' || n, '+49' || (3000000000 + n * 7919)
  FROM generate_series(1, 5000) AS n;

CREATE TABLE contact (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    email text NOT NULL UNIQUE
);
CREATE INDEX contact_name_idx ON contact (name);
COMMENT ON COLUMN contact.name IS 'First name and last name';
INSERT INTO contact (name, email)
SELECT (ARRAY['Ada', 'Grace', 'Edgar', 'Barbara', 'Tony'])[1 + n % 5]
       || CASE WHEN n % 10 = 0 THEN '' WHEN n % 7 = 0 THEN ' de la Cruz' ELSE ' Example' || n END,
       'contact' || n || '@example.org'
  FROM generate_series(1, 4000) AS n;

CREATE TABLE address (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    street text NOT NULL,
    house_number text NOT NULL,
    city text NOT NULL
);
COMMENT ON COLUMN address.house_number IS 'Without blanks, such as 12a';
INSERT INTO address (street, house_number, city)
SELECT (ARRAY['Main Street', 'Broadway', 'Unter den Linden', 'Rue de la Paix'])[1 + n % 4],
       (1 + n % 200) || CASE WHEN n % 11 = 0 THEN 'a' ELSE '' END,
       'City ' || n % 50
  FROM generate_series(1, 4000) AS n;

CREATE TABLE supplier (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    fax text NOT NULL
);
COMMENT ON COLUMN supplier.fax IS 'Last used in 2009';
INSERT INTO supplier (name, fax)
SELECT 'Supplier ' || n, '+49 30 ' || (100000 + n)
  FROM generate_series(1, 3000) AS n;

CREATE TABLE purchase (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customer,
    quantity integer NOT NULL CHECK (quantity > 0),
    unit_price numeric(10,2) NOT NULL CHECK (unit_price >= 0)
);
CREATE INDEX purchase_customer_id_idx ON purchase (customer_id);
INSERT INTO purchase (customer_id, quantity, unit_price)
SELECT 1 + n % 5000, 1 + n % 9, (n % 10000) / 100.0
  FROM generate_series(1, 8000) AS n;

COMMIT;

ANALYZE customer, contact, address, supplier, purchase;
