-- given:
CREATE TABLE log (at timestamptz NOT NULL, note text) PARTITION BY RANGE (at);
CREATE TABLE log_2024 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- bad: it locks the parent
ALTER TABLE log DETACH PARTITION log_2024;
-- good: concurrently
ALTER TABLE log DETACH PARTITION log_2024 CONCURRENTLY;
