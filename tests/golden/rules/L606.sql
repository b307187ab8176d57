-- also: L125 L232
-- given:
CREATE TABLE log (at timestamptz NOT NULL, note text) PARTITION BY RANGE (at);
CREATE TABLE log_2024 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE sale (at timestamptz NOT NULL, customer_id bigint) PARTITION BY RANGE (at);
CREATE TABLE sale_rest PARTITION OF sale DEFAULT;
CREATE INDEX ON sale (customer_id);
-- bad: an index
CREATE INDEX CONCURRENTLY log_note ON log (note);
-- bad: a NOT VALID foreign key
ALTER TABLE sale ADD FOREIGN KEY (customer_id) REFERENCES customer NOT VALID;
-- bad: detach beside a default partition
ALTER TABLE sale DETACH PARTITION sale_rest CONCURRENTLY;
-- good: a partition
CREATE INDEX CONCURRENTLY log_2024_note ON log_2024 (note);
