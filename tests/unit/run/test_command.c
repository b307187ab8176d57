/* SPDX-License-Identifier: PostgreSQL */
/*
 * run/command: programs that end well, badly, late, or never; and what they print, read as evidence.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../../src/run/gate_internal.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "run/command.h"

static CommandResult
run(void *mem, const char *script, int64_t timeout_ms, size_t most)
{
    const char *argv[] = {"sh", "-c", script, NULL};
    CommandResult result = {0};
    Error err = {0};

    assert_true(command_run(
        mem, &(CommandSpec){.argv = argv, .folder = "/", .timeout_ms = timeout_ms, .output_max = most}, &result, &err));
    return result;
}

static void
what_a_program_prints_is_read_to_its_end(void **state)
{
    void *mem = mem_root("test");
    CommandResult result = run(mem, "pwd; echo aside >&2; printf 'a\\0b'", 5000, 0);

    (void) state;
    assert_null(result.failure);
    assert_int_equal(result.length, 5);
    assert_memory_equal(result.output, "/\na\0b", 6);
    assert_int_equal(run(mem, "head -c 3000000 /dev/zero", 5000, 0).length, 3000000);
    assert_string_equal(run(mem, "exit 0", 5000, 0).output, "");
    mem_free(mem);
}

static void
what_fails_says_why(void **state)
{
    void *mem = mem_root("test");
    const char *nothing[] = {"/nonexistent/program", NULL};
    CommandResult result = {0};
    Error err = {0};

    (void) state;
    assert_string_equal(run(mem, "echo one >&2; echo two >&2; exit 3", 5000, 0).failure, "it exited with 3: two");
    assert_string_equal(run(mem, "kill -TERM $$", 5000, 0).failure, "signal 15 ended it");
    assert_string_equal(run(mem, "echo 123456", 5000, 5).failure, "it printed more than 5 bytes");
    assert_string_equal(run(mem, "echo waiting >&2; sleep 600", 300, 0).failure, "it was killed after 300 ms: waiting");
    assert_true(command_run(mem, &(CommandSpec){.argv = nothing, .folder = "/", .timeout_ms = 1000}, &result, &err));
    assert_string_equal(result.failure, "could not run \"/nonexistent/program\": No such file or directory");
    mem_free(mem);
}

/* Of two processes of one group: both are gone, and the one that holds the pipe open is not waited for. */
static void
its_group_ends_with_it(void **state)
{
    void *mem = mem_root("test");
    int64_t started = clock_ms();
    CommandResult late = run(mem, "sleep 600 & echo $!; wait", 300, 0);
    CommandResult early = run(mem, "sleep 600 & echo $!", 30000, 0);

    (void) state;
    assert_non_null(late.failure);
    assert_null(early.failure);
    assert_true(clock_ms() - started < 10000);
    for (int64_t deadline = clock_ms() + 10000; clock_ms() < deadline;)
    {
        bool is_gone =
            kill((pid_t) strtol(late.output, NULL, 10), 0) != 0 && kill((pid_t) strtol(early.output, NULL, 10), 0) != 0;

        if (is_gone)
        {
            mem_free(mem);
            return;
        }
    }
    fail_msg("a child is left");
}

static void
no_password_of_the_database_is_passed_on(void **state)
{
    void *mem = mem_root("test");

    (void) state;
    assert_int_equal(setenv("PGPASSWORD", "sesame", 1), 0);
    assert_int_equal(setenv("DATABASE_URL", "postgresql://a:sesame@b/c", 1), 0);
    assert_int_equal(setenv("KUBECONFIG", "/x", 1), 0);
    assert_string_equal(run(mem, "echo \"$PGPASSWORD$DATABASE_URL$KUBECONFIG\"", 5000, 0).output, "/x\n");
    unsetenv("PGPASSWORD");
    unsetenv("DATABASE_URL");
    mem_free(mem);
}

/* ---- lines of evidence ---- */

__attribute__((format(printf, 2, 3))) static GateSource
read_lines(void *mem, const char *format, ...)
{
    static const ProjectEvidence evidence = {.name = "pods", .max_age_ms = 60000};
    GateSource source = {.evidence = &evidence};
    va_list args;

    va_start(args, format);
    gate_read_lines(mem, mem_vprintf(mem, format, args), &source);
    va_end(args);
    return source;
}

static const char *
at(void *mem, const char *zone, int64_t offset_s)
{
    time_t then = time(NULL) + (time_t) offset_s;
    struct tm parts;
    char text[64];

    assert_non_null(gmtime_r(&then, &parts));
    assert_true(strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts) > 0);
    return mem_printf(mem, "%s%s", text, zone);
}

static void
a_line_is_an_instance(void **state)
{
    void *mem = mem_root("test");
    GateSource source =
        read_lines(mem,
                   "{\"consumer\": \"shop\", \"version\": \"1.4.0\", \"instance\": \"pod/a\", \"observed_at\": \"%s\", "
                   "\"state\": \"running\", \"detail\": \"node\\u0007 b\", \"further\": {}}\n\n"
                   "{\"consumer\": \"batch\", \"version\": null, \"observed_at\": \"%s\", \"state\": \"template\"}",
                   at(mem, "Z", -3), at(mem, ".250+00:00", 0));

    (void) state;
    assert_null(source.failure);
    assert_int_equal(source.instance_count, 2);
    assert_null(source.instances[0].failure);
    assert_string_equal(source.instances[0].version, "1.4.0");
    assert_string_equal(source.instances[0].detail, "node\\x07 b");
    assert_in_range(source.instances[0].age_s, 3, 20);
    assert_null(source.instances[1].failure);
    assert_null(source.instances[1].version);
    assert_string_equal(source.instances[1].instance, "?");
    mem_free(mem);
}

static void
a_line_that_says_too_little_tells_nothing(void **state)
{
    static const char *const times[] = {"",
                                        "yesterday",
                                        "2026-11-28",
                                        "2026-11-28T12:00:00",
                                        "2026-11-28T12:00:00+1",
                                        "2026-11-28T12:00:00Zx",
                                        "2026-11-28T12:00:00Z",
                                        "2199-01-01T00:00:00Z"};
    void *mem = mem_root("test");
    GateSource source;

    (void) state;
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
    {
        source = read_lines(mem, "{\"consumer\": \"a\", \"observed_at\": \"%s\", \"state\": \"running\"}", times[i]);
        assert_int_equal(source.instance_count, 1);
        assert_non_null(source.instances[0].failure);
    }
    source = read_lines(mem, "{\"consumer\": \"a\", \"observed_at\": \"%s\"}", at(mem, "Z", 0));
    assert_string_equal(source.instances[0].failure, "its state is \"\"");
    source = read_lines(mem, "{\"consumer\": \"a\", \"observed_at\": 7, \"state\": \"running\"}");
    assert_non_null(source.instances[0].failure);
    mem_free(mem);
}

static void
a_list_with_something_else_is_no_list(void **state)
{
    static const char *const outputs[] = {"x",
                                          "[]",
                                          "{}",
                                          "{\"consumer\": \"\"}",
                                          "{\"consumer\": 7}",
                                          "{\"consumer\": \"a\", \"consumer\": \"b\"}",
                                          "{\"consumer\": \"a\"",
                                          "{\"consumer\": \"a\"} {\"consumer\": \"b\"}"};
    void *mem = mem_root("test");

    (void) state;
    for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++)
    {
        GateSource source = read_lines(mem, "%s", outputs[i]);

        assert_string_equal(source.failure, "line 1 that it printed is no JSON object with a consumer");
    }
    assert_null(read_lines(mem, "%s", "\n \n").failure);
    mem_free(mem);
}

/* ---- names of sessions ---- */

static void
an_application_name_says_what_it_is(void **state)
{
    static const struct
    {
        const char *given;
        const char *claim;
        const char *version;
        const char *shown;
    } rows[] = {
        {"shop/1.5.0", "shop", "1.5.0", "shop/1.5.0"},
        {"shop/1.5.0 worker 3", "shop", "1.5.0", "shop/1.5.0"},
        {"shop/1.5.0 - 10.0.0.1:5432", "shop", "1.5.0", "shop/1.5.0"},
        {"app=shop;v=1.5.0;i=web-7", "shop", "1.5.0", "shop/1.5.0"},
        {"app=shop;i=web-7", "shop", NULL, "shop"},
        {"psql", NULL, NULL, "psql"},
        {"psql - unix:0", NULL, NULL, "psql"},
        {"a - b", NULL, NULL, "a - b"},
        {"", NULL, NULL, ""},
        {"/usr/bin/x", NULL, NULL, "/usr/bin/x"},
        {"my job/3", NULL, NULL, "my job/3"},
        {"shop/", NULL, NULL, "shop/"},
        {"shop-with-a-name-that-is-long-enough-to-be-cut-off-at-63/1.5.0-rc",
         "shop-with-a-name-that-is-long-enough-to-be-cut-off-at-63", NULL,
         "shop-with-a-name-that-is-long-enough-to-be-cut-off-at-63"},
    };
    void *mem = mem_root("test");

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        GateSession session = {0};

        gate_name_session(mem, rows[i].given, &session);
        assert_string_equal(session.application_name, rows[i].shown);
        assert_string_equal(session.claim == NULL ? "-" : session.claim, rows[i].claim == NULL ? "-" : rows[i].claim);
        assert_string_equal(session.version == NULL ? "-" : session.version,
                            rows[i].version == NULL ? "-" : rows[i].version);
    }
    mem_free(mem);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_program_prints_is_read_to_its_end),
        cmocka_unit_test(what_fails_says_why),
        cmocka_unit_test(its_group_ends_with_it),
        cmocka_unit_test(no_password_of_the_database_is_passed_on),
        cmocka_unit_test(a_line_is_an_instance),
        cmocka_unit_test(a_line_that_says_too_little_tells_nothing),
        cmocka_unit_test(a_list_with_something_else_is_no_list),
        cmocka_unit_test(an_application_name_says_what_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
