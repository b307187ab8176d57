/* SPDX-License-Identifier: PostgreSQL */
/*
 * run/engine: killed all over each command, the same command again finishes the job.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "life_fixture.h"

#define STATEMENTS_MOST 400
#define STRIDE          7 /* BELLOWS_CRASH_STRIDE=1 kills after each single one */

typedef struct CrashCase
{
    Verb verb;
    PlanState to;
    const Verb *before;      /* what brings a new plan to where the command begins */
    const PlanState *states; /* after each of these */
    size_t before_count;
    const char *check; /* must be true afterwards */
} CrashCase;

static int
status_of_victim(Verb verb, const char *fault)
{
    int status = 0;
    pid_t victim = fork();
    if (victim == 0)
    {
        (void) execl("/proc/self/exe", "test_crash", "--victim", journal_verb_name(verb), fault, server_url(server),
                     (char *) NULL);
        _exit(4);
    }
    assert_int_equal(waitpid(victim, &status, 0), victim);
    return status;
}

/* False: the command had fewer statements, nothing was killed. */
static bool
crash_once(const CrashCase *crash, const char *fault)
{
    Life *life = life_begin(40);
    life->request.skip_hold_reason = "a test";
    for (size_t i = 0; i < crash->before_count; i++)
    {
        life_must(life, crash->before[i], crash->states[i]);
        if (crash->before[i] == VERB_EXPAND)
        {
            char *lease = NULL;
            assert_string_equal(life_register(life, "1.5.0", "web", "1 min", &lease), "");
            life_release(life, lease);
        }
    }
    int status = status_of_victim(crash->verb, fault);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    life_must(life, crash->verb, crash->to);
    assert_string_equal(life_text(life, engine_control(life->engine), crash->check), "true");
    life_end(life);
    return WIFSIGNALED(status);
}

static void
crash_everywhere(const CrashCase *crash)
{
    static const char *const moments[] = {"after", "sent"};
    for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++)
    {
        const char *stride = getenv("BELLOWS_CRASH_STRIDE");
        int step = stride != NULL ? (int) strtol(stride, NULL, 10) : STRIDE;
        int n = 1 - step + (int) i * step / 2;
        int kills = -1;
        char fault[32];
        do
        {
            n += step;
            kills++;
            assert_true(step > 0 && n < STATEMENTS_MOST);
            (void) snprintf(fault, sizeof(fault), "%s:%d", moments[i], n);
        } while (crash_once(crash, fault));
        assert_true(kills > 3);
        print_message("%s: killed at %d places (%s)\n", journal_verb_name(crash->verb), kills, moments[i]);
    }
}

static void
an_expand_killed_anywhere_goes_on(void **state)
{
    const CrashCase crash = {VERB_EXPAND,
                             STATE_EXPANDED,
                             NULL,
                             NULL,
                             0,
                             "SELECT (count(*) = 40 AND bool_and(number = phone::bigint))::text"
                             " FROM public.customer"};
    (void) state;
    crash_everywhere(&crash);
}

static void
a_contract_killed_anywhere_goes_on(void **state)
{
    static const Verb before[] = {VERB_EXPAND};
    static const PlanState states[] = {STATE_EXPANDED};
    const CrashCase crash = {
        VERB_CONTRACT, STATE_SEALED, before, states, 1, "SELECT (count(phone_held) = 40)::text FROM public.customer"};
    (void) state;
    crash_everywhere(&crash);
}

static void
a_rollback_from_sealed_killed_anywhere_goes_on(void **state)
{
    static const Verb before[] = {VERB_EXPAND, VERB_CONTRACT};
    static const PlanState states[] = {STATE_EXPANDED, STATE_SEALED};
    const CrashCase crash = {VERB_ROLLBACK,
                             STATE_ROLLED_BACK,
                             before,
                             states,
                             2,
                             "SELECT (count(phone) = 40 AND (SELECT min_version IS NULL FROM bellows.fence))::text"
                             " FROM public.customer"};
    (void) state;
    crash_everywhere(&crash);
}

static void
a_purge_killed_anywhere_goes_on(void **state)
{
    static const Verb before[] = {VERB_EXPAND, VERB_CONTRACT};
    static const PlanState states[] = {STATE_EXPANDED, STATE_SEALED};
    const CrashCase crash = {
        VERB_PURGE,
        STATE_PURGED,
        before,
        states,
        2,
        "SELECT (count(*) = 2)::text FROM pg_attribute WHERE attrelid = 'public.customer'::regclass"
        " AND attnum > 0 AND NOT attisdropped"};
    (void) state;
    crash_everywhere(&crash);
}

/* --victim VERB FAULT URL: what is killed is a process of its own, as the program would be. */
static int
be_victim(char **argv)
{
    EngineOptions options = {.url = argv[4], .application_name = "bellows/victim"};
    EngineResult result;
    Error err = {0};
    Verb verb = VERB_EXPAND;
    Life life = {0};
    for (int i = 0; i < VERB_COUNT; i++)
    {
        verb = strcmp(journal_verb_name((Verb) i), argv[2]) == 0 ? (Verb) i : verb;
    }
    (void) setenv("BELLOWS_FAULT", argv[3], 1);
    log_configure(LOG_ERROR, LOG_FORMAT_TEXT);
    life.mem = mem_root("victim");
    Conn *plain = conn_open(life.mem, &(ConnOptions){.url = argv[4], .plain = true}, &err);
    life_plan(&life, plain);
    life.request.skip_hold_reason = "a test";
    Engine *engine = engine_open(life.mem, &options, &err);
    bool is_done = engine != NULL && engine_run(engine, verb, &life.request, &result, &err);
    if (!is_done)
    {
        life_print(&err);
    }
    mem_free(life.mem);
    return is_done ? 0 : 1;
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_expand_killed_anywhere_goes_on),
        cmocka_unit_test(a_contract_killed_anywhere_goes_on),
        cmocka_unit_test(a_rollback_from_sealed_killed_anywhere_goes_on),
        cmocka_unit_test(a_purge_killed_anywhere_goes_on),
    };
    if (argc == 5 && strcmp(argv[1], "--victim") == 0)
    {
        return be_victim(argv);
    }
    log_configure(LOG_ERROR, LOG_FORMAT_TEXT);
    return cmocka_run_group_tests(tests, start_shared_server, stop_shared_server);
}
