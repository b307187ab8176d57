CREATE TABLE maker (id bigint PRIMARY KEY);
CREATE TABLE part (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code text NOT NULL UNIQUE, size integer NOT NULL DEFAULT 1 CHECK (size > 0), maker_id bigint REFERENCES maker, fax text NOT NULL);
CREATE INDEX part_size ON part (size);
