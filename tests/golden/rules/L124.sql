-- given:
CREATE TABLE log (at timestamptz NOT NULL, note text) PARTITION BY RANGE (at);
CREATE TABLE log_2024 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE quiet (at timestamptz NOT NULL) PARTITION BY RANGE (at);
-- bad: the parent has partitions that are read
CREATE TABLE log_2025 PARTITION OF log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
-- good: it has none
CREATE TABLE quiet_2025 PARTITION OF quiet FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
-- good: like and attach
CREATE TABLE log_2025 (LIKE log);
ALTER TABLE log ATTACH PARTITION log_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
