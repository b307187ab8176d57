/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows demo: what its files share.
 *
 * The parent process plays the script (demo_life.c) and holds no connection while it forks. Each instance of the
 * application and the checker is a child with a connection of its own; all that parent and children tell each other
 * lies in DemoShared, mapped before the first fork. A slot is written by its child alone, but for is_wanted.
 */
#ifndef UI_DEMO_INTERNAL_H
#define UI_DEMO_INTERNAL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "pg/conn.h"
#include "pg/server.h"
#include "report_demo.h"

#define DEMO_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define DEMO_APPLICATION "shop"
#define DEMO_ROWS        20000
#define DEMO_INSTANCES   3 /* of each version */
#define DEMO_SLOTS       12
#define DEMO_TEXTS       4 /* of what went wrong, per slot */
#define DEMO_TEXT_BYTES  240

/* The column that the plan changes; its name changes with the seal, its number never does. */
#define DEMO_COLUMN_NUMBER "3"

typedef enum DemoRole
{
    DEMO_INSTANCE,
    DEMO_CHECKER,
} DemoRole;

typedef enum DemoState
{
    DEMO_STARTING,
    DEMO_WORKING, /* an instance: writes, but there is nowhere to register yet */
    DEMO_LEASED,
    DEMO_ENDED,
} DemoState;

typedef struct DemoSlot
{
    DemoRole role;
    DemoVersion version;
    char name[32]; /* "shop-old-1" */
    pid_t pid;     /* 0: not running; the parent's */
    atomic_bool is_wanted;
    _Atomic(int) state;
    _Atomic(int64_t) done[DEMO_OPERATION_COUNT];
    _Atomic(int64_t) rows_added; /* less those deleted */
    _Atomic(int64_t) errors;
    _Atomic(int64_t) checks;
    _Atomic(int64_t) mismatches;
    _Atomic(int64_t) writes[DEMO_PHASES_MAX];
    _Atomic(int64_t) longest_us[DEMO_PHASES_MAX];
    _Atomic(int) text_count;
    char texts[DEMO_TEXTS][DEMO_TEXT_BYTES];
} DemoSlot;

typedef struct DemoShared
{
    _Atomic(int) phase;
    atomic_bool is_comparing; /* both columns are there and must be equal */
    DemoSlot slots[DEMO_SLOTS];
} DemoShared;

typedef struct Demo
{
    void *mem;
    const char *url;
    const char *directory;
    DemoShared *shared;
    size_t slot_count;
    DemoReport *report;
    int64_t steady_ms;  /* of all steady phases together */
    int64_t own_checks; /* comparisons beside the checker's */
    bool shows_progress;
} Demo;

/* demo_setup.c */
bool demo_setup(Demo *demo, Error *err);
Conn *demo_connect(void *owner, const Demo *demo, const char *application_name, Error *err);

/* Rows whose old and new column differ; -1: there is only one of them (or it is just being renamed). */
bool demo_compare(Conn *conn, int64_t *mismatches, Error *err);

/* Notes what of the final schema and of the number of rows is not as it must be. */
bool demo_check_end(Demo *demo, Error *err);

/* Notes what the server says to an instance of the old version that wants to start: its SQLSTATE, "" when it may. */
bool demo_try_old_version(Demo *demo, char sqlstate[6], Error *err);

/* demo_fleet.c */
bool demo_fleet_open(Demo *demo, Error *err);
DemoSlot *demo_fleet_start(Demo *demo, DemoRole role, DemoVersion version, Error *err);
bool demo_fleet_wait(Demo *demo, const DemoSlot *slot, DemoState state, Error *err);
bool demo_fleet_stop(Demo *demo, DemoSlot *slot, Error *err);
void demo_fleet_end(Demo *demo); /* of all that still run, at once */
void demo_fleet_count(const Demo *demo, DemoReport *report);

/* Waits while the load goes on, and shows it; notes an instance that ended by itself. */
bool demo_fleet_run(Demo *demo, int64_t duration_ms, Error *err);
void demo_fleet_tick(Demo *demo);

/* demo_instance.c, demo_writes.c, demo_checker.c: run in a child and return when it is not wanted any more */
void demo_instance_run(const Demo *demo, DemoSlot *slot);
void demo_checker_run(const Demo *demo, DemoSlot *slot);

typedef struct DemoWriter
{
    DemoShared *shared;
    DemoSlot *slot;
    Conn *conn;
    uint64_t random;
    int64_t recent[32]; /* keys of rows that it inserted; nobody else writes them */
    size_t recent_count;
    int64_t own_id; /* a row whose value it remembers, to find it again; 0: none */
    char own_value[32];
    bool own_is_null;
} DemoWriter;

void demo_write(DemoWriter *writer);
uint64_t demo_random(DemoWriter *writer, uint64_t below);
void demo_measure(DemoWriter *writer, int64_t from_us, int phase);
void demo_note_error(DemoSlot *slot, const char *what, const Error *err);
void demo_note_mismatch(DemoSlot *slot, const char *format, ...) __attribute__((format(printf, 2, 3)));
int64_t demo_clock_us(void);

/* demo_verb.c */

/* Runs `bellows WORDS` as a process of its own against the demo's server, shows the command and what it printed, and
 * notes when its exit code is not EXPECTED (then *AS_EXPECTED is false). OUTPUT may be NULL. */
typedef struct DemoVerb
{
    const char *const *words; /* "expand", "phone", NULL */
    int expected;
    int exit_code;
    char *output;
    bool as_expected;
} DemoVerb;

bool demo_verb_run(Demo *demo, DemoVerb *verb, Error *err);

/* demo_life.c */
bool demo_life(Demo *demo, Error *err);

/* Something is off: the demo ends with exit 1 and says it. Always false. */
bool demo_problem(Demo *demo, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
