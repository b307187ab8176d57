-- Fixes the end of a pass by key ($3), unless that was done before. Locks: the backfill's row.
-- Why fixed: rows with larger keys are written after the shim, which fills them; whoever inserts in the order of the key faster than
-- rows are filled would be chased for ever.
UPDATE bellows.backfill AS b
SET key_end = coalesce(b.key_end, $3::text[])
WHERE b.plan = $1 AND b.step = $2
RETURNING b.key_end AS last_key
