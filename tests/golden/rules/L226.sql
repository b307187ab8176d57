-- also: L201 L301 L302
-- given:
CREATE TABLE orders (id bigint PRIMARY KEY, state text, note text);
CREATE TABLE other (id bigint PRIMARY KEY, state text);
CREATE FUNCTION open_orders() RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT count(*) FROM orders WHERE state = 'open');
END $$;
-- bad: a column that its text names
ALTER TABLE orders DROP COLUMN state;
-- bad: renamed
ALTER TABLE orders RENAME COLUMN state TO status;
-- bad: the table
DROP TABLE orders;
-- good: a column that it does not name
ALTER TABLE orders DROP COLUMN note;
-- good: the same column of another table
ALTER TABLE other DROP COLUMN state;
