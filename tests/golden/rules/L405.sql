-- given:
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE person (id bigint PRIMARY KEY, feels mood);
-- bad: in its own transaction
BEGIN;
ALTER TYPE mood ADD VALUE 'fine';
UPDATE person SET feels = 'fine' WHERE id = 1;
COMMIT;
-- good: afterwards
ALTER TYPE mood ADD VALUE 'fine';
UPDATE person SET feels = 'fine' WHERE id = 1;
