-- Stores one step of a plan, byte for byte as it will be run. Locks: the new row.
INSERT INTO bellows.step (plan, id, phase, position, kind, title, relation, lock_mode, scans, sql, probe, leftover,
                          cleanup, remaining, failing, row_key, way, key_count, next_key, first_key, fires_triggers,
                          application_triggers, violations, expect, settings, last_key, archive)
VALUES ($1, $2, $3, $4::integer, $5, $6, $7, $8, $9::boolean, $10, $11, $12, $13, $14, $15, $16, $17, $18::integer, $19,
        $20, $21::boolean, $22::text[], $23, $24, $25, $26, $27::text[])
