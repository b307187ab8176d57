-- Run by DO, see lock_together.sql. Waits for one lock, tries the others, and where one is not to be had gives all back (by the
-- subtransaction) and waits for that one first. Who waits for the first lock behind us and holds the second may so go on. A
-- transaction holds a sequence from its first nextval() on; what ALTER SEQUENCE changes here is nothing.
DECLARE
    names text[] := :'names';
    patience text := pg_catalog.current_setting('lock_timeout');
    foremost integer := 1;
    tried integer;
    command text;
BEGIN
    FOR round IN 1 .. 100 LOOP
        BEGIN
            tried := 0;
            FOR place IN 0 .. pg_catalog.cardinality(names) LOOP
                CONTINUE WHEN place = foremost;
                command := (SELECT CASE c.relkind WHEN 'S' THEN pg_catalog.format('ALTER SEQUENCE %s INCREMENT BY %s', x.name, q.seqincrement)
                                   ELSE pg_catalog.format(:'lock', x.name) || CASE WHEN place > 0 THEN ' NOWAIT' ELSE '' END END
                            FROM (SELECT names[CASE place WHEN 0 THEN foremost ELSE place END]) AS x (name)
                            JOIN pg_catalog.pg_class AS c ON c.oid = pg_catalog.to_regclass(x.name)
                            LEFT JOIN pg_catalog.pg_sequence AS q ON q.seqrelid = c.oid);
                tried := place;
                PERFORM pg_catalog.set_config('lock_timeout', CASE place WHEN 0 THEN patience ELSE '1ms' END, true);
                EXECUTE command;
            END LOOP;
            PERFORM pg_catalog.set_config('lock_timeout', patience, true);
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            IF tried = 0 OR round = 100 THEN
                RAISE;
            END IF;
            foremost := tried;
        END;
    END LOOP;
END
