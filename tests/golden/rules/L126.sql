-- also: L302
-- given:
CREATE TABLE log (at timestamptz NOT NULL, note text) PARTITION BY RANGE (at);
CREATE TABLE log_2024 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE alone (a int);
-- bad: a partition
DROP TABLE log_2024;
-- good: no partition
DROP TABLE alone;
