CREATE TABLE wide (id bigint PRIMARY KEY
    , c1 text
    , c2 timestamptz
    , c3 numeric(10,2) NOT NULL DEFAULT 1
    , c4 integer
    , c5 text
    , c6 timestamptz
    , c7 numeric(10,2) NOT NULL DEFAULT 1
    , c8 integer
    , c9 text
    , c10 timestamptz
    , c11 numeric(10,2) NOT NULL DEFAULT 1
    , c12 integer
    , c13 text
    , c14 timestamptz
    , c15 numeric(10,2) NOT NULL DEFAULT 1
    , c16 integer
    , c17 text
    , c18 timestamptz
    , c19 numeric(10,2) NOT NULL DEFAULT 1
    , c20 integer
    , c21 text
    , c22 timestamptz
    , c23 numeric(10,2) NOT NULL DEFAULT 1
    , c24 integer
    , c25 text
    , c26 timestamptz
    , c27 numeric(10,2) NOT NULL DEFAULT 1
    , c28 integer
    , c29 text
    , c30 timestamptz
    , c31 numeric(10,2) NOT NULL DEFAULT 1
    , c32 integer
    , c33 text
    , c34 timestamptz
    , c35 numeric(10,2) NOT NULL DEFAULT 1
    , c36 integer
    , c37 text
    , c38 timestamptz
    , c39 numeric(10,2) NOT NULL DEFAULT 1
    , c40 integer
    , c41 text
    , c42 timestamptz
    , c43 numeric(10,2) NOT NULL DEFAULT 1
    , c44 integer
    , c45 text
    , c46 timestamptz
    , c47 numeric(10,2) NOT NULL DEFAULT 1
    , c48 integer
    , c49 text
    , c50 timestamptz
    , c51 numeric(10,2) NOT NULL DEFAULT 1
    , c52 integer
    , c53 text
    , c54 timestamptz
    , c55 numeric(10,2) NOT NULL DEFAULT 1
    , c56 integer
    , c57 text
    , c58 timestamptz
    , c59 numeric(10,2) NOT NULL DEFAULT 1
    , c60 text NOT NULL
    , c61 text
    , c62 timestamptz
    , c63 numeric(10,2) NOT NULL DEFAULT 1
    , c64 integer
    , c65 text
    , c66 timestamptz
    , c67 numeric(10,2) NOT NULL DEFAULT 1
    , c68 integer
    , c69 text
    , c70 timestamptz
);
INSERT INTO wide (id, c1, c3, c4, c17, c40, c60) SELECT n, 'a' || n, n, n, 'b' || n, n * 2, 'c' || n FROM generate_series(1, 80) AS n;
