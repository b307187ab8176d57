-- Run by DO, see lock_tree.sql.
DECLARE
    allowed bigint := (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = 'lock_timeout');
    began timestamptz := pg_catalog.clock_timestamp();
    partition text;
BEGIN
    EXECUTE pg_catalog.format(:'statement', :'table');
    FOR partition IN SELECT p.relid::regclass FROM pg_catalog.pg_partition_tree(:'table') AS p LOOP
        IF allowed > 0 THEN
            PERFORM pg_catalog.set_config('lock_timeout', GREATEST(1, allowed - (1000 * pg_catalog.date_part('epoch',
                        pg_catalog.clock_timestamp() - began))::bigint)::text, true);
        END IF;
        EXECUTE pg_catalog.format(:'statement', partition);
    END LOOP;
    PERFORM pg_catalog.set_config('lock_timeout', allowed::text, true);
END
