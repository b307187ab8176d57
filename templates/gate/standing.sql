-- Does the fence of an application still stand at a version or above? Locks: its row FOR SHARE, so that it cannot be
-- taken away before the caller's transaction ends; renewals and registrations of the new version go on.
SELECT coalesce(bellows.version_compare(f.min_version, $2) >= 0, false) AS stands
FROM bellows.fence AS f
WHERE f.application = $1
FOR SHARE
