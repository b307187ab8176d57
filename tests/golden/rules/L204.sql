-- given:
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- bad: a value
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';
-- good: another value
ALTER TYPE mood ADD VALUE 'fine' AFTER 'ok';
