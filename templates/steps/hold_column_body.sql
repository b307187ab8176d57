-- Run by DO. A column that V does not write may not be NOT NULL or keep a marker for a default.
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(:'name') AND a.attname = :'old' AND NOT a.attisdropped) THEN
        ALTER TABLE :table:identity ALTER COLUMN :"from" DROP NOT NULL, ALTER COLUMN :"from" DROP DEFAULT;
        ALTER TABLE :table RENAME COLUMN :"from" TO :"to";
    END IF;
END
