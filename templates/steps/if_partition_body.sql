-- Run by DO, see if_partition.sql.
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_partition_tree(:'table') AS p
               WHERE p.relid = pg_catalog.to_regclass(:'partition')) THEN
        :statement;
    END IF;
END
