-- Run by DO, see kill_switch.sql.
BEGIN
    IF pg_catalog.to_regprocedure(:'procedure') IS NOT NULL AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_constraint c
        WHERE c.conrelid = pg_catalog.to_regclass(:'table') AND c.conname LIKE 'bellows\_%')
       AND NOT EXISTS
       (SELECT FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = pg_catalog.to_regclass(:'table') AND a.attnotnull AND a.attname = ANY (:'columns'::name[])) THEN
        EXECUTE :'statement';
    END IF;
END
