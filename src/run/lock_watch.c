/* SPDX-License-Identifier: PostgreSQL */
/*
 * Who is in the way: blockers of a waiting backend, holders of a table's lock, and the words for them.
 *
 * pg_blocking_pids() tells who blocks now, also those who only wait in front of us; it must be asked while we wait, so
 * it is asked on the control connection from the wait of the work connection.
 */
#include <inttypes.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "run/lock.h"
#include "run_internal.h"

#define WATCH_FIRST_MS 200
#define WATCH_TELL_MS  1000
#define WATCH_LOOK_MS  300 /* a look comes every 250 ms while a statement runs */
#define DESCRIBED_MOST 3
#define BEAT_FIRST_MS  2000

struct LockWatch
{
    Conn *work;
    Conn *control;
    const char *what;
    LockBeat beat;
    LockBlockers blockers;
    void *mem;      /* of the blockers */
    char *told;     /* what the log was told last */
    bool is_asking; /* a callback must not ask within its own question */
    int64_t most_ms;
    int64_t blocked_ms; /* in this try, as far as looks every quarter of a second can tell */
    int64_t last_look;
};

static const char *const mode_names[] = {
    [LOCK_ACCESS_SHARE] = "AccessShareLock",
    [LOCK_ROW_SHARE] = "RowShareLock",
    [LOCK_ROW_EXCLUSIVE] = "RowExclusiveLock",
    [LOCK_SHARE_UPDATE_EXCLUSIVE] = "ShareUpdateExclusiveLock",
    [LOCK_SHARE] = "ShareLock",
    [LOCK_SHARE_ROW_EXCLUSIVE] = "ShareRowExclusiveLock",
    [LOCK_EXCLUSIVE] = "ExclusiveLock",
    [LOCK_ACCESS_EXCLUSIVE] = "AccessExclusiveLock",
};

#define BIT(mode)  (1U << (mode))
#define FROM_SHARE (BIT(LOCK_SHARE) | BIT(LOCK_SHARE_ROW_EXCLUSIVE) | BIT(LOCK_EXCLUSIVE) | BIT(LOCK_ACCESS_EXCLUSIVE))

/* Table 13.2 of the manual: which modes conflict with each. */
static const unsigned conflicts[] = {
    [LOCK_NONE] = 0,
    [LOCK_ACCESS_SHARE] = BIT(LOCK_ACCESS_EXCLUSIVE),
    [LOCK_ROW_SHARE] = BIT(LOCK_EXCLUSIVE) | BIT(LOCK_ACCESS_EXCLUSIVE),
    [LOCK_ROW_EXCLUSIVE] = FROM_SHARE,
    [LOCK_SHARE_UPDATE_EXCLUSIVE] = BIT(LOCK_SHARE_UPDATE_EXCLUSIVE) | FROM_SHARE,
    [LOCK_SHARE] = BIT(LOCK_ROW_EXCLUSIVE) | BIT(LOCK_SHARE_UPDATE_EXCLUSIVE) | (FROM_SHARE & ~BIT(LOCK_SHARE)),
    [LOCK_SHARE_ROW_EXCLUSIVE] = BIT(LOCK_ROW_EXCLUSIVE) | BIT(LOCK_SHARE_UPDATE_EXCLUSIVE) | FROM_SHARE,
    [LOCK_EXCLUSIVE] = BIT(LOCK_ROW_SHARE) | BIT(LOCK_ROW_EXCLUSIVE) | BIT(LOCK_SHARE_UPDATE_EXCLUSIVE) | FROM_SHARE,
    [LOCK_ACCESS_EXCLUSIVE] = BIT(LOCK_ACCESS_SHARE) | BIT(LOCK_ROW_SHARE) | BIT(LOCK_ROW_EXCLUSIVE) |
                              BIT(LOCK_SHARE_UPDATE_EXCLUSIVE) | FROM_SHARE,
};

static void read_blockers(void *owner, const Rows *rows, LockBlockers *blockers);
static void on_wait(void *context, int64_t waited_ms);
static void count_blocked(LockWatch *watch, bool is_blocked);
static void tell(LockWatch *watch);
static void describe_one(char **text, const LockBlocker *blocker);

bool
lock_blockers(void *owner, Conn *control, int pid, LockBlockers *blockers, Error *err)
{
    void *scratch = mem_child(NULL, "blockers");
    const char *params[] = {run_number(scratch, pid)};
    Rows *rows = run_rows(scratch, control, "journal/blockers", params, RUN_COUNT(params), err);
    if (rows != NULL)
    {
        read_blockers(owner, rows, blockers);
    }
    mem_free(scratch);
    return rows != NULL;
}

bool
lock_holders(void *owner, const LockAttempts *attempts, LockBlockers *holders, Error *err)
{
    void *scratch = mem_child(NULL, "holders");
    const char *names[RUN_COUNT(mode_names) + 1] = {NULL};
    size_t count = 0;
    for (unsigned other = LOCK_ACCESS_SHARE; other < RUN_COUNT(mode_names); other++)
    {
        if ((conflicts[attempts->mode] & BIT(other)) != 0)
        {
            names[count++] = mode_names[other];
        }
    }
    const char *params[] = {attempts->relation, run_array(scratch, names), run_number(scratch, attempts->lock_ms),
                            run_number(scratch, conn_backend_pid(attempts->work))};
    Rows *rows = run_rows(scratch, attempts->control, "journal/holders", params, RUN_COUNT(params), err);
    if (rows != NULL)
    {
        read_blockers(owner, rows, holders);
    }
    mem_free(scratch);
    return rows != NULL;
}

char *
lock_describe(void *owner, const LockBlockers *blockers)
{
    char *text = mem_strdup(owner, "");
    for (size_t i = 0; i < blockers->count && i < DESCRIBED_MOST; i++)
    {
        mem_append(&text, "%s", i > 0 ? ", " : "");
        describe_one(&text, &blockers->items[i]);
    }
    if (blockers->count > DESCRIBED_MOST)
    {
        mem_append(&text, " and %zu more", blockers->count - DESCRIBED_MOST);
    }
    if (blockers->count == 0)
    {
        mem_append(&text, "nobody who is still there");
    }
    return text;
}

char *
lock_format_duration(void *owner, int64_t ms)
{
    int64_t seconds = ms / 1000;
    if (ms < 1000)
    {
        return mem_printf(owner, "%" PRId64 "ms", ms);
    }
    if (seconds < 60)
    {
        return ms % 1000 >= 100 && seconds < 10
                   ? mem_printf(owner, "%" PRId64 ".%" PRId64 "s", seconds, ms % 1000 / 100)
                   : mem_printf(owner, "%" PRId64 "s", seconds);
    }
    if (seconds < 3600)
    {
        return seconds % 60 == 0 ? mem_printf(owner, "%" PRId64 "m", seconds / 60)
                                 : mem_printf(owner, "%" PRId64 "m%02" PRId64 "s", seconds / 60, seconds % 60);
    }
    if (seconds < INT64_C(2) * 86400)
    {
        return mem_printf(owner, "%" PRId64 "h%02" PRId64 "m", seconds / 3600, seconds % 3600 / 60);
    }
    return mem_printf(owner, "%" PRId64 "d%02" PRId64 "h", seconds / 86400, seconds % 86400 / 3600);
}

LockWatch *
lock_watch_begin(void *owner, Conn *work, Conn *control, const char *what, const char *title)
{
    LockWatch *watch = mem_new(owner, LockWatch);
    watch->work = work;
    watch->control = control;
    watch->what = mem_strdup(watch, what);
    watch->beat = (LockBeat){.what = title == NULL ? NULL : mem_strdup(watch, title), .began_ms = clock_ms()};
    watch->mem = mem_child(watch, "blockers");
    conn_on_wait(work, on_wait, watch);
    return watch;
}

void
lock_watch_end(LockWatch *watch)
{
    conn_on_wait(watch->work, NULL, NULL);
    log_progress_drop();
}

void
lock_beat(void *context, int64_t waited_ms)
{
    const LockBeat *beat = context;
    int64_t elapsed_ms = clock_ms() - beat->began_ms;
    (void) waited_ms; /* of one statement; there may be several */
    if (elapsed_ms >= BEAT_FIRST_MS)
    {
        char *elapsed = lock_format_duration(NULL, elapsed_ms);
        log_progress("%s (for %s)", beat->what, elapsed);
        mem_free(elapsed);
    }
}

const LockBlockers *
lock_watch_blockers(const LockWatch *watch)
{
    return &watch->blockers;
}

void
lock_watch_reset(LockWatch *watch, int64_t most_ms)
{
    watch->most_ms = most_ms;
    watch->blocked_ms = 0;
    watch->last_look = clock_ms();
    mem_free(watch->mem);
    watch->mem = mem_child(watch, "blockers");
    watch->blockers = (LockBlockers){0};
}

static void
read_blockers(void *owner, const Rows *rows, LockBlockers *blockers)
{
    blockers->count = rows_count(rows);
    blockers->items = mem_array(owner, LockBlocker, blockers->count + 1);
    for (size_t i = 0; i < blockers->count; i++)
    {
        blockers->items[i] = (LockBlocker){
            .pid = (int) rows_int64(rows, i, "pid"),
            .application = run_copy(owner, rows, i, "application"),
            .user = run_copy(owner, rows, i, "user"),
            .state = run_copy(owner, rows, i, "state"),
            .transaction_age_s = rows_int64(rows, i, "age_s"),
            .query = run_copy(owner, rows, i, "query"),
            .is_autovacuum = rows_bool(rows, i, "is_autovacuum"),
            .prevents_wraparound = rows_bool(rows, i, "prevents_wraparound"),
        };
    }
}

/* What is seen is kept when a later look finds nobody: the wait's end and the last look never fall together. */
static void
on_wait(void *context, int64_t waited_ms)
{
    LockWatch *watch = context;
    LockBlockers seen = {0};
    Error ignored = {0};
    if (waited_ms < WATCH_FIRST_MS || watch->is_asking || interrupt_signal() != 0 || !conn_is_alive(watch->control))
    {
        return;
    }
    watch->is_asking = true;
    void *mem = mem_child(watch, "blockers");
    bool is_blocked =
        lock_blockers(mem, watch->control, conn_backend_pid(watch->work), &seen, &ignored) && seen.count > 0;
    count_blocked(watch, is_blocked);
    if (is_blocked)
    {
        mem_free(watch->mem);
        watch->mem = mem;
        watch->blockers = seen;
    }
    else
    {
        mem_free(mem);
    }
    error_clear(&ignored);
    watch->is_asking = false;
    if (waited_ms >= WATCH_TELL_MS)
    {
        tell(watch);
    }
    if (watch->beat.what != NULL)
    {
        lock_beat(&watch->beat, waited_ms);
    }
}

static void
count_blocked(LockWatch *watch, bool is_blocked)
{
    int64_t now = clock_ms();
    int64_t since = now - watch->last_look;
    watch->blocked_ms += !is_blocked ? 0 : since < WATCH_LOOK_MS ? since : WATCH_LOOK_MS;
    watch->last_look = now;
    if (is_blocked && watch->most_ms > 0 && watch->blocked_ms >= watch->most_ms)
    {
        conn_stop_waiting(watch->work);
    }
}

/* Told again only when somebody else is in the way: ages change all the time. */
static void
tell(LockWatch *watch)
{
    char *pids = mem_strdup(watch, "");
    for (size_t i = 0; i < watch->blockers.count; i++)
    {
        mem_append(&pids, "%d ", watch->blockers.items[i].pid);
    }
    if (watch->blockers.count == 0 || (watch->told != NULL && strcmp(watch->told, pids) == 0))
    {
        mem_free(pids);
        return;
    }
    mem_free(watch->told);
    watch->told = pids;
    char *who = lock_describe(watch, &watch->blockers);
    log_info("waiting for %s: blocked by %s", watch->what, who);
    mem_free(who);
}

static void
describe_one(char **text, const LockBlocker *blocker)
{
    if (blocker->pid == 0)
    {
        mem_append(text, "a prepared transaction");
    }
    else
    {
        mem_append(text, "pid %d", blocker->pid);
    }
    mem_append(text, " (%s%s", blocker->state, blocker->prevents_wraparound ? " to prevent wraparound" : "");
    if (blocker->transaction_age_s >= 0)
    {
        char *age = blocker->transaction_age_s == 0 ? mem_strdup(NULL, "under 1s")
                                                    : lock_format_duration(NULL, blocker->transaction_age_s * 1000);
        mem_append(text, " %s", age);
        mem_free(age);
    }
    if (blocker->application[0] != '\0')
    {
        mem_append(text, ", app \"%s\"", blocker->application);
    }
    if (blocker->query[0] != '\0')
    {
        mem_append(text, ": %s", blocker->query);
    }
    mem_append(text, ")");
}
