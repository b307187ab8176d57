-- Run by DO. Renames a constraint if it is there.
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_constraint AS c
               WHERE c.conrelid = pg_catalog.to_regclass(:'name') AND c.conname = :'old') THEN
        ALTER TABLE :table RENAME CONSTRAINT :"from" TO :"to";
    END IF;
END
