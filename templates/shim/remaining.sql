-- How many rows are still to be filled; 0 is the proof that the backfill is complete. ACCESS SHARE, one scan.
SELECT pg_catalog.count(*) AS remaining
FROM :source AS t
WHERE :unfilled
