-- Where plan $1 was archived last since it was expanded. ACCESS SHARE on bellows.journal and bellows.plan.
SELECT j.message AS folder
FROM bellows.journal AS j
JOIN bellows.plan AS p ON p.version = j.plan
WHERE j.plan = $1 AND j.event = 'archive' AND (p.expanded_at IS NULL OR j.at >= p.expanded_at)
ORDER BY j.id DESC
LIMIT 1
