-- May a version of an application start? The same two rules as bellows.register(), without a lock and without a lease.
SELECT (SELECT f.min_version FROM bellows.fence AS f
        WHERE f.application = $1 AND bellows.version_compare($2, f.min_version) < 0) AS least,
       (SELECT p.version || ' is ' || p.state
        FROM bellows.requirement AS r
        JOIN bellows.plan AS p ON p.version = r.plan
        WHERE r.application = $1
          AND p.state IN ('expanding', 'rolling_back', 'rolled_back', 'discarding')
          AND bellows.version_compare($2, r.version_to) >= 0
        ORDER BY p.version
        LIMIT 1) AS early
