-- Keeps how a brown-out of a plan ($1) is ended, and until when ($2 milliseconds) it lasts. Locks: the row.
INSERT INTO bellows.brownout (plan, until, restore)
VALUES ($1, clock_timestamp() + $2::bigint * interval '1 ms', $3)
RETURNING to_char(until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS until
