-- Claims a table for a plan; the plan that owns it comes back, ours or another. Locks: the row of the table.
-- Why: two plans on one table would make three versions of it, and their shims would read each other's columns.
INSERT INTO bellows.plan_table AS t (relation, name, plan)
VALUES ($1::oid, $2, $3)
ON CONFLICT (relation) DO UPDATE SET name = excluded.name
RETURNING t.plan
