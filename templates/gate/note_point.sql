-- Notes on which run of the server a plan ($1) is fenced or drained. Locks: the row.
-- LSN only from $2 on: behind the fence's commit, so that a standby that has replayed it has the fence.
INSERT INTO bellows.fence_point (plan, timeline, started_at, lsn)
VALUES ($1, substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8), pg_postmaster_start_time(),
        CASE WHEN $2::boolean THEN pg_current_wal_insert_lsn() END)
ON CONFLICT (plan) DO UPDATE
SET timeline = excluded.timeline, started_at = excluded.started_at, lsn = excluded.lsn
