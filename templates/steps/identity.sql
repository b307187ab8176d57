-- A filled column becomes an identity column; its numbers go on where the filling stopped. ACCESS EXCLUSIVE for a moment: the
-- column is NOT NULL by now, nothing is scanned, and nobody takes a number meanwhile.
ALTER TABLE :table ALTER COLUMN :"column" DROP DEFAULT;
ALTER TABLE :table ALTER COLUMN :"column" ADD GENERATED :when AS IDENTITY:options;
SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence(:'name', :'column_name')::pg_catalog.regclass,
                         s.last_value, s.is_called) FROM :sequence AS s;
DROP SEQUENCE :sequence
