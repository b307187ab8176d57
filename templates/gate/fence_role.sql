-- Notes that a plan ($1) takes LOGIN from a role ($2), and whether the role has it. Locks: the new row.
-- A role that an earlier plan fenced keeps what that one found: whoever unfences last gives LOGIN back.
INSERT INTO bellows.fenced_role AS f (plan, role, had_login)
SELECT $1, r.rolname,
       r.rolcanlogin OR EXISTS (SELECT FROM bellows.fenced_role AS o WHERE o.role = r.rolname AND o.had_login)
FROM pg_roles AS r
WHERE r.rolname = $2
ON CONFLICT (plan, role) DO UPDATE SET had_login = f.had_login OR excluded.had_login
