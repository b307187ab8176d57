-- given:
CREATE TABLE guarded (id bigint PRIMARY KEY);
CREATE POLICY all_rows ON guarded USING (true);
CREATE POLICY more_rows ON guarded USING (true);
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
-- bad: altered
ALTER POLICY all_rows ON guarded USING (id > 0);
-- bad: dropped
DROP POLICY more_rows ON guarded;
-- good: a permissive one more
CREATE POLICY other_rows ON guarded USING (true);
