/* SPDX-License-Identifier: PostgreSQL */
/*
 * Steps: everything that bellows will run for a plan, in order, as data.
 *
 * Pure. All phases are built at once, before the first write, and kept in the journal: what `plan` prints is
 * byte for byte what is run, also by a later release or after the plan's file was edited.
 */
#ifndef CHANGE_STEPS_H
#define CHANGE_STEPS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "change/resolve.h"
#include "change/shim.h"

typedef enum Phase
{
    PHASE_EXPAND,  /* planned → expanded */
    PHASE_TIGHTEN, /* after the drain: constraints that V's writes could have violated */
    PHASE_SEAL,    /* one transaction: old columns out of sight, hold shim */
    PHASE_PURGE,   /* shim and held columns dropped together */
    PHASE_UNSEAL,  /* the way back from sealed (or from a started contract) to expanded */
    PHASE_UNDO,    /* the way back from expanded: new columns and tables out of sight, held */
    PHASE_DISCARD, /* after a rollback: what was held is dropped */
} Phase;

#define PHASE_COUNT 7

typedef enum StepKind
{
    STEP_TRANSACTION, /* sql runs in one transaction with the journal's row */
    STEP_CONCURRENT,  /* one statement that cannot run in a transaction; probe says whether it is done */
    STEP_BACKFILL,    /* sql is one batch with $1, $2 …; repeated over ranges until remaining says 0 */
    STEP_VERIFY,      /* sql counts mismatches and gives keys: columns mismatches bigint, keys text[] */
    STEP_ASSERT,      /* sql returns one text value; it must be equal to expect (the plan's own verify) */
} StepKind;

typedef struct Step
{
    const char *id; /* "expand/02_shim:public.customer"; unique in the plan */
    Phase phase;
    StepKind kind;
    const char *title;    /* one line for people: "add full_name to public.customer with its shim" */
    const char *relation; /* the table as SQL, for blockers and progress; NULL when there is none */
    LockMode lock;        /* the strongest that it takes on relation */
    bool scans;           /* reads the whole table */
    const char *sql;
    const char *probe;     /* STEP_CONCURRENT: returns one boolean "done"; else NULL */
    const char *leftover;  /* STEP_CONCURRENT: returns one boolean: an earlier try left something unusable; or NULL */
    const char *cleanup;   /* STEP_CONCURRENT: one statement that removes it; run only when leftover says so */
    const char *remaining; /* STEP_BACKFILL: returns one bigint, rows still to fill */
    const char
        *rehearsal; /* before the first write; not kept in the journal. STEP_BACKFILL: as failing, but over all rows.
                               STEP_TRANSACTION: run and rolled back; or NULL */
    const char *rehearsed;  /* what the rehearsal of a STEP_TRANSACTION tries, or what `unrepaired` is about, for the
                               message; as rehearsal */
    const char *unrepaired; /* STEP_BACKFILL: as violations, of rows that `up` would leave breaking a constraint; as
                               rehearsal */
    const char *failing;    /* STEP_BACKFILL: evaluates the mapping of the rows in [$1, $2) of ctid without writing, and
                               returns one row (evaluated bigint); fails as the batch would: for bisecting */
    const char *row_key;    /* STEP_BACKFILL: the key of the row at ctid $1 as text (column key), nothing evaluated */
    BackfillWay way;
    size_t key_count;     /* BACKFILL_BY_KEY: columns of the key */
    const char *next_key; /* BACKFILL_BY_KEY: $1..$n lower key, $n+1: rows: the key that many rows on (columns k1 …) */
    const char *first_key;                   /* BACKFILL_BY_KEY: the smallest key (columns k1 …), no parameters */
    bool fires_triggers;                     /* STEP_BACKFILL: the plan lets application triggers fire */
    const char *const *application_triggers; /* STEP_BACKFILL: those that would fire; NULL-terminated */
    const char *
        violations; /* a step that validates, or builds a unique index: as STEP_VERIFY's sql, for the message; the seal:
                       what would stop it, for before the fence; or NULL */
    bool must_hold; /* violations are a refusal before the first write already; not kept in the journal */
    const char *expect;   /* STEP_ASSERT */
    const char *settings; /* SET statements for the session before it runs: STEP_BACKFILL and STEP_VERIFY where a
                               conversion depends on TimeZone, DateStyle …; STEP_ASSERT and STEP_CONCURRENT the search_path of
                               the plan's own SQL. STEP_TRANSACTION: what runs before violations are asked for, in the
                               transaction of that question, which is rolled back. Or NULL */
} Step;

typedef struct StepList
{
    Step *steps; /* by phase, in order of execution */
    size_t count;
} StepList;

/* False only for a mistake in the program (a template that does not render). */
bool steps_build(void *owner, const Resolution *resolution, StepList **steps, Error *err);

const char *steps_phase_name(Phase phase);  /* "expand" */
const char *steps_kind_name(StepKind kind); /* "transaction" */
bool steps_phase_from_name(const char *name, Phase *phase);
bool steps_kind_from_name(const char *name, StepKind *kind);

#endif
