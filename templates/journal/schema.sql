-- Makes the schema bellows: state of every plan, its steps, and what the gate knows of the applications.
-- Locks: none on other tables; only system catalogs are written. It runs in one transaction, under an advisory lock.
-- Why so: every statement may run again on what is there; each table has a primary key, because a publication FOR ALL
-- TABLES refuses an UPDATE of a table that has none. PUBLIC may look into the schema, for the three functions alone.
CREATE SCHEMA IF NOT EXISTS bellows;
COMMENT ON SCHEMA bellows IS 'bellows: journal of schema changes and leases of applications';
GRANT USAGE ON SCHEMA bellows TO PUBLIC;

CREATE TABLE IF NOT EXISTS bellows.meta (
    key text PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE IF NOT EXISTS bellows.plan (
    version text PRIMARY KEY CHECK (version ~ '^[0-9]{14}$'),
    slug text NOT NULL,
    description text NOT NULL,
    state text NOT NULL CHECK (state IN ('planned', 'expanding', 'expanded', 'fencing', 'fenced', 'sealing', 'sealed',
                                         'unsealing', 'purging', 'purged', 'rolling_back', 'rolled_back', 'discarding')),
    state_epoch bigint NOT NULL,
    fingerprint text NOT NULL,
    plan_text text NOT NULL,
    semver_class text NOT NULL,
    needs_contract boolean NOT NULL,
    system_identifier text NOT NULL,
    hold interval NOT NULL,
    lock_ms bigint NOT NULL,
    statement_ms bigint NOT NULL,
    total_ms bigint NOT NULL,
    batch_ms bigint NOT NULL,
    pause_ms bigint NOT NULL,
    fire_triggers boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expanded_at timestamptz,
    fenced_at timestamptz,
    sealed_at timestamptz,
    purged_at timestamptz,
    rolled_back_at timestamptz
);

CREATE TABLE IF NOT EXISTS bellows.plan_table (
    relation oid PRIMARY KEY,
    name text NOT NULL,
    plan text NOT NULL REFERENCES bellows.plan ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS bellows.step (
    plan text NOT NULL REFERENCES bellows.plan ON DELETE CASCADE,
    id text NOT NULL,
    phase text NOT NULL,
    position integer NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    relation text,
    lock_mode text NOT NULL,
    scans boolean NOT NULL,
    sql text NOT NULL,
    probe text,
    leftover text,
    cleanup text,
    remaining text,
    failing text,
    row_key text,
    way text NOT NULL,
    key_count integer NOT NULL,
    next_key text,
    first_key text,
    fires_triggers boolean NOT NULL,
    application_triggers text[] NOT NULL,
    violations text,
    expect text,
    settings text,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done')),
    attempts integer NOT NULL DEFAULT 0,
    started_at timestamptz,
    finished_at timestamptz,
    PRIMARY KEY (plan, id)
);

CREATE TABLE IF NOT EXISTS bellows.journal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    plan text NOT NULL,
    step text,
    event text NOT NULL,
    message text NOT NULL,
    actor text NOT NULL
);

CREATE TABLE IF NOT EXISTS bellows.horizon (
    key text PRIMARY KEY,
    plan text NOT NULL,
    xid xid NOT NULL,
    installed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE IF NOT EXISTS bellows.backfill (
    plan text NOT NULL,
    step text NOT NULL,
    relation text NOT NULL,
    rows_done bigint NOT NULL DEFAULT 0,
    rows_estimate bigint NOT NULL DEFAULT -1,
    block_next bigint NOT NULL DEFAULT -1,
    block_end bigint NOT NULL DEFAULT -1,
    key text[],
    pass bigint NOT NULL DEFAULT 1,
    rate double precision NOT NULL DEFAULT 0,
    eta_s bigint NOT NULL DEFAULT -1,
    waiting_for text,
    is_done boolean NOT NULL DEFAULT false,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (plan, step),
    FOREIGN KEY (plan, step) REFERENCES bellows.step ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS bellows.application (
    name text PRIMARY KEY
);

CREATE TABLE IF NOT EXISTS bellows.fence (
    application text PRIMARY KEY,
    min_version text,
    epoch bigint NOT NULL DEFAULT 0,
    fenced_at timestamptz,
    fence_xid bigint
);

CREATE TABLE IF NOT EXISTS bellows.requirement (
    plan text NOT NULL REFERENCES bellows.plan ON DELETE CASCADE,
    application text NOT NULL,
    version_from text NOT NULL,
    version_to text NOT NULL,
    allow_attestation boolean NOT NULL,
    PRIMARY KEY (plan, application)
);

CREATE TABLE IF NOT EXISTS bellows.lease (
    application text NOT NULL,
    instance text NOT NULL,
    incarnation uuid NOT NULL UNIQUE,
    version text NOT NULL,
    epoch bigint NOT NULL,
    ttl interval NOT NULL,
    registered_at timestamptz NOT NULL,
    renewed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    released_at timestamptz,
    ended_version text,
    ended_at timestamptz,
    PRIMARY KEY (application, instance)
);
COMMENT ON COLUMN bellows.lease.ended_version IS
    'what the same instance ran before, when that lease ran out (ended_at) and was never released';

CREATE TABLE IF NOT EXISTS bellows.consumer (
    application text PRIMARY KEY,
    last_version_seen text NOT NULL,
    last_seen_at timestamptz NOT NULL,
    newest_version_seen text NOT NULL,
    newest_seen_at timestamptz NOT NULL
);

CREATE TABLE IF NOT EXISTS bellows.attestation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan text NOT NULL,
    application text NOT NULL,
    by_whom text NOT NULL,
    scope text NOT NULL,
    reason text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    actor text NOT NULL
);

-- Additions (bellows.meta, key "additions"): what later releases need besides. An older bellows goes on with them.
ALTER TABLE bellows.plan ADD COLUMN IF NOT EXISTS hold_least interval;
COMMENT ON COLUMN bellows.plan.hold_least IS 'what the cadence of its consumers asks of the hold';
ALTER TABLE bellows.lease ADD COLUMN IF NOT EXISTS session_role text,
    ADD COLUMN IF NOT EXISTS application_name text;

CREATE TABLE IF NOT EXISTS bellows.sighting (
    node text NOT NULL,
    role text NOT NULL,
    application_name text NOT NULL,
    version text,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    PRIMARY KEY (node, role, application_name)
);

CREATE TABLE IF NOT EXISTS bellows.version_map (
    application text NOT NULL,
    build text NOT NULL,
    version text NOT NULL,
    mapped_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (application, build)
);

CREATE TABLE IF NOT EXISTS bellows.fenced_role (
    plan text NOT NULL,
    role text NOT NULL,
    had_login boolean NOT NULL,
    fenced_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (plan, role)
);

CREATE TABLE IF NOT EXISTS bellows.fence_point (
    plan text PRIMARY KEY,
    timeline text NOT NULL,
    started_at timestamptz NOT NULL,
    lsn pg_lsn
);
COMMENT ON TABLE bellows.fence_point IS 'on which run of the server a plan was fenced and drained, and behind which commit';

CREATE TABLE IF NOT EXISTS bellows.tripwire (
    key text PRIMARY KEY,
    plan text NOT NULL,
    relation oid NOT NULL,
    name text NOT NULL,
    columns text[] NOT NULL,
    installed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE bellows.tripwire IS 'the old columns of tables on which writes in the old shape are noted, and since when';

CREATE SEQUENCE IF NOT EXISTS bellows.write_round;
GRANT SELECT ON SEQUENCE bellows.write_round TO PUBLIC;

CREATE TABLE IF NOT EXISTS bellows.old_write (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan text NOT NULL,
    relation text NOT NULL,
    role text NOT NULL,
    application_name text NOT NULL,
    client text NOT NULL,
    round bigint NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    notes bigint NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX IF NOT EXISTS old_write_who ON bellows.old_write (plan, relation, role, application_name, client);
COMMENT ON TABLE bellows.old_write IS 'who wrote the old shape; written by the sessions themselves, at most each ten seconds';
ALTER TABLE bellows.fence_point ADD COLUMN IF NOT EXISTS write_round bigint;

CREATE TABLE IF NOT EXISTS bellows.brownout (
    plan text PRIMARY KEY,
    began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    until timestamptz NOT NULL,
    restore text NOT NULL
);
COMMENT ON TABLE bellows.brownout IS 'plans whose old columns are hidden by privileges for a while, and the SQL that ends it';

CREATE TABLE IF NOT EXISTS bellows.statement_look (
    plan text NOT NULL,
    node text NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    stats_reset text,
    dealloc bigint NOT NULL,
    forgot_at timestamptz,
    PRIMARY KEY (plan, node)
);
COMMENT ON TABLE bellows.statement_look IS 'when a node was asked for its statements (pg_stat_statements), and when it forgot some';

CREATE TABLE IF NOT EXISTS bellows.statement_use (
    plan text NOT NULL,
    node text NOT NULL,
    role text NOT NULL,
    id text NOT NULL,
    text text NOT NULL,
    problem text,
    calls bigint NOT NULL,
    grew_at timestamptz,
    PRIMARY KEY (plan, node, role, id)
);
COMMENT ON TABLE bellows.statement_use IS 'statements that need the old shape; grew_at: when they were seen to have run';

CREATE TABLE IF NOT EXISTS bellows.evidence (
    plan text NOT NULL,
    consumer text NOT NULL,
    source text NOT NULL,
    verdict text NOT NULL,
    what text NOT NULL,
    observed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    valid_until timestamptz NOT NULL,
    PRIMARY KEY (plan, consumer, source)
)
