-- What counts for the version of the schema, in the order in which it happened. ACCESS SHARE on bellows.plan only.
SELECT e.semver_class, e.is_contract
FROM (SELECT p.expanded_at AS at, p.semver_class, false AS is_contract
      FROM bellows.plan AS p
      WHERE p.expanded_at IS NOT NULL
        AND p.state IN ('expanded', 'fencing', 'fenced', 'sealing', 'sealed', 'unsealing', 'purging', 'purged')
      UNION ALL
      SELECT coalesce(p.sealed_at, p.purged_at), p.semver_class, true
      FROM bellows.plan AS p
      WHERE p.needs_contract AND p.state IN ('sealed', 'purging', 'purged')) AS e
ORDER BY e.at
