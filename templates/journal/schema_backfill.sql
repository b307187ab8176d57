-- The part of the schema that backfills need: the queue of their ranges, and the rules of pause and throttle.
-- Locks: ACCESS EXCLUSIVE on bellows.backfill, backfill_range and step for a moment, for the columns that they got later.
-- Why a row for each range: workers move their own rows, and none waits for the commit of another.
ALTER TABLE bellows.backfill
    ADD COLUMN IF NOT EXISTS ranges bigint NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS utilisation double precision,
    ADD COLUMN IF NOT EXISTS band text,
    ADD COLUMN IF NOT EXISTS key_end text[];
COMMENT ON COLUMN bellows.backfill.key_end IS 'by key: the largest key when the pass began, which is its end';
ALTER TABLE bellows.step ADD COLUMN IF NOT EXISTS last_key text, ADD COLUMN IF NOT EXISTS archive text[];
COMMENT ON COLUMN bellows.step.archive IS 'what it drops that has values; NULL: not known';

CREATE TABLE IF NOT EXISTS bellows.backfill_range (
    plan text NOT NULL,
    step text NOT NULL,
    number bigint NOT NULL,
    block_next bigint NOT NULL,
    block_end bigint NOT NULL,
    key_next text[],
    key_end text[],
    rows_left bigint NOT NULL,
    rows_done bigint NOT NULL DEFAULT 0,
    moves bigint NOT NULL DEFAULT 0,
    is_done boolean NOT NULL DEFAULT false,
    PRIMARY KEY (plan, step, number),
    FOREIGN KEY (plan, step) REFERENCES bellows.backfill ON DELETE CASCADE
);

ALTER TABLE bellows.backfill_range
    ADD COLUMN IF NOT EXISTS stripe bigint,
    ADD COLUMN IF NOT EXISTS stripe_end bigint,
    ADD COLUMN IF NOT EXISTS slices_left bigint NOT NULL DEFAULT 1;

CREATE TABLE IF NOT EXISTS bellows.backfill_rule (
    plan text PRIMARY KEY REFERENCES bellows.plan ON DELETE CASCADE,
    ratio double precision NOT NULL CHECK (ratio >= 0 AND ratio <= 1),
    until timestamptz,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL
)
