-- Run by DO, see restore_sequence.sql.
DECLARE
    place bigint := (SELECT s.last_value FROM :sequence AS s);
BEGIN
    IF place > :maximum THEN
        RAISE EXCEPTION USING ERRCODE = '22003',
            MESSAGE = pg_catalog.format('sequence %s has reached %s, and its maximum was %s', :'name', place, :maximum),
            HINT = 'Rows with such values are there: the old version could not live with them. Correct them and setval() the sequence, then the same command goes on.';
    END IF;
    ALTER SEQUENCE :sequence AS :type MAXVALUE :maximum;
END
