CREATE TABLE customer (id bigint PRIMARY KEY);
INSERT INTO customer SELECT generate_series(1, 20);
