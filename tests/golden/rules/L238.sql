-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: json
ALTER TABLE orders ADD COLUMN payload json;
-- good: jsonb
ALTER TABLE orders ADD COLUMN payload jsonb;
