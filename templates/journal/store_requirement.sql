-- What a plan asks of an application. Locks: the row. A second run of it with another version changes it.
INSERT INTO bellows.requirement (plan, application, version_from, version_to, allow_attestation)
VALUES ($1, $2, $3, $4, $5::boolean)
ON CONFLICT (plan, application) DO UPDATE
SET version_from = excluded.version_from, version_to = excluded.version_to,
    allow_attestation = excluded.allow_attestation
