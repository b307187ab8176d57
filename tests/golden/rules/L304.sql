-- also: L401
-- bad: a database
DROP DATABASE shop;
-- good: its settings
COMMENT ON DATABASE shop IS 'orders';
