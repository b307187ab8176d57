-- Stores a plan's row in state planned, also over one that was discarded; any other state is left alone (no row comes).
-- Locks: the row. Why so: of two first expands at once the second must see the first one's work and take no part.
INSERT INTO bellows.plan AS p (version, slug, description, state, state_epoch, fingerprint, plan_text, semver_class,
                               needs_contract, system_identifier, hold, lock_ms, statement_ms, total_ms, batch_ms,
                               pause_ms, fire_triggers)
SELECT $1, $2, $3, 'planned', 0, $4, $5, $6, $7::boolean, (SELECT system_identifier::text FROM pg_control_system()),
       make_interval(secs => $8::double precision), $9::bigint, $10::bigint, $11::bigint, $12::bigint, $13::bigint,
       $14::boolean
ON CONFLICT (version) DO UPDATE
SET slug = excluded.slug, description = excluded.description, state_epoch = p.state_epoch + 1,
    fingerprint = excluded.fingerprint, plan_text = excluded.plan_text, semver_class = excluded.semver_class,
    needs_contract = excluded.needs_contract, system_identifier = excluded.system_identifier, hold = excluded.hold,
    lock_ms = excluded.lock_ms, statement_ms = excluded.statement_ms, total_ms = excluded.total_ms,
    batch_ms = excluded.batch_ms, pause_ms = excluded.pause_ms, fire_triggers = excluded.fire_triggers,
    created_at = clock_timestamp()
WHERE p.state = 'planned'
RETURNING p.state_epoch
