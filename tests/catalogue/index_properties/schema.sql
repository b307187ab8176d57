CREATE TABLE item (
    id bigint PRIMARY KEY,
    code integer NOT NULL,
    name text NOT NULL,
    words tsvector,
    other text
);
INSERT INTO item SELECT n, n, 'Item ' || n, to_tsvector('simple', 'word' || n % 5), 'other ' || n FROM generate_series(1, 80) AS n;
CREATE UNIQUE INDEX item_identity ON item (code, name);
ALTER TABLE item REPLICA IDENTITY USING INDEX item_identity;
CREATE INDEX item_cluster ON item (name COLLATE "C" text_pattern_ops DESC NULLS LAST, code) WITH (fillfactor = 70);
ALTER TABLE item CLUSTER ON item_cluster;
CREATE INDEX item_code_expression ON item ((code + 1), (code * 2)) INCLUDE (other) WHERE name <> '' AND code > 3;
-- PostgreSQL itself loses these targets where it makes an index anew for a change of type.
CREATE INDEX item_expression ON item (lower(name), id, (name || 'x')) WHERE name <> '';
ALTER INDEX item_expression ALTER COLUMN 1 SET STATISTICS 300;
ALTER INDEX item_expression ALTER COLUMN 3 SET STATISTICS 0;
COMMENT ON INDEX item_expression IS 'for "reports"';
CREATE INDEX item_words ON item USING gist (words);
CREATE INDEX item_code_brin ON item USING brin (code) WITH (pages_per_range = 16);
CREATE INDEX item_name_hash ON item USING hash (name);
ALTER TABLE item ADD CONSTRAINT item_other_code UNIQUE (other, code) INCLUDE (name) DEFERRABLE;
COMMENT ON INDEX item_other_code IS 'an index of a constraint';
COMMENT ON CONSTRAINT item_other_code ON item IS 'a constraint';
DO $$ BEGIN
    IF current_setting('server_version_num')::int >= 130000 THEN
        EXECUTE 'CREATE INDEX item_words_long ON item USING gist (words tsvector_ops (siglen = 60))';
    END IF;
    IF current_setting('server_version_num')::int >= 150000 THEN
        EXECUTE 'CREATE UNIQUE INDEX item_nulls ON item (code, words) NULLS NOT DISTINCT WHERE id < 0';
    END IF;
    IF EXISTS (SELECT FROM pg_tablespace WHERE spcname = 'catalogue_space') THEN
        CREATE INDEX item_elsewhere ON item (code) TABLESPACE catalogue_space;
    END IF;
END $$;
CREATE PUBLICATION item_changes FOR TABLE item;
