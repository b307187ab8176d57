-- also: L103
-- given:
CREATE TABLE log (at timestamptz, note text) PARTITION BY RANGE (at);
CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
-- bad: all partitions at once
CREATE INDEX log_note ON log (note);
-- bad: no way to write it for an expression
CREATE INDEX log_note ON log (lower(note));
-- good: the steps
CREATE INDEX log_note ON ONLY log (note);
CREATE INDEX CONCURRENTLY log_1_note ON log_1 (note);
ALTER INDEX log_note ATTACH PARTITION log_1_note;
