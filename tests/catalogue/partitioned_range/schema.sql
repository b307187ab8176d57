-- Two levels, a default partition, a partition whose columns stand in another order, and one with an index of its own.
CREATE TABLE event (
    id bigint NOT NULL,
    day integer NOT NULL,
    kind text DEFAULT 'none',
    amount integer NOT NULL,
    note text,
    PRIMARY KEY (id, day),
    CONSTRAINT event_amount_once UNIQUE (id, day, amount),
    CONSTRAINT event_amount_check CHECK (amount > 0)
) PARTITION BY RANGE (day);
CREATE TABLE event_low PARTITION OF event FOR VALUES FROM (0) TO (10);
CREATE TABLE event_mid (note text, gone integer, amount integer NOT NULL, kind text DEFAULT 'none', day integer NOT NULL, id bigint NOT NULL,
    CONSTRAINT event_amount_check CHECK (amount > 0));
ALTER TABLE event_mid DROP COLUMN gone;
ALTER TABLE event ATTACH PARTITION event_mid FOR VALUES FROM (10) TO (20);
CREATE TABLE event_high PARTITION OF event FOR VALUES FROM (20) TO (40) PARTITION BY RANGE (day);
CREATE TABLE event_high_a PARTITION OF event_high FOR VALUES FROM (20) TO (30);
CREATE TABLE event_high_b PARTITION OF event_high FOR VALUES FROM (30) TO (40);
CREATE TABLE event_rest PARTITION OF event DEFAULT;
CREATE INDEX event_kind_idx ON event (kind, lower(note)) WHERE kind IS NOT NULL;
CREATE INDEX event_mid_own ON event_mid (amount);
COMMENT ON COLUMN event.kind IS 'what happened';
COMMENT ON COLUMN event_low.kind IS 'what happened early';
COMMENT ON INDEX event_low_kind_lower_idx IS 'of the early ones';
ALTER TABLE ONLY event_mid ALTER COLUMN amount SET STATISTICS 200;
INSERT INTO event SELECT n, n % 50, CASE WHEN n % 7 > 0 THEN 'k' || n % 5 END, n * 10, 'note ' || n FROM generate_series(1, 600) AS n;
