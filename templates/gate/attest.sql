-- Records that a named person answers for an application. Locks: the new row.
-- An interval counts from now; anything else is read as a time stamp.
INSERT INTO bellows.attestation (plan, application, by_whom, scope, reason, expires_at, actor)
SELECT $1, $2, $3, $4, $5,
       CASE WHEN $6 ~ '^\s*\d{4}-' THEN $6::timestamptz ELSE clock_timestamp() + $6::interval END, session_user
RETURNING expires_at > clock_timestamp() AS is_ahead, expires_at <= clock_timestamp() + interval '1 year' AS is_near,
          to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS expires
