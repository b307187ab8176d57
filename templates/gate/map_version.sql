-- Says which version a build is. Locks: the row. What it was said to be before comes back, for the journal.
WITH before AS (SELECT m.version FROM bellows.version_map AS m WHERE m.application = $1 AND m.build = $2),
made AS (
    INSERT INTO bellows.version_map AS m (application, build, version) VALUES ($1, $2, $3)
    ON CONFLICT (application, build) DO UPDATE SET version = excluded.version, mapped_at = clock_timestamp()
    RETURNING m.version)
SELECT (SELECT b.version FROM before AS b) AS before FROM made
