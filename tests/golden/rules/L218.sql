-- given:
CREATE TABLE guarded (id bigint PRIMARY KEY);
-- bad: restrictive
CREATE POLICY fewer ON guarded AS RESTRICTIVE USING (id > 0);
-- good: permissive
CREATE POLICY more ON guarded USING (id > 0);
