-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, state text NOT NULL, note text);
-- bad: it was NOT NULL
ALTER TABLE orders ALTER COLUMN state DROP NOT NULL;
-- good: it was not
ALTER TABLE orders ALTER COLUMN note DROP NOT NULL;
