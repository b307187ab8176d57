-- given:
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- bad: last
ALTER TYPE mood ADD VALUE 'fine';
-- good: placed
ALTER TYPE mood ADD VALUE 'fine' AFTER 'ok';
