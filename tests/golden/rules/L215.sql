-- given:
CREATE TABLE guarded (id bigint PRIMARY KEY);
CREATE POLICY all_rows ON guarded USING (true);
-- bad: policies decide
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
-- bad: for the owner too
ALTER TABLE guarded FORCE ROW LEVEL SECURITY;
-- good: a new table
CREATE TABLE parcel (a int);
ALTER TABLE parcel ENABLE ROW LEVEL SECURITY;
