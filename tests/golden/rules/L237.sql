-- given:
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- bad: a value
ALTER TYPE mood ADD VALUE 'fine';
-- good: of a new type
CREATE TYPE size AS ENUM ('s');
ALTER TYPE size ADD VALUE 'm';
