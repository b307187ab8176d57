-- Run by DO.
DECLARE
    changed text := (
        SELECT pg_catalog.string_agg(o.description, ', ' ORDER BY o.description)
        FROM (VALUES
:objects
        ) AS o (description, definition, digest)
        WHERE pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(o.definition, 'UTF8')), 'hex')
              IS DISTINCT FROM o.digest);
BEGIN
    IF changed IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '55000',
            MESSAGE = pg_catalog.concat('changed or dropped since expand: ', changed),
            HINT = 'bellows would put back what it was. Put it back yourself, or roll the plan back and expand it again.';
    END IF;
END
