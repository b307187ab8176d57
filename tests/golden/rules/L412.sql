-- given:
CREATE TABLE orders (id bigint PRIMARY KEY);
-- bad: none
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
COMMIT;
-- good: set
SET idle_in_transaction_session_timeout = '1min';
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
COMMIT;
