CREATE TABLE customer (id bigint PRIMARY KEY, name text, city text DEFAULT 'Rome', made timestamptz DEFAULT now());
