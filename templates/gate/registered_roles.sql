-- As which roles applications have registered. Reads only.
SELECT DISTINCT l.application, l.session_role AS role
FROM bellows.lease AS l
WHERE l.session_role IS NOT NULL
ORDER BY 1, 2
