-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
CREATE TABLE guarded (id bigint PRIMARY KEY);
CREATE POLICY all_rows ON guarded USING (true);
-- bad: no policy
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
-- good: a policy is there
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
-- good: a new table
CREATE TABLE parcel (a int);
ALTER TABLE parcel ENABLE ROW LEVEL SECURITY;
