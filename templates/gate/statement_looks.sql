-- Since when, and when last, the nodes were asked for the statements that need the old shape of a plan ($1). Reads only.
SELECT l.node, extract(epoch FROM clock_timestamp() - l.first_at)::bigint AS since_s,
       extract(epoch FROM clock_timestamp() - l.last_at)::bigint AS age_s,
       extract(epoch FROM clock_timestamp() - l.forgot_at)::bigint AS forgot_s
FROM bellows.statement_look AS l
WHERE l.plan = $1
