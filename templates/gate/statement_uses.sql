-- Statements that need the old shape of a plan ($1), or may, and have run between two looks. Reads only.
SELECT u.node, u.role, u.text, u.problem, u.calls, extract(epoch FROM clock_timestamp() - u.grew_at)::bigint AS age_s
FROM bellows.statement_use AS u
WHERE u.plan = $1 AND u.grew_at IS NOT NULL
ORDER BY u.grew_at DESC, u.calls DESC, u.node, u.role, u.id
