CREATE UNLOGGED TABLE session (token uuid PRIMARY KEY, customer integer NOT NULL, seen timestamp NOT NULL DEFAULT '2026-01-01', data json);
CREATE INDEX session_customer ON session (customer, seen DESC);
INSERT INTO session SELECT md5(n::text)::uuid, n % 40, timestamp '2026-01-01' + n * interval '1 h', json_build_object('n', n) FROM generate_series(1, 120) AS n;
