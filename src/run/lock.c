/* SPDX-License-Identifier: PostgreSQL */
/*
 * Bounded lock attempts.
 *
 * One try is short, because whoever asks for a table's lock after us waits behind us; the gaps are long and jittered.
 * While an old holder is in the way a try cannot succeed, so it is not even begun until some time has passed.
 * deadlock_timeout matters since PostgreSQL cancels an ordinary autovacuum for us only once our wait has reached it.
 */
#include "run/lock.h"

#include <inttypes.h>
#include <string.h>
#include <sys/random.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "run_internal.h"

#define PAUSE_LEAST_MS    INT64_C(200)
#define PAUSE_MOST_MS     INT64_C(10000)
#define HOLDER_POLL_MS    250
#define HOLDER_WAIT_TRIES 5 /* a try is put off by at most so many times its own length */
#define STRONG_RUNG_EVERY 3
#define RUNG_MARGIN_MS    200

typedef struct Ladder
{
    const LockAttempts *attempts;
    LockTry try;
    void *context;
    int64_t deadline;
    int64_t deadlock_timeout_ms;
    int64_t pause_ms;
    int attempt;
    LockWatch *watch;
    char *holders; /* who kept us out of the queue last, in words; NULL: nobody */
    void *mem;
} Ladder;

static bool climb(Ladder *ladder, Error *err);
static bool wait_outside_queue(Ladder *ladder, Error *err);
static char *blockers_text(const Ladder *ladder);
static bool give_up(Ladder *ladder, Error *cause, Error *err);
static bool rest(Ladder *ladder, const Error *cause, Error *err);
static int64_t read_deadlock_timeout(Conn *control);
static double random_fraction(void);

bool
lock_attempts(const LockAttempts *attempts, LockTry try, void *context, Error *err)
{
    Ladder ladder = {
        .attempts = attempts,
        .try = try,
        .context = context,
        .deadline = clock_ms() + attempts->total_ms,
        .deadlock_timeout_ms = read_deadlock_timeout(attempts->control),
        .mem = mem_root("lock"),
    };
    ladder.watch = lock_watch_begin(ladder.mem, attempts->work, attempts->control,
                                    attempts->relation != NULL ? attempts->relation : "a lock", attempts->title);
    bool has_it = climb(&ladder, err);
    lock_watch_end(ladder.watch);
    mem_free(ladder.mem);
    return has_it;
}

int64_t
lock_rung_ms(int attempt, int64_t lock_ms, int64_t deadlock_timeout_ms)
{
    int64_t above = deadlock_timeout_ms + RUNG_MARGIN_MS;
    return attempt % STRONG_RUNG_EVERY == 0 && lock_ms < above ? above : lock_ms;
}

int64_t
lock_pause_ms(int64_t previous_ms, double random)
{
    int64_t most = previous_ms > PAUSE_LEAST_MS ? previous_ms * 3 : PAUSE_LEAST_MS * 3;
    int64_t pause = PAUSE_LEAST_MS + (int64_t) (random * (double) (most - PAUSE_LEAST_MS));
    return pause < PAUSE_MOST_MS ? pause : PAUSE_MOST_MS;
}

static bool
climb(Ladder *ladder, Error *err)
{
    for (;;)
    {
        Error cause = {0};
        if (!wait_outside_queue(ladder, err))
        {
            return false;
        }
        ladder->attempt++;
        int64_t rung = lock_rung_ms(ladder->attempt, ladder->attempts->lock_ms, ladder->deadlock_timeout_ms);
        lock_watch_reset(ladder->watch, rung);
        if (ladder->try(ladder->context, rung, &cause))
        {
            return true;
        }
        if (!run_is_lock_failure(&cause) || !conn_is_alive(ladder->attempts->work))
        {
            *err = cause; /* the callers' contract: *err is empty so far */
            return false;
        }
        if (clock_ms() >= ladder->deadline)
        {
            return give_up(ladder, &cause, err);
        }
        bool goes_on = rest(ladder, &cause, err);
        error_clear(&cause);
        if (!goes_on)
        {
            return false;
        }
    }
}

/* A running autovacuum is no reason to wait: the server ends it for whoever asks long enough. */
static bool
wait_outside_queue(Ladder *ladder, Error *err)
{
    const LockAttempts *attempts = ladder->attempts;
    int64_t until = clock_ms() + HOLDER_WAIT_TRIES * attempts->lock_ms;
    until = until < ladder->deadline ? until : ladder->deadline;
    while (attempts->relation != NULL && clock_ms() < until)
    {
        void *scratch = mem_child(ladder->mem, "holders");
        Error ignored = {0};
        LockBlockers holders = {0};
        bool is_held = false;
        if (!lock_holders(scratch, attempts, &holders, &ignored))
        {
            error_clear(&ignored); /* only a courtesy: the try itself decides */
        }
        for (size_t i = 0; i < holders.count; i++)
        {
            is_held = is_held || !holders.items[i].is_autovacuum || holders.items[i].prevents_wraparound;
        }
        mem_free(ladder->holders);
        ladder->holders = holders.count > 0 ? lock_describe(ladder->mem, &holders) : NULL;
        mem_free(scratch);
        if (!is_held)
        {
            break;
        }
        if (!interrupt_wait(HOLDER_POLL_MS))
        {
            break;
        }
    }
    return interrupt_check(err);
}

/* A short try is over before it is looked at who blocks it: then who was there before it. */
static char *
blockers_text(const Ladder *ladder)
{
    const LockBlockers *seen = lock_watch_blockers(ladder->watch);
    return seen->count == 0 && ladder->holders != NULL ? mem_strdup(ladder->mem, ladder->holders)
                                                       : lock_describe(ladder->mem, seen);
}

static bool
rest(Ladder *ladder, const Error *cause, Error *err)
{
    char *blockers = blockers_text(ladder);
    ladder->pause_ms = lock_pause_ms(ladder->pause_ms, random_fraction());
    log_info("lock on %s not obtained (try %d, %s); blocked by %s; again in %" PRId64 " ms",
             ladder->attempts->relation != NULL ? ladder->attempts->relation : "the journal", ladder->attempt,
             strcmp(cause->sqlstate, "40P01") == 0 ? "deadlock" : "timeout", blockers, ladder->pause_ms);
    mem_free(blockers);
    int64_t left = ladder->deadline - clock_ms();
    (void) interrupt_wait(ladder->pause_ms < left ? ladder->pause_ms : (left > 0 ? left : 0));
    return interrupt_check(err);
}

static bool
give_up(Ladder *ladder, Error *cause, Error *err)
{
    const LockAttempts *attempts = ladder->attempts;
    char *blockers = blockers_text(ladder);
    error_set_code(err, ERROR_TIMEOUT, "E501", "lock on %s not obtained in %s after %d %s; blocked by %s",
                   attempts->relation != NULL ? attempts->relation : "the journal",
                   lock_format_duration(ladder->mem, attempts->lock_ms), ladder->attempt,
                   ladder->attempt == 1 ? "try" : "tries", blockers);
    error_detail(err, "It was tried for %s; nothing of this step is in the database.",
                 lock_format_duration(ladder->mem, attempts->total_ms));
    error_hint(err, "End the blocking transaction, or give it more time (timeouts.total in the "
                    "plan), then run the same command again.");
    error_clear(cause);
    return false;
}

static int64_t
read_deadlock_timeout(Conn *control)
{
    Error ignored = {0};
    int64_t timeout_ms = 1000; /* PostgreSQL's default */
    Rows *rows = conn_query_one(NULL, control,
                                "SELECT setting::bigint AS ms FROM pg_settings"
                                " WHERE name = 'deadlock_timeout'",
                                NULL, 0, &ignored);
    if (rows != NULL)
    {
        timeout_ms = rows_int64(rows, 0, "ms");
    }
    error_clear(&ignored);
    mem_free(rows);
    return timeout_ms;
}

static double
random_fraction(void)
{
    uint32_t bits = 0;
    if (getrandom(&bits, sizeof(bits), GRND_NONBLOCK) != (ssize_t) sizeof(bits))
    {
        bits = (uint32_t) (clock_ms() * 2654435761);
    }
    return (double) bits / 4294967296.0;
}
