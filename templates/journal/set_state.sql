-- Moves a plan from one state to another: no row comes when it is not in the state and epoch that the caller saw.
-- Locks: the plan's row. Why compare-and-set: an orchestrator that was stopped and wakes up must not act on what it
-- remembers. Coming back to an earlier state takes the later times away.
UPDATE bellows.plan AS p
SET state = $4,
    state_epoch = p.state_epoch + 1,
    expanded_at = CASE $4 WHEN 'expanded' THEN coalesce(p.expanded_at, clock_timestamp())
                          WHEN 'planned' THEN NULL ELSE p.expanded_at END,
    fenced_at = CASE WHEN $4 = 'fencing' THEN clock_timestamp()
                     WHEN $4 IN ('expanded', 'planned') THEN NULL ELSE p.fenced_at END,
    sealed_at = CASE WHEN $4 = 'sealed' THEN clock_timestamp()
                     WHEN $4 IN ('expanded', 'planned') THEN NULL ELSE p.sealed_at END,
    purged_at = CASE WHEN $4 = 'purged' THEN clock_timestamp() ELSE NULL END,
    rolled_back_at = CASE WHEN $4 = 'rolled_back' THEN clock_timestamp()
                          WHEN $4 = 'discarding' THEN p.rolled_back_at ELSE NULL END
WHERE p.version = $1 AND p.state = $2 AND p.state_epoch = $3::bigint
RETURNING p.state_epoch
