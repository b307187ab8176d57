-- given:
CREATE TABLE log (at timestamptz NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE log_2024 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE base (a int);
CREATE TABLE heir (a int) INHERITS (base);
CREATE TABLE lone (a int);
-- bad: detached
ALTER TABLE log DETACH PARTITION log_2024 CONCURRENTLY;
-- bad: no longer a child
ALTER TABLE heir NO INHERIT base;
-- bad: a child from now on
ALTER TABLE lone INHERIT base;
-- good: attached
CREATE TABLE log_2025 (LIKE log);
ALTER TABLE log ATTACH PARTITION log_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
