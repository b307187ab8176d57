CREATE TABLE land (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO land SELECT n, 'land ' || n FROM generate_series(1, 20) AS n;
CREATE TABLE delivery (
    id bigint NOT NULL,
    area text NOT NULL,
    land_id integer,
    code text,
    weight integer DEFAULT 1,
    note text,
    PRIMARY KEY (id, area),
    CONSTRAINT delivery_weight_max CHECK (weight < 100000)
) PARTITION BY LIST (area);
CREATE TABLE delivery_north PARTITION OF delivery FOR VALUES IN ('north');
CREATE TABLE delivery_south PARTITION OF delivery FOR VALUES IN ('south', 'south-west') PARTITION BY HASH (id);
CREATE TABLE delivery_south_0 PARTITION OF delivery_south FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE delivery_south_1 PARTITION OF delivery_south FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE delivery_rest PARTITION OF delivery DEFAULT;
CREATE INDEX delivery_land_idx ON delivery (land_id);
CREATE INDEX delivery_note_idx ON delivery (note);
INSERT INTO delivery
SELECT n, (ARRAY['north', 'south', 'south-west', 'east'])[1 + n % 4], 1 + n % 20, 'code ' || n, n % 50, CASE WHEN n % 5 > 0 THEN 'note ' || n END
FROM generate_series(1, 400) AS n;
