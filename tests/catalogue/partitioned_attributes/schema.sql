CREATE TABLE land (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO land SELECT n, 'land ' || n FROM generate_series(1, 20) AS n;
CREATE TABLE delivery (
    id bigint NOT NULL,
    area text NOT NULL,
    land_id integer CONSTRAINT delivery_land REFERENCES land,
    code text,
    note text,
    PRIMARY KEY (id, area)
) PARTITION BY LIST (area);
CREATE TABLE delivery_north PARTITION OF delivery FOR VALUES IN ('north');
CREATE TABLE delivery_south PARTITION OF delivery FOR VALUES IN ('south') PARTITION BY HASH (id);
CREATE TABLE delivery_south_0 PARTITION OF delivery_south FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE delivery_south_1 PARTITION OF delivery_south FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX delivery_code_idx ON delivery (code);
ALTER TABLE delivery_north ALTER COLUMN code SET STATISTICS 7, ALTER COLUMN code SET STORAGE EXTERNAL;
ALTER TABLE delivery ADD CONSTRAINT code_is_short CHECK (length(code) < 60) NOT VALID;
COMMENT ON COLUMN delivery_north.code IS 'of the north';
INSERT INTO delivery SELECT n, (ARRAY['north', 'south'])[1 + n % 2], 1 + n % 20, 'code ' || n, 'note ' || n FROM generate_series(1, 200) AS n;
