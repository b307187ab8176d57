-- What the statements of statements.sql work on. Rows are few: locks, scans and rewrites do not depend on their number.
CREATE SCHEMA other;
CREATE ROLE oracle_app;
CREATE ROLE oracle_group;
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TYPE unused_mood AS ENUM ('one', 'two');
CREATE TYPE pair AS (a integer, b text);
CREATE TYPE lone AS (a integer, b text);
CREATE DOMAIN plain AS integer;
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN unused AS integer CONSTRAINT small CHECK (VALUE < 10);
CREATE DOMAIN code AS text CONSTRAINT short CHECK (length(VALUE) < 100);
CREATE FUNCTION steady(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';
CREATE FUNCTION stable_one() RETURNS integer LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN 1; END $$;
CREATE FUNCTION volatile_one() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END $$;
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION less(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 < $2';
CREATE TABLE p (id integer PRIMARY KEY, code text UNIQUE, note text);
CREATE TABLE t (
    id integer PRIMARY KEY, a integer, b varchar(10), c numeric(10, 2), d timestamp(3), e text NOT NULL DEFAULT 'x',
    f integer REFERENCES p (id), g integer CHECK (g > 0), h integer, i varchar(5), j json, k varchar(8), l varchar(9),
    m date, n text, o char(4), q varchar(10), r mood, s positive, u plain, w integer[], x varchar(10)[], y inet, z cidr,
    aa timestamptz, bb time(3), cc interval, dd bit varying(8), ee bit(4), ff numeric, gg smallint, hh real, ii text,
    jj integer NOT NULL DEFAULT 0, kk jsonb, ll uuid, mm bytea, nn text COLLATE "C", oo interval(3), pp timetz(3), va integer,
    vb varchar(10),
    CONSTRAINT "h is there" CHECK (h IS NOT NULL));
CREATE TABLE q (t_id integer REFERENCES t (id), v integer);
CREATE INDEX t_a ON t (a);
CREATE UNIQUE INDEX t_e ON t (e);
CREATE INDEX t_k ON t (lower(k));
CREATE INDEX t_l ON t (l);
CREATE INDEX t_q ON t (b) WHERE q > 'a';
CREATE INDEX t_n ON t (n);
CREATE UNIQUE INDEX t_jj ON t (jj);
CREATE UNIQUE INDEX t_gg ON t (gg);
CREATE STATISTICS t_s ON a, jj FROM t;
ALTER TABLE t ADD CONSTRAINT unproved CHECK (gg > 0) NOT VALID;
ALTER TABLE q ADD CONSTRAINT unproved_key FOREIGN KEY (v) REFERENCES p (id) NOT VALID;
INSERT INTO p VALUES (1, 'one'), (2, 'two');
INSERT INTO t (id, a, b, c, d, e, f, g, h, i, j, k, l, m, jj, gg, w, ii, u, va)
    SELECT n, n, 'b', 1.25, now(), n, 1, 1, 1, 'i', '{}', 'k', 'l', now(), n, n, '{1}', '1', 1, n FROM generate_series(1, 3) n;
INSERT INTO q VALUES (1, 1);
-- owned sequences
CREATE TABLE ser (id serial PRIMARY KEY, n integer, extra integer NOT NULL DEFAULT 1, spare integer NOT NULL DEFAULT 1,
    other integer NOT NULL);
CREATE TABLE idt (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n integer);
CREATE SEQUENCE alone;
CREATE SEQUENCE other_alone;
CREATE TABLE uses_alone (id integer DEFAULT nextval('alone'), n integer);
INSERT INTO ser (n, extra, other) VALUES (1, 1, 1);
INSERT INTO idt (n) VALUES (1);
INSERT INTO uses_alone (n) VALUES (1);
-- generated columns
CREATE TABLE gen (id integer PRIMARY KEY, a integer, twice integer GENERATED ALWAYS AS (a * 2) STORED);
INSERT INTO gen VALUES (1, 1);
-- inheritance
CREATE TABLE par (id integer, a integer, b text, CONSTRAINT a_min CHECK (a > 0));
CREATE TABLE kid (own integer) INHERITS (par);
CREATE TABLE kid2 () INHERITS (kid);
CREATE TABLE orphan (id integer, a integer, b text, CONSTRAINT a_min CHECK (a > 0));
INSERT INTO par VALUES (1, 1, 'p');
INSERT INTO kid VALUES (1, 1, 'k', 1);
INSERT INTO kid2 VALUES (1, 1, 'k', 1);
INSERT INTO orphan VALUES (1, 1, 'o');
-- partitions
CREATE TABLE m (id integer NOT NULL, v integer, w text, u integer REFERENCES p (id), PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (10);
CREATE TABLE m2 PARTITION OF m FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (id);
CREATE TABLE m2a PARTITION OF m2 FOR VALUES FROM (10) TO (20);
CREATE TABLE m_rest PARTITION OF m DEFAULT;
CREATE TABLE m9 (id integer NOT NULL, v integer, w text, u integer);
CREATE TABLE m8 (id integer NOT NULL, v integer, w text, u integer, CONSTRAINT m8_bound CHECK (id >= 30 AND id < 40));
CREATE INDEX m_v ON m (v);
INSERT INTO m VALUES (1, 1, 'm', 1), (11, 1, 'm', 1), (100, 1, 'm', 1);
INSERT INTO m9 VALUES (25, 1, 'm', 1);
INSERT INTO m8 VALUES (35, 1, 'm', 1);
CREATE TABLE mm (id integer NOT NULL, v integer) PARTITION BY LIST (id);
CREATE TABLE mm1 PARTITION OF mm FOR VALUES IN (1);
CREATE TABLE mm2 (id integer NOT NULL, v integer);
CREATE TABLE mm3 (id integer NOT NULL, v integer);
INSERT INTO mm VALUES (1, 1);
INSERT INTO mm2 VALUES (2, 2);
INSERT INTO mm3 VALUES (3, 3);
CREATE INDEX mm_v ON ONLY mm (v);
CREATE INDEX mm1_v ON mm1 (v);
CREATE TABLE refers (m_id integer REFERENCES m (id), n integer);
CREATE TABLE refers_kid (id integer PRIMARY KEY, n integer) PARTITION BY RANGE (id);
CREATE TABLE refers_kid1 PARTITION OF refers_kid FOR VALUES FROM (0) TO (10);
INSERT INTO refers VALUES (100, 1);
INSERT INTO refers_kid VALUES (1, 1);
-- views
CREATE VIEW v1 AS SELECT id, va AS a, vb AS b FROM t;
CREATE VIEW v2 AS SELECT v1.id, p.code FROM v1 JOIN p ON p.id = v1.a;
CREATE VIEW v_lone AS SELECT n FROM ser;
CREATE MATERIALIZED VIEW mv AS SELECT id, code FROM v2;
CREATE UNIQUE INDEX mv_id ON mv (id);
CREATE MATERIALIZED VIEW mv_lone AS SELECT n FROM ser;
CREATE VIEW on_mv AS SELECT id FROM mv;
-- indexes on times
CREATE TABLE timed (id integer, at timestamp, seen timestamptz);
CREATE INDEX timed_at ON timed (at);
INSERT INTO timed VALUES (1, now(), now());
-- types in use
CREATE TABLE feels (id integer PRIMARY KEY, how mood, what pair, name code, many integer[]);
INSERT INTO feels VALUES (1, 'sad', ROW (1, 'b'), 'n', NULL);
CREATE TABLE typed OF pair;
INSERT INTO typed VALUES (1, 'b');
-- what hangs on tables
CREATE TABLE hung (id integer PRIMARY KEY, a integer, b text);
INSERT INTO hung VALUES (1, 1, 'b');
CREATE TRIGGER hung_fire BEFORE UPDATE ON hung FOR EACH ROW EXECUTE FUNCTION fire();
CREATE RULE hung_rule AS ON DELETE TO hung DO ALSO SELECT 1;
CREATE POLICY hung_policy ON hung USING (a > 0);
CREATE TABLE looked (id integer, n integer);
CREATE RULE looked_rule AS ON DELETE TO looked DO ALSO INSERT INTO ser (n, extra, other) VALUES (1, 1, 1);
CREATE POLICY looked_policy ON looked USING (n IN (SELECT id FROM p));
INSERT INTO looked VALUES (1, 1);
CREATE TRIGGER m_fire AFTER UPDATE ON mm FOR EACH ROW EXECUTE FUNCTION fire();
CREATE TABLE published (id integer PRIMARY KEY, n integer);
INSERT INTO published VALUES (1, 1);
CREATE PUBLICATION pub FOR TABLE published;
CREATE UNLOGGED TABLE fleeting (id integer PRIMARY KEY, s serial);
INSERT INTO fleeting VALUES (1);
CREATE TABLE keyed (id bigint NOT NULL, a integer, b text NOT NULL);
CREATE UNIQUE INDEX keyed_id ON keyed (id);
CREATE UNIQUE INDEX keyed_a ON keyed (a);
CREATE UNIQUE INDEX keyed_b ON keyed (b);
INSERT INTO keyed VALUES (1, 1, 'b');
CREATE TABLE self (id integer PRIMARY KEY, up integer REFERENCES self (id));
INSERT INTO self VALUES (1, 1);
CREATE TABLE deferred (id integer PRIMARY KEY, p_id integer REFERENCES p (id) DEFERRABLE);
INSERT INTO deferred VALUES (1, 1);
CREATE TABLE other.far (id integer PRIMARY KEY, n integer);
CREATE SEQUENCE other.far_away;
INSERT INTO other.far VALUES (1, 1);
-- foreign tables
CREATE FOREIGN DATA WRAPPER oracle_wrapper;
CREATE SERVER oracle_server FOREIGN DATA WRAPPER oracle_wrapper;
CREATE FOREIGN TABLE distant (id integer, n integer) SERVER oracle_server;
-- routines
CREATE PROCEDURE writes_ser(v integer) LANGUAGE plpgsql AS $$ BEGIN UPDATE ser SET n = v; END $$;
CREATE FUNCTION reads_t() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM t';
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer);
CREATE FUNCTION used_by_default() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE TABLE defaulted (id integer DEFAULT used_by_default(), n integer);
INSERT INTO defaulted VALUES (1, 1);
CREATE FUNCTION note_drop() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
-- triggers that write elsewhere
CREATE TABLE audited (id integer PRIMARY KEY, n integer);
CREATE TABLE audit (audited_id integer);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit VALUES (NEW.id); RETURN NEW; END $$;
INSERT INTO audited VALUES (1, 1);
INSERT INTO audit VALUES (1);
CREATE VIEW v_audited AS SELECT id, n FROM audited;
CREATE TRIGGER audited_note AFTER INSERT OR UPDATE ON audited FOR EACH ROW EXECUTE FUNCTION note();
-- identity and serial keys of partitioned tables
CREATE TABLE split (id serial, at date NOT NULL, p_id integer REFERENCES p (id)) PARTITION BY RANGE (at);
CREATE TABLE split1 PARTITION OF split FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE split2 PARTITION OF split FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
INSERT INTO split (at, p_id) VALUES ('2020-05-05', 1), ('2021-05-05', 1);
-- a tree of keys
CREATE TABLE root (id integer PRIMARY KEY);
CREATE TABLE branch (id integer PRIMARY KEY, root_id integer NOT NULL REFERENCES root (id) ON DELETE CASCADE);
CREATE TABLE leaf (id integer PRIMARY KEY, branch_id integer REFERENCES branch (id) ON DELETE SET NULL,
    root_id integer REFERENCES root (id), other_id integer);
INSERT INTO root VALUES (1);
INSERT INTO branch VALUES (1, 1);
INSERT INTO leaf VALUES (1, 1, 1, 1);
CREATE UNIQUE INDEX leaf_other ON leaf (other_id);
CREATE VIEW tops AS SELECT r.id, b.id AS branch_id FROM root r JOIN branch b ON b.root_id = r.id;
CREATE FUNCTION counts_leaves() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM leaf); END $$;
CREATE FUNCTION calls_counts() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN counts_leaves(); END $$;
-- constraints that are not valid yet, and such that prove something
CREATE TABLE proved (id integer, a integer, b integer, CONSTRAINT proof CHECK (a IS NOT NULL AND a > 0));
ALTER TABLE proved ADD CONSTRAINT there CHECK (b IS NOT NULL) NOT VALID;
INSERT INTO proved VALUES (1, 1, 1);
CREATE TABLE elder (id integer, a integer);
CREATE TABLE younger () INHERITS (elder);
ALTER TABLE elder ADD CONSTRAINT there CHECK (a IS NOT NULL) NOT VALID;
INSERT INTO elder VALUES (1, 1);
INSERT INTO younger VALUES (1, 1);
CREATE TABLE mn (id integer NOT NULL, v integer) PARTITION BY LIST (id);
CREATE TABLE mn1 PARTITION OF mn FOR VALUES IN (1);
CREATE TABLE mn_rest PARTITION OF mn DEFAULT;
CREATE TABLE mn2 (id integer NOT NULL, v integer);
CREATE TABLE mn3 (id integer NOT NULL, v integer, CONSTRAINT mn3_bound CHECK (id IN (3)));
INSERT INTO mn VALUES (1, 1), (9, 9);
INSERT INTO mn2 VALUES (2, 2);
INSERT INTO mn3 VALUES (3, 3);
CREATE TABLE nothing (id integer PRIMARY KEY, n integer) PARTITION BY HASH (id);
CREATE TABLE grand (id integer NOT NULL, n integer);
CREATE UNIQUE INDEX grand_id ON grand (id);
CREATE TABLE grandchild () INHERITS (grand);
INSERT INTO grand VALUES (1, 1);
INSERT INTO grandchild VALUES (2, 1);
CREATE TABLE like_pair (a integer, b text);
INSERT INTO like_pair VALUES (1, 'b');
