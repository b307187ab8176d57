ALTER TABLE customer DROP CONSTRAINT points_are_positive;
ALTER TABLE customer RENAME COLUMN points TO balance;
ALTER TABLE customer DROP CONSTRAINT code_is_short, ALTER COLUMN code DROP NOT NULL;
ALTER TABLE customer RENAME COLUMN code TO label;
ALTER TABLE customer DROP CONSTRAINT phone_is_plain;
ALTER TABLE customer ALTER COLUMN phone TYPE bigint USING phone::bigint;
ALTER TABLE customer RENAME COLUMN phone TO number;
