-- given:
CREATE TABLE guarded (id bigint PRIMARY KEY);
CREATE POLICY all_rows ON guarded USING (true);
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
-- bad: the last one
DROP POLICY all_rows ON guarded;
-- good: one of two
CREATE POLICY other_rows ON guarded USING (true);
DROP POLICY all_rows ON guarded;
