-- The cluster, and until when what is seen outside of it now counts: $1 milliseconds. Reads only.
SELECT (SELECT system_identifier::text FROM pg_control_system()) AS system_identifier,
       (clock_timestamp() + $1::bigint * interval '1 millisecond')::text AS valid_until
