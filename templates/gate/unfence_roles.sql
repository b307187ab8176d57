-- Forgets the roles that a plan ($1) fenced, and tells those that get LOGIN back: they had it, and no other plan's fence
-- needs them shut. Locks: the rows.
WITH gone AS (
    DELETE FROM bellows.fenced_role AS f WHERE f.plan = $1 RETURNING f.role, f.had_login)
SELECT g.role, quote_ident(g.role) AS quoted
FROM gone AS g
JOIN pg_roles AS r ON r.rolname = g.role
WHERE g.had_login
  AND NOT EXISTS (SELECT FROM bellows.fenced_role AS o WHERE o.role = g.role AND o.plan <> $1)
ORDER BY g.role
