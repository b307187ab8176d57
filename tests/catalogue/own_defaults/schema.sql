CREATE TABLE region (id bigint PRIMARY KEY);
INSERT INTO region SELECT n FROM generate_series(1, 9) AS n;
CREATE TABLE item (id bigint PRIMARY KEY, name text NOT NULL, number bigint);
CREATE SEQUENCE item_serial_seq;
INSERT INTO item SELECT n, 'Item ' || n, n FROM generate_series(1, 90) AS n;
CREATE TABLE tag (name text PRIMARY KEY);
INSERT INTO tag SELECT 'tag ' || n FROM generate_series(1, 60) AS n;
