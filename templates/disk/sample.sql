-- Rows and widths of a sample of blocks: what a row gets in its page, and what goes to TOAST. ACCESS SHARE on the table; reads
-- the blocks of the sample, and no TOAST: pg_column_size() of a value out of line is in its pointer.
-- The bound is that of TOAST_TUPLE_TARGET: a row above it moves its largest values out; a pointer has 18 bytes.
SELECT pg_catalog.count(*)::double precision AS rows,
       coalesce(pg_catalog.avg(w.plain), 0)::double precision AS width,
       coalesce(pg_catalog.avg(w.toasted), 0)::double precision AS toasted
FROM :source AS t TABLESAMPLE SYSTEM (:percent) REPEATABLE (0)
CROSS JOIN LATERAL (
    SELECT pg_catalog.sum(CASE WHEN c.bytes < 2000 THEN c.bytes ELSE 18 END) AS plain,
           pg_catalog.sum(CASE WHEN c.bytes < 2000 THEN 0 ELSE c.bytes END) AS toasted
    FROM (VALUES :widths) AS c (bytes)) AS w
