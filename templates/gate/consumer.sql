-- What is known of one application against the version that a plan asks for. Reads only; times by the server's clock.
-- $1 application, $2 the version to, $3 plan.
SELECT c.last_version_seen, c.newest_version_seen,
       coalesce(bellows.version_compare(c.newest_version_seen, $2) >= 0, false) AS newest_is_new,
       coalesce(bellows.version_compare(c.last_version_seen, $2) >= 0, false) AS last_is_new,
       coalesce(extract(epoch FROM clock_timestamp() - c.last_seen_at)::bigint, -1) AS last_age_s,
       coalesce(extract(epoch FROM clock_timestamp() - c.newest_seen_at)::bigint, -1) AS newest_age_s,
       (SELECT count(*) FROM bellows.lease AS l
        WHERE l.application = $1 AND l.released_at IS NULL AND l.expires_at > clock_timestamp()
          AND bellows.version_compare(l.version, $2) >= 0) AS live_new,
       a.by_whom, a.scope, a.reason, a.is_void,
       coalesce(extract(epoch FROM clock_timestamp() - a.made_at)::bigint, -1) AS attestation_age_s,
       to_char(a.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS attestation_expires
FROM (SELECT 1) AS one
LEFT JOIN bellows.consumer AS c ON c.application = $1
LEFT JOIN LATERAL (
    SELECT t.*, coalesce(c.last_seen_at > t.made_at AND bellows.version_compare(c.last_version_seen, $2) < 0, false)
               AS is_void
    FROM bellows.attestation AS t
    WHERE t.plan = $3 AND t.application = $1 AND t.expires_at > clock_timestamp()
    ORDER BY t.made_at DESC
    LIMIT 1) AS a ON true
