CREATE TABLE item (code text, name text, place text NOT NULL, number bigint NOT NULL, barcode text);
CREATE UNIQUE INDEX item_code_idx ON item (code) INCLUDE (name);
CREATE UNIQUE INDEX item_place_key ON item (place, number);
COMMENT ON INDEX item_place_key IS 'where it is';
INSERT INTO item SELECT 'code ' || n, 'item ' || n, 'place ' || n, n, 'bar ' || n FROM generate_series(1, 120) AS n;
CREATE TABLE visit (id bigint PRIMARY KEY, day date, number bigint NOT NULL);
CREATE UNIQUE INDEX visit_number_idx ON visit (number);
INSERT INTO visit SELECT n, '2026-11-01', n FROM generate_series(1, 60) AS n;
