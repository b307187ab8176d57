-- given:
CREATE TABLE log (at timestamptz NOT NULL, note text) PARTITION BY RANGE (at);
CREATE TABLE log_2025 (at timestamptz NOT NULL, note text);
CREATE TABLE log_2026 (at timestamptz NOT NULL, note text,
    CHECK (at >= '2026-01-01' AND at < '2027-01-01'));
-- bad: nothing proves the bounds
ALTER TABLE log ATTACH PARTITION log_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
-- good: an empty table
CREATE TABLE log_2024 (LIKE log);
ALTER TABLE log ATTACH PARTITION log_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- good: a CHECK proves the bounds
ALTER TABLE log ATTACH PARTITION log_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
