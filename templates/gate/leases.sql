-- Leases below a version that veto. Reads only; times by the server's clock.
-- $1 application, $2 the version to, $3 the grace in milliseconds: one that ran out without being released counts so much
-- longer, for its process may still be finishing (-1: only live ones count). An instance that came back under the same
-- name keeps what it ran before.
SELECT l.instance, v.version, v.is_live,
       extract(epoch FROM v.expires_at - clock_timestamp())::bigint AS expires_in_s,
       CASE WHEN v.is_current THEN extract(epoch FROM clock_timestamp() - l.renewed_at)::bigint ELSE -1 END
           AS renewed_ago_s
FROM bellows.lease AS l
CROSS JOIN LATERAL (
    SELECT l.version, l.expires_at, l.expires_at > clock_timestamp() AS is_live, true AS is_current
    WHERE l.released_at IS NULL
    UNION ALL
    SELECT l.ended_version, l.ended_at, false, false
    WHERE l.ended_version IS NOT NULL) AS v
WHERE l.application = $1
  AND bellows.version_compare(v.version, $2) < 0
  AND (v.is_live
       OR $3::bigint >= 0 AND v.expires_at > clock_timestamp() - $3::bigint * interval '1 millisecond')
ORDER BY v.is_live DESC, l.instance
