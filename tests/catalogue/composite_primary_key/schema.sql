CREATE TABLE shelf (
    shop integer,
    place text COLLATE "C",
    day date,
    note text,
    CONSTRAINT shelf_pk PRIMARY KEY (place, shop, day) INCLUDE (note)
);
CREATE TABLE item (
    id bigint PRIMARY KEY,
    shop integer NOT NULL,
    day date NOT NULL,
    place text COLLATE "C" NOT NULL,
    FOREIGN KEY (shop, place, day) REFERENCES shelf (shop, place, day)
);
INSERT INTO shelf SELECT n % 3, 'shelf ' || n, date '2026-01-01' + n, 'note ' || n FROM generate_series(1, 120) AS n;
INSERT INTO item SELECT n, n % 3, date '2026-01-01' + n, 'shelf ' || n FROM generate_series(1, 120) AS n;
