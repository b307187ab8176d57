-- Takes one plan's fence of an application away: what is left is the highest that another contract still needs.
-- Locks: the fence's row; the caller holds the application's advisory lock. The epoch goes up here, too.
UPDATE bellows.fence AS f
SET min_version = (
        SELECT r.version_to
        FROM bellows.requirement AS r
        JOIN bellows.plan AS p ON p.version = r.plan
        WHERE r.application = f.application AND p.version <> $2 AND p.needs_contract
          AND p.state IN ('fencing', 'fenced', 'sealing', 'sealed', 'unsealing', 'purging', 'purged')
          AND NOT EXISTS (
              SELECT FROM bellows.requirement AS higher
              JOIN bellows.plan AS other ON other.version = higher.plan
              WHERE higher.application = f.application AND other.version <> $2 AND other.needs_contract
                AND other.state IN ('fencing', 'fenced', 'sealing', 'sealed', 'unsealing', 'purging', 'purged')
                AND bellows.version_compare(higher.version_to, r.version_to) > 0)
        LIMIT 1),
    epoch = f.epoch + 1, fenced_at = NULL, fence_xid = NULL
WHERE f.application = $1
RETURNING f.min_version, f.epoch
