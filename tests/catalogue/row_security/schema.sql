CREATE TABLE account (id bigint PRIMARY KEY, owner_name text NOT NULL DEFAULT current_user, balance integer NOT NULL, note text);
ALTER TABLE account ENABLE ROW LEVEL SECURITY;
CREATE POLICY few ON account FOR SELECT USING (id < 10);
CREATE POLICY own ON account AS RESTRICTIVE USING (owner_name = current_user) WITH CHECK (owner_name = current_user);
INSERT INTO account SELECT n, 'someone', n, nullif('note ' || n % 5, 'note 2') FROM generate_series(1, 100) AS n;
