-- Keeps what a source outside said of a consumer of a plan. Locks: the row.
INSERT INTO bellows.evidence (plan, consumer, source, verdict, what, valid_until)
VALUES ($1, $2, $3, $4, $5, $6::timestamptz)
ON CONFLICT (plan, consumer, source) DO UPDATE
SET verdict = excluded.verdict, what = excluded.what, observed_at = clock_timestamp(), valid_until = excluded.valid_until
