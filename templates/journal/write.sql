-- Appends a line to the journal. Locks: the new row.
INSERT INTO bellows.journal (plan, step, event, message, actor)
VALUES ($1, $2, $3, $4, session_user || coalesce('/' || nullif($5, ''), ''))
