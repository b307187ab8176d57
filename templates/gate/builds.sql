-- Which builds are which versions, of the applications of a plan ($1). Reads only.
SELECT m.application, m.build, m.version
FROM bellows.version_map AS m
JOIN bellows.requirement AS r ON r.plan = $1 AND r.application = m.application
