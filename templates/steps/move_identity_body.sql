-- Run by DO, see move_identity.sql. PostgreSQL cannot hand a sequence over, so that one with the same name, parameters, place,
-- rights and comment takes its place; bounds that are those of the type follow it, as with ALTER COLUMN TYPE. No value is given
-- twice: nextval() waits behind ALTER SEQUENCE, and the old sequence is gone when it goes on. Nothing happens where the
-- identity is not (or no longer) on that column.
DECLARE
    taken record;
    place record;
    given record;
    entry record;
BEGIN
    SELECT s.oid, pg_catalog.format('%I.%I', n.nspname, s.relname) AS name, a.attidentity AS kind INTO taken
    FROM pg_catalog.pg_attribute AS a
    JOIN pg_catalog.pg_depend AS d ON d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype = 'i'
         AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = d.classid
    JOIN pg_catalog.pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
    JOIN pg_catalog.pg_namespace AS n ON n.oid = s.relnamespace
    WHERE a.attrelid = pg_catalog.to_regclass(:'name') AND a.attname = :'old' AND a.attidentity <> '';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    EXECUTE pg_catalog.format('ALTER SEQUENCE %s INCREMENT BY %s', taken.name,
        (SELECT q.seqincrement FROM pg_catalog.pg_sequence AS q WHERE q.seqrelid = taken.oid));
    EXECUTE pg_catalog.format('SELECT last_value, is_called FROM %s', taken.name) INTO place;
    SELECT q.*, s.relacl, pg_catalog.obj_description(s.oid, 'pg_class') AS comment,
           CASE WHEN q.seqmax = was.highest THEN becomes.highest ELSE q.seqmax END AS highest,
           CASE WHEN q.seqmin = was.lowest THEN becomes.lowest ELSE q.seqmin END AS lowest INTO given
    FROM pg_catalog.pg_sequence AS q
    JOIN pg_catalog.pg_class AS s ON s.oid = q.seqrelid
    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = pg_catalog.to_regclass(:'name') AND a.attname = :'new'
    CROSS JOIN LATERAL (VALUES (21::oid, -32768::bigint, 32767::bigint), (23, -2147483648, 2147483647),
                               (20, -9223372036854775808, 9223372036854775807)) AS was (type, lowest, highest)
    CROSS JOIN LATERAL (VALUES (21::oid, -32768::bigint, 32767::bigint), (23, -2147483648, 2147483647),
                               (20, -9223372036854775808, 9223372036854775807)) AS becomes (type, lowest, highest)
    WHERE q.seqrelid = taken.oid AND was.type = q.seqtypid AND becomes.type = a.atttypid;
    ALTER TABLE :table ALTER COLUMN :"from" DROP IDENTITY;
    EXECUTE pg_catalog.format(
        'ALTER TABLE %s ALTER COLUMN %I ADD GENERATED %s AS IDENTITY (SEQUENCE NAME %s START WITH %s INCREMENT BY %s '
        'MINVALUE %s MAXVALUE %s CACHE %s %s)', :'name', :'new',
        CASE taken.kind WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, taken.name, given.seqstart, given.seqincrement,
        given.lowest, given.highest, given.seqcache, CASE WHEN given.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END);
    PERFORM pg_catalog.setval(taken.name::pg_catalog.regclass, place.last_value, place.is_called);
    IF given.comment IS NOT NULL THEN
        EXECUTE pg_catalog.format('COMMENT ON SEQUENCE %s IS %L', taken.name, given.comment);
    END IF;
    IF given.relacl::text IS DISTINCT FROM
       (SELECT s.relacl::text FROM pg_catalog.pg_class AS s WHERE s.oid = taken.name::pg_catalog.regclass) THEN
        FOR entry IN
            SELECT DISTINCT x.grantee FROM pg_catalog.pg_class AS s
            CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(s.relacl, pg_catalog.acldefault('s', s.relowner))) AS x
            WHERE s.oid = taken.name::pg_catalog.regclass
        LOOP
            EXECUTE pg_catalog.format('REVOKE ALL ON SEQUENCE %s FROM %s', taken.name,
                CASE entry.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(entry.grantee)) END);
        END LOOP;
        FOR entry IN
            SELECT x.* FROM pg_catalog.pg_class AS s CROSS JOIN LATERAL
                pg_catalog.aclexplode(coalesce(given.relacl, pg_catalog.acldefault('s', s.relowner))) AS x
            WHERE s.oid = taken.name::pg_catalog.regclass
        LOOP
            EXECUTE pg_catalog.format('GRANT %s ON SEQUENCE %s TO %s%s', entry.privilege_type, taken.name,
                CASE entry.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(entry.grantee)) END,
                CASE WHEN entry.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
        END LOOP;
    END IF;
END
