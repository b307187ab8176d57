-- How the old columns of a plan ($1) are hidden by privileges, and how all privileges of their tables come back: two scripts, what the
-- privileges are now, and what would keep them from coming back as they are. Reads only.
-- Whoever has SELECT, INSERT or UPDATE on the table gets it on all other columns instead. To restore, everything is taken from each
-- grantee but the owner, and granted anew in the order in which it stands, so that the lists of privileges are the same to the letter.
WITH tables AS (
    SELECT c.oid, t.columns, c.relowner, c.relacl, format('%I.%I', n.nspname, c.relname) AS name
    FROM bellows.tripwire AS t
    JOIN pg_class AS c ON c.oid = t.relation
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE t.plan = $1
), columns AS (
    SELECT t.oid, t.name, t.relowner, a.attnum, a.attname, a.attacl, a.attname = ANY (t.columns) AS is_old
    FROM tables AS t
    JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
), items AS (
    SELECT t.oid, t.name, t.relowner, NULL::name AS attname, 0 AS attnum, false AS is_old, i.place, x.*
    FROM tables AS t, unnest(t.relacl) WITH ORDINALITY AS i (item, place), aclexplode(ARRAY[i.item]) AS x
    UNION ALL
    SELECT c.oid, c.name, c.relowner, c.attname, c.attnum, c.is_old, i.place, x.*
    FROM columns AS c, unnest(c.attacl) WITH ORDINALITY AS i (item, place), aclexplode(ARRAY[i.item]) AS x
), grants AS (
    SELECT i.oid, i.name, i.attnum, i.attname, i.is_old, i.place, i.grantor <> i.relowner AS is_strange, i.privilege_type AS privilege,
           CASE WHEN i.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(i.grantee)) END AS grantee,
           CASE WHEN i.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS option
    FROM items AS i
    WHERE i.grantee <> i.relowner
), others AS (
    SELECT c.oid, string_agg(quote_ident(c.attname), ', ' ORDER BY c.attnum) AS list
    FROM columns AS c
    WHERE NOT c.is_old
    GROUP BY c.oid
)
SELECT (SELECT string_agg(format('REVOKE %1$s ON TABLE %2$s FROM %3$s; GRANT %1$s (%4$s) ON TABLE %2$s TO %3$s%5$s;', g.privilege, g.name,
                                 g.grantee, o.list, g.option), E'\n' ORDER BY g.oid, g.place, g.privilege)
        FROM grants AS g JOIN others AS o USING (oid)
        WHERE g.attnum = 0 AND g.privilege IN ('SELECT', 'INSERT', 'UPDATE')) AS hide_table,
       (SELECT string_agg(format('REVOKE %s (%I) ON TABLE %s FROM %s;', g.privilege, g.attname, g.name, g.grantee), E'\n'
                          ORDER BY g.oid, g.attnum, g.place, g.privilege)
        FROM grants AS g
        WHERE g.is_old AND g.privilege IN ('SELECT', 'INSERT', 'UPDATE')) AS hide_columns,
       (SELECT string_agg(format('REVOKE ALL ON TABLE %s FROM %s;', g.name, g.grantee), E'\n' ORDER BY g.oid, g.grantee)
        FROM (SELECT DISTINCT q.oid, q.name, q.grantee FROM grants AS q) AS g) AS revoke_all,
       (SELECT string_agg(format('GRANT %s%s ON TABLE %s TO %s%s;', g.privilege, CASE WHEN g.attnum > 0 THEN format(' (%I)', g.attname) END,
                                 g.name, g.grantee, g.option), E'\n' ORDER BY g.oid, g.attnum, g.place, g.privilege)
        FROM grants AS g) AS grant_again,
       (SELECT string_agg(DISTINCT g.name, ', ') FROM grants AS g WHERE g.is_strange) AS strange
