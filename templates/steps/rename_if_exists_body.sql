-- Run by DO. Renames a column if it is there.
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_attribute AS a
               WHERE a.attrelid = pg_catalog.to_regclass(:'name') AND a.attname = :'old' AND NOT a.attisdropped) THEN
        ALTER TABLE :table RENAME COLUMN :"from" TO :"to";
    END IF;
END
