-- given:
CREATE TABLE log (at timestamptz NOT NULL, note text) PARTITION BY RANGE (at);
CREATE TABLE log_rest PARTITION OF log DEFAULT;
CREATE TABLE quiet (at timestamptz NOT NULL) PARTITION BY RANGE (at);
-- bad: beside a default partition
CREATE TABLE log_2025 PARTITION OF log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
-- good: the first partition
CREATE TABLE quiet_2025 PARTITION OF quiet FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
