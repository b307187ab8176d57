-- The row of one plan, or of all ($1 is NULL). Takes ACCESS SHARE on bellows.plan only.
-- The hold is measured by the server's clock, the only one that decides anything.
SELECT p.version, p.slug, p.description, p.state, p.state_epoch, p.fingerprint, p.plan_text, p.semver_class,
       p.needs_contract, p.system_identifier, extract(epoch FROM h.hold)::bigint AS hold_s,
       p.lock_ms, p.statement_ms, p.total_ms, p.batch_ms, p.pause_ms, p.fire_triggers,
       to_char(p.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at,
       to_char(p.expanded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS expanded_at,
       to_char(p.fenced_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS fenced_at,
       to_char(p.sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS sealed_at,
       to_char(p.purged_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS purged_at,
       to_char(p.rolled_back_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS rolled_back_at,
       to_char((p.sealed_at + h.hold) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS hold_until,
       coalesce(ceil(greatest(0, extract(epoch FROM p.sealed_at + h.hold - clock_timestamp()))), 0)::bigint
           AS hold_left_s
FROM bellows.plan AS p
-- By name: a journal that no newer bellows has written to has no such column.
CROSS JOIN LATERAL (SELECT greatest(p.hold, (to_jsonb(p) ->> 'hold_least')::interval) AS hold) AS h
WHERE $1::text IS NULL OR p.version = $1
ORDER BY p.version
