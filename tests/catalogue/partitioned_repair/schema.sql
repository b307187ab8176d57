CREATE TABLE delivery (
    id bigint NOT NULL,
    area text NOT NULL,
    weight integer NOT NULL DEFAULT 0,
    code text,
    PRIMARY KEY (id, area)
) PARTITION BY LIST (area);
CREATE TABLE delivery_north PARTITION OF delivery FOR VALUES IN ('north');
CREATE TABLE delivery_south PARTITION OF delivery FOR VALUES IN ('south', 'south-west') PARTITION BY HASH (id);
CREATE TABLE delivery_south_0 PARTITION OF delivery_south FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE delivery_south_1 PARTITION OF delivery_south FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE delivery_rest PARTITION OF delivery DEFAULT;
INSERT INTO delivery
SELECT n, (ARRAY['north', 'south', 'south-west', 'east'])[1 + n % 4], n % 7 - 3, nullif('code ' || n % 4, 'code 3')
FROM generate_series(1, 400) AS n;
