-- Keeps what a node ($2) said of statements that need the old shape of a plan ($1), against what it said before: $3 when its
-- statistics were reset, $4 how often it forgot, $5 whether it is about to; then roles, ids, texts, what is wrong with them ('' nothing),
-- calls. A statement that was not there before, or has more calls, has run since. One that has fewer, or is gone, was forgotten.
-- Locks: the rows.
WITH given AS (
    SELECT g.role, g.id, g.text, nullif(g.problem, '') AS problem, g.calls
    FROM unnest($6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[]) AS g (role, id, text, problem, calls)
), earlier AS (
    SELECT l.* FROM bellows.statement_look AS l WHERE l.plan = $1 AND l.node = $2
), forgotten AS (
    UPDATE bellows.statement_use AS u SET calls = 0
    WHERE u.plan = $1 AND u.node = $2 AND u.calls > 0
      AND NOT EXISTS (SELECT FROM given AS g WHERE g.role = u.role AND g.id = u.id)
    RETURNING u.id
), fallen AS (
    SELECT u.id FROM bellows.statement_use AS u JOIN given AS g ON g.role = u.role AND g.id = u.id
    WHERE u.plan = $1 AND u.node = $2 AND g.calls < u.calls
), used AS (
    INSERT INTO bellows.statement_use AS u (plan, node, role, id, text, problem, calls, grew_at)
    SELECT $1, $2, g.role, g.id, g.text, g.problem, g.calls,
           CASE WHEN EXISTS (SELECT FROM earlier) THEN clock_timestamp() END
    FROM given AS g
    ON CONFLICT (plan, node, role, id) DO UPDATE
    SET text = excluded.text, problem = excluded.problem, calls = excluded.calls,
        grew_at = CASE WHEN excluded.calls <> u.calls THEN clock_timestamp() ELSE u.grew_at END
)
INSERT INTO bellows.statement_look AS l (plan, node, first_at, last_at, stats_reset, dealloc, forgot_at)
VALUES ($1, $2, clock_timestamp(), clock_timestamp(), $3, $4::bigint, CASE WHEN $5::boolean THEN clock_timestamp() END)
ON CONFLICT (plan, node) DO UPDATE
SET last_at = excluded.last_at, stats_reset = excluded.stats_reset, dealloc = excluded.dealloc,
    forgot_at = CASE WHEN excluded.forgot_at IS NOT NULL OR excluded.stats_reset IS DISTINCT FROM l.stats_reset
                          OR excluded.dealloc <> l.dealloc OR EXISTS (SELECT FROM forgotten) OR EXISTS (SELECT FROM fallen)
                     THEN clock_timestamp() ELSE l.forgot_at END
