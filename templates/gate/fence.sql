-- Lets the fence of one application fall: from the commit on, no version below it can register.
-- Locks: the fence's row; the caller holds the application's advisory lock. It never goes down here: another plan may
-- have put it higher.
INSERT INTO bellows.fence AS f (application, min_version, epoch, fenced_at, fence_xid)
VALUES ($1, $2, 1, clock_timestamp(), txid_current())
ON CONFLICT (application) DO UPDATE
SET min_version = CASE WHEN f.min_version IS NULL OR bellows.version_compare(f.min_version, excluded.min_version) < 0
                       THEN excluded.min_version ELSE f.min_version END,
    epoch = f.epoch + 1, fenced_at = clock_timestamp(), fence_xid = txid_current()
RETURNING f.min_version, f.epoch
