-- Publications, and which tables of the schemas $1 are in each, by name, by a parent or with their schema. From 15.
WITH RECURSIVE member (pubid, relid) AS (
    SELECT r.prpubid, r.prrelid FROM pg_publication_rel AS r
    UNION
    SELECT s.pnpubid, c.oid FROM pg_publication_namespace AS s
    JOIN pg_class AS c ON c.relnamespace = s.pnnspid AND c.relpersistence = 'p'
    UNION
    SELECT m.pubid, i.inhrelid FROM member AS m JOIN pg_inherits AS i ON i.inhparent = m.relid)
SELECT p.pubname AS name, p.puballtables AS is_all,
       ARRAY(SELECT m.relid::text
             FROM member AS m
             JOIN pg_class AS c ON c.oid = m.relid
             WHERE m.pubid = p.oid AND c.relnamespace = ANY ($1::oid[]) AND c.relkind IN ('r', 'p')
             ORDER BY m.relid) AS relids
FROM pg_publication AS p
ORDER BY p.oid
