/* SPDX-License-Identifier: PostgreSQL */
/*
 * run/engine: killed after every statement of every command, the same command again finishes the job.
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

typedef struct CrashCase
{
    Verb verb;
    PlanState to;
    const Verb *before; /* what brings a new plan to where the command begins */
    size_t before_count;
    const char *check; /* must be true afterwards */
} CrashCase;

/* The child counts its own statements: it has sent none before. */
static int
run_and_die(const EngineRequest *request, Verb verb, const char *fault)
{
    EngineResult result;
    Error err = {0};
    (void) setenv("BELLOWS_FAULT", fault, 1);
    log_configure(LOG_ERROR, LOG_FORMAT_TEXT);
    Engine *engine = engine_open(
        root, &(EngineOptions){.url = server_url(server), .application_name = "bellows/child"},
        &err);
    return engine != NULL && engine_run(engine, verb, request, &result, &err) ? 0 : 1;
}

/* All of it happens in children, since the counter of statements is one for a process. False: nothing died any more. */
static bool
crash_once(const CrashCase *crash, const char *fault)
{
    pid_t child = fork();
    if (child == 0)
    {
        log_configure(LOG_ERROR, LOG_FORMAT_TEXT);
        Life *life = life_begin(40);
        life->request.skip_hold_reason = "a test";
        for (size_t i = 0; i < crash->before_count; i++)
        {
            EngineResult result;
            Error err = {0};
            if (!engine_run(life->engine, crash->before[i], &life->request, &result, &err))
            {
                life_print(&err);
                _exit(3);
            }
            if (crash->before[i] == VERB_EXPAND)
            {
                char *lease = NULL;
                (void) life_register(life, "1.5.0", "web", "1 min", &lease);
                life_release(life, lease);
            }
        }
        pid_t victim = fork();
        if (victim == 0)
        {
            (void) execl("/proc/self/exe", "test_crash", "--victim", journal_verb_name(crash->verb),
                         fault, server_url(server), (char *) NULL);
            _exit(4);
        }
        int status = 0;
        (void) waitpid(victim, &status, 0);
        EngineResult result;
        Error err = {0};
        if (!engine_run(life->engine, crash->verb, &life->request, &result, &err))
        {
            life_print(&err);
            _exit(5);
        }
        bool is_right = result.to == crash->to &&
                        strcmp(life_text(life, engine_control(life->engine), crash->check),
                               "true") == 0;
        _exit(!is_right ? 6 : (WIFSIGNALED(status) ? 0 : (WEXITSTATUS(status) == 0 ? 1 : 7)));
    }
    int code = exit_of(child);
    if (code > 1)
    {
        print_error("%s, %s: %d\n", journal_verb_name(crash->verb), fault, code);
    }
    assert_in_range(code, 0, 1);
    return code == 0;
}

static void
crash_everywhere(const CrashCase *crash)
{
    static const char *const moments[] = {"after", "sent"};
    for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++)
    {
        int n = 1;
        char fault[32];
        do
        {
            (void) snprintf(fault, sizeof(fault), "%s:%d", moments[i], n);
            assert_true(n++ < STATEMENTS_MOST);
        } while (crash_once(crash, fault));
        assert_true(n > 10);
        print_message("%s killed %s each of %d statements\n", journal_verb_name(crash->verb),
                      moments[i], n - 2);
    }
}

static void
an_expand_killed_anywhere_goes_on(void **state)
{
    const CrashCase crash = {VERB_EXPAND, STATE_EXPANDED, NULL, 0,
                             "SELECT (count(*) = 40 AND bool_and(number = phone::bigint))::text"
                             " FROM public.customer"};
    (void) state;
    crash_everywhere(&crash);
}

static void
a_contract_killed_anywhere_goes_on(void **state)
{
    static const Verb before[] = {VERB_EXPAND};
    const CrashCase crash = {VERB_CONTRACT, STATE_SEALED, before, 1,
                             "SELECT (count(phone_held) = 40)::text FROM public.customer"};
    (void) state;
    crash_everywhere(&crash);
}

static void
a_rollback_from_sealed_killed_anywhere_goes_on(void **state)
{
    static const Verb before[] = {VERB_EXPAND, VERB_CONTRACT};
    const CrashCase crash = {
        VERB_ROLLBACK, STATE_ROLLED_BACK, before, 2,
        "SELECT (count(phone) = 40 AND (SELECT min_version IS NULL FROM bellows.fence))::text"
        " FROM public.customer"};
    (void) state;
    crash_everywhere(&crash);
}

static void
a_purge_killed_anywhere_goes_on(void **state)
{
    static const Verb before[] = {VERB_EXPAND, VERB_CONTRACT};
    const CrashCase crash = {
        VERB_PURGE, STATE_PURGED, before, 2,
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
    return cmocka_run_group_tests(tests, start_shared_server, stop_shared_server);
}
