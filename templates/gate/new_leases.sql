-- Live instances of the new version (or a later one). Reads only. $1 application, $2 the version to.
SELECT l.instance, l.version,
       extract(epoch FROM l.expires_at - clock_timestamp())::bigint AS expires_in_s
FROM bellows.lease AS l
WHERE l.application = $1 AND l.released_at IS NULL AND l.expires_at > clock_timestamp()
  AND bellows.version_compare(l.version, $2) >= 0
ORDER BY l.instance
