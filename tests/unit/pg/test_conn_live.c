/* SPDX-License-Identifier: PostgreSQL */
/*
 * pg/conn with a real server: values, errors, deadlines, interrupts, lost connections, fault points.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "pg/conn.h"
#include "pg/server.h"
#include "shared_server.h"

static Conn *
open_conn(bool plain)
{
    Error err = {0};
    const ConnOptions options = {
        .url = server_url(server),
        .application_name = "bellows test",
        .plain = plain,
    };
    Conn *conn = conn_open(root, &options, &err);
    if (conn == NULL)
    {
        fail_msg("%s", err.message);
    }
    return conn;
}

static void
run(Conn *conn, const char *sql)
{
    Error err = {0};
    if (!conn_exec(conn, sql, &err))
    {
        fail_msg("%s: %s", sql, err.message);
    }
}

static char *
ask(Conn *conn, const char *sql)
{
    Error err = {0};
    char *value = NULL;
    if (!conn_query_text(root, conn, sql, NULL, 0, &value, &err))
    {
        fail_msg("%s: %s", sql, err.message);
    }
    return value;
}

static void
the_session_is_set_up_and_the_role_s_own_settings_are_kept(void **state)
{
    Conn *admin = open_conn(true);
    (void) state;
    run(admin, "CREATE SCHEMA \"$odd,\"\"name\"; ALTER ROLE postgres SET search_path = '$user', "
               "public, '$odd,\"name';"
               "ALTER ROLE postgres SET TimeZone = 'Asia/Tokyo'; ALTER ROLE postgres SET "
               "statement_timeout = '5s'");
    Conn *conn = open_conn(false);
    assert_string_equal(ask(conn, "SHOW search_path"), "pg_catalog");
    assert_string_equal(ask(conn, "SHOW lock_timeout"), "2s");
    assert_string_equal(ask(conn, "SHOW statement_timeout"), "0");
    assert_string_equal(ask(conn, "SHOW client_encoding"), "UTF8");
    assert_string_equal(ask(conn, "SHOW application_name"), "bellows test");
    assert_string_equal(ask(conn, "SHOW TimeZone"), "Asia/Tokyo");
    assert_string_equal(conn_initial_setting(conn, "TimeZone"), "Asia/Tokyo");
    assert_string_equal(conn_initial_setting(conn, "current_schemas"), "{public,\"$odd,\\\"name\"}");
    assert_null(conn_initial_setting(conn, "no such"));
    assert_int_equal(conn_server_version(conn) / 10000 >= 12, 1);
    assert_int_equal(strtol(ask(conn, "SELECT pg_backend_pid()::text"), NULL, 10), conn_backend_pid(conn));
    run(admin, "ALTER ROLE postgres RESET ALL; DROP SCHEMA \"$odd,\"\"name\"");
    conn_close(conn);
    conn_close(admin);
}

static void
values_come_back_as_they_went(void **state)
{
    Error err = {0};
    Conn *conn = open_conn(false);
    const char *const params[] = {"it's \\ \"x\" ü", NULL, "-42"};
    (void) state;
    Rows *rows = conn_query(root, conn,
                            "SELECT $1::text AS text, $2::text AS \"Nothing\", $3::bigint AS "
                            "number, 1.5::float8 AS real,"
                            " true AS yes, ARRAY['a', 'b \"c', NULL, '{}'] AS list",
                            params, 3, &err);
    assert_non_null(rows);
    assert_int_equal(rows_count(rows), 1);
    assert_string_equal(rows_text(rows, 0, "text"), params[0]);
    assert_true(rows_is_null(rows, 0, "Nothing"));
    assert_null(rows_text(rows, 0, "Nothing"));
    assert_int_equal(rows_int64(rows, 0, "number"), -42);
    assert_true(rows_double(rows, 0, "real") == 1.5);
    assert_true(rows_bool(rows, 0, "yes"));
    const char *const *list = rows_text_array(root, rows, 0, "list");
    assert_string_equal(list[1], "b \"c");
    assert_string_equal(list[3], "{}");
    assert_null(list[4]);
    mem_free(rows);
    run(conn, "CREATE TEMP TABLE t (a int); INSERT INTO t VALUES (1), (2)");
    rows = conn_query(root, conn, "UPDATE t SET a = a + 1", NULL, 0, &err);
    assert_int_equal(rows_affected(rows), 2);
    mem_free(rows);
    assert_null(conn_query_one(root, conn, "SELECT 1 WHERE false", NULL, 0, &err));
    assert_int_equal(err.kind, ERROR_FAILED);
    error_clear(&err);
    conn_close(conn);
}

static void
a_server_error_has_all_its_parts(void **state)
{
    Error err = {0};
    Conn *conn = open_conn(false);
    (void) state;
    assert_false(
        conn_exec(conn, "SELECT 'ü';\nSELECT nothing_here FROM pg_class WHERE relname = 'a' OR relname = 'b'", &err));
    assert_int_equal(err.kind, ERROR_FAILED);
    assert_string_equal(err.sqlstate, "42703");
    assert_string_equal(err.message,
                        "column \"nothing_here\" does not exist at \"…'ü'; SELECT nothing_here FROM pg_class "
                        "WHERE rel…\"");
    error_clear(&err);
    assert_false(conn_exec(conn,
                           "DO $$ BEGIN RAISE EXCEPTION 'no %', 1 USING DETAIL = 'd', HINT = 'h', "
                           "ERRCODE = 'XV001'; END $$",
                           &err));
    assert_string_equal(err.message, "no 1");
    assert_string_equal(err.detail, "d");
    assert_string_equal(err.hint, "h");
    assert_string_equal(err.sqlstate, "XV001");
    error_clear(&err);
    assert_false(conn_exec(conn, "DO $$ BEGIN PERFORM 1 / 0; END $$", &err));
    assert_non_null(strstr(err.detail, "PL/pgSQL function"));
    error_clear(&err);
    run(conn, "SELECT 1");
    conn_close(conn);
}

static void
a_statement_over_its_deadline_is_cancelled_and_the_connection_goes_on(void **state)
{
    Error err = {0};
    Conn *conn = open_conn(false);
    int64_t started = clock_ms();
    (void) state;
    conn_set_deadline(conn, 200);
    assert_false(conn_exec(conn, "SELECT pg_sleep(30)", &err));
    assert_int_equal(err.kind, ERROR_TIMEOUT);
    assert_string_equal(err.sqlstate, "57014");
    assert_true(clock_ms() - started < 5000);
    error_clear(&err);
    conn_set_deadline(conn, 0);
    assert_true(conn_is_alive(conn));
    run(conn, "SET statement_timeout = 50");
    assert_false(conn_exec(conn, "SELECT pg_sleep(30)", &err));
    assert_int_equal(err.kind, ERROR_TIMEOUT);
    error_clear(&err);
    conn_close(conn);
}

static void
a_lock_that_is_not_obtained_is_a_timeout(void **state)
{
    Error err = {0};
    Conn *holder = open_conn(true);
    Conn *conn = open_conn(false);
    (void) state;
    run(holder, "CREATE TABLE locked (a int)");
    run(holder, "BEGIN; LOCK TABLE locked");
    run(conn, "SET lock_timeout = '50ms'");
    assert_false(conn_exec(conn, "SELECT * FROM public.locked", &err));
    assert_int_equal(err.kind, ERROR_TIMEOUT);
    assert_string_equal(err.sqlstate, "55P03");
    assert_true(error_is_retryable(&err));
    error_clear(&err);
    run(holder, "COMMIT; DROP TABLE locked");
    conn_close(conn);
    conn_close(holder);
}

static void
a_terminated_connection_is_told_and_stays_lost(void **state)
{
    Error err = {0};
    Conn *killer = open_conn(true);
    Conn *conn = open_conn(false);
    char sql[80];
    (void) state;
    assert_true(conn_is_alive(conn));
    (void) snprintf(sql, sizeof(sql), "SELECT pg_terminate_backend(%d)", conn_backend_pid(conn));
    run(killer, sql);
    /* The signal may come a moment after the answer: the connection is lost at once or within the next statement. */
    assert_false(conn_exec(conn, "SELECT pg_sleep(30)", &err));
    assert_int_equal(err.kind, ERROR_CONNECTION);
    assert_string_equal(err.sqlstate, "57P01");
    assert_true(error_is_retryable(&err));
    assert_false(conn_is_alive(conn));
    error_clear(&err);
    assert_null(conn_query(root, conn, "SELECT 1", NULL, 0, &err));
    assert_int_equal(err.kind, ERROR_CONNECTION);
    error_clear(&err);
    conn_close(conn);
    conn_close(killer);
}

static void
copy_takes_its_data(void **state)
{
    Error err = {0};
    Conn *conn = open_conn(false);
    char *data = mem_strdup(root, "");
    (void) state;
    for (int i = 0; i < 50000; i++)
    {
        mem_append(&data, "%d\tsome text\n", i);
    }
    run(conn, "CREATE TEMP TABLE t (a int, b text)");
    assert_true(conn_copy_in(conn, "COPY t FROM STDIN", data, &err));
    assert_string_equal(ask(conn, "SELECT count(*)::text FROM t"), "50000");
    assert_false(conn_copy_in(conn, "COPY t FROM STDIN", "not a number\tx\n", &err));
    assert_string_equal(err.sqlstate, "22P02");
    error_clear(&err);
    assert_false(conn_copy_in(conn, "COPY nowhere FROM STDIN", "1\n", &err));
    assert_string_equal(err.sqlstate, "42P01");
    error_clear(&err);
    assert_false(conn_copy_in(conn, "COPY t TO STDOUT", "", &err));
    error_clear(&err);
    assert_false(conn_exec(conn, "COPY t FROM STDIN", &err));
    error_clear(&err);
    run(conn, "COPY t TO STDOUT");
    assert_string_equal(ask(conn, "SELECT count(*)::text FROM t"), "50000");
    mem_free(data);
    conn_close(conn);
}

static void
note(void *context, const char *severity, const char *message)
{
    mem_append((char **) context, "%s %s;", severity, message);
}

static void
notices_reach_the_callback(void **state)
{
    Conn *conn = open_conn(false);
    char *seen = mem_strdup(root, "");
    (void) state;
    conn_on_notice(conn, note, &seen);
    run(conn, "DO $$ BEGIN RAISE NOTICE 'one'; RAISE WARNING 'two'; END $$");
    assert_string_equal(seen, "NOTICE one;WARNING two;");
    conn_close(conn);
}

static void
count_call(void *context, int64_t waited_ms)
{
    assert_true(waited_ms > 0);
    ++*(int *) context;
}

static void
the_callback_is_called_while_a_statement_waits(void **state)
{
    Conn *conn = open_conn(false);
    int calls = 0;
    (void) state;
    conn_on_wait(conn, count_call, &calls);
    run(conn, "SELECT pg_sleep(0.8)");
    assert_in_range(calls, 1, 3);
    conn_close(conn);
}

static void
a_large_statement_and_a_large_answer_do_not_block_each_other(void **state)
{
    Error err = {0};
    Conn *conn = open_conn(false);
    char *value = mem_zero(root, 8000001, "value");
    char *back = NULL;
    const char *const params[] = {value};
    (void) state;
    (void) memset(value, 'x', 8000000);
    assert_true(conn_query_text(root, conn, "SELECT $1::text", params, 1, &back, &err));
    assert_int_equal(strlen(back), 8000000);
    mem_free(back);
    mem_free(value);
    conn_close(conn);
}

static void
a_transaction_is_seen_also_after_an_error_in_it(void **state)
{
    Error err = {0};
    Conn *conn = open_conn(false);
    (void) state;
    assert_false(conn_in_transaction(conn));
    run(conn, "BEGIN");
    assert_true(conn_in_transaction(conn));
    assert_false(conn_exec(conn, "SELECT 1/0", &err));
    error_clear(&err);
    assert_true(conn_in_transaction(conn));
    run(conn, "ROLLBACK");
    assert_false(conn_in_transaction(conn));
    conn_close(conn);
}

static void
a_direct_connection_keeps_its_session(void **state)
{
    Error err = {0};
    Conn *conn = open_conn(false);
    (void) state;
    assert_true(conn_check_session(conn, &err));
    conn_close(conn);
}

/* In a child, as a stop that was asked for stays for the life of the process. */
static int
interrupted_child(void)
{
    Error err = {0};
    interrupt_install();
    Conn *conn = conn_open(root, &(ConnOptions){.url = server_url(server)}, &err);
    if (conn == NULL || !conn_exec(conn, "BEGIN", &err))
    {
        return 1;
    }
    if (fork() == 0)
    {
        (void) poll(NULL, 0, 200);
        (void) kill(getppid(), SIGINT);
        _exit(0);
    }
    if (conn_exec(conn, "SELECT pg_sleep(30)", &err) || err.kind != ERROR_INTERRUPTED)
    {
        return 2;
    }
    error_clear(&err);
    if (conn_exec(conn, "SELECT 1", &err) || err.kind != ERROR_INTERRUPTED || !conn_is_alive(conn))
    {
        return 3;
    }
    error_clear(&err);
    if (conn_ignore_interrupts(conn, true) || !conn_exec(conn, "ROLLBACK", &err))
    {
        return 4;
    }
    return 0;
}

static void
an_interrupt_cancels_the_statement_and_clean_up_still_runs(void **state)
{
    pid_t child = fork();
    (void) state;
    if (child == 0)
    {
        _exit(interrupted_child());
    }
    assert_int_equal(exit_of(child), 0);
}

#ifdef BELLOWS_FAULTS
/* The environment is read once in a process, so this is a program of its own: main() with the URL as argument. */
static int
work_until_fault(const char *url)
{
    Error err = {0};
    root = mem_root("fault");
    Conn *plain = conn_open(root, &(ConnOptions){.url = url, .plain = true}, &err);
    Conn *conn = conn_open(root, &(ConnOptions){.url = url}, &err);
    bool is_done = plain != NULL && conn != NULL;
    for (int i = 0; is_done && i < 5; i++)
    {
        is_done = conn_exec(plain, "SELECT 1", &err) && conn_exec(conn, "INSERT INTO public.fault VALUES (1)", &err);
    }
    mem_free(root);
    error_clear(&err);
    return is_done ? 0 : 1;
}

static pid_t
run_until_fault(const char *fault, const char *count_file)
{
    pid_t child = fork();
    if (child == 0)
    {
        (void) setenv("BELLOWS_FAULT", fault, 1);
        (void) setenv("BELLOWS_FAULT_COUNT_FILE", count_file, 1);
        (void) execl("/proc/self/exe", "test_conn_live", server_url(server), (char *) NULL);
        _exit(1);
    }
    return child;
}

static void
the_process_dies_after_exactly_the_statement_that_is_asked_for(void **state)
{
    Conn *conn = open_conn(false);
    char path[] = "/tmp/bellows-fault.XXXXXX";
    char text[32] = {0};
    int fd = mkstemp(path);
    (void) state;
    run(conn, "CREATE TABLE public.fault (a int)");
    assert_int_equal(exit_of(run_until_fault("after:3", path)), 1000 + SIGKILL);
    assert_string_equal(ask(conn, "SELECT count(*)::text FROM public.fault"), "3");
    run(conn, "TRUNCATE public.fault");
    assert_int_equal(exit_of(run_until_fault("sent:9", path)), 0);
    assert_true(pread(fd, text, sizeof(text) - 1, 0) > 0);
    assert_int_equal(strtol(text, NULL, 10), 5);
    assert_string_equal(ask(conn, "SELECT count(*)::text FROM public.fault"), "5");
    assert_int_equal(exit_of(run_until_fault("sent:1", path)), 1000 + SIGKILL);
    run(conn, "DROP TABLE public.fault");
    (void) close(fd);
    (void) unlink(path);
    conn_close(conn);
}
#endif

int
main(int argc, char **argv)
{
#ifdef BELLOWS_FAULTS
    if (argc > 1)
    {
        return work_until_fault(argv[1]);
    }
#else
    (void) argc;
    (void) argv;
#endif
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_session_is_set_up_and_the_role_s_own_settings_are_kept),
        cmocka_unit_test(values_come_back_as_they_went),
        cmocka_unit_test(a_server_error_has_all_its_parts),
        cmocka_unit_test(a_statement_over_its_deadline_is_cancelled_and_the_connection_goes_on),
        cmocka_unit_test(a_lock_that_is_not_obtained_is_a_timeout),
        cmocka_unit_test(a_terminated_connection_is_told_and_stays_lost),
        cmocka_unit_test(copy_takes_its_data),
        cmocka_unit_test(notices_reach_the_callback),
        cmocka_unit_test(the_callback_is_called_while_a_statement_waits),
        cmocka_unit_test(a_large_statement_and_a_large_answer_do_not_block_each_other),
        cmocka_unit_test(a_transaction_is_seen_also_after_an_error_in_it),
        cmocka_unit_test(a_direct_connection_keeps_its_session),
        cmocka_unit_test(an_interrupt_cancels_the_statement_and_clean_up_still_runs),
#ifdef BELLOWS_FAULTS
        cmocka_unit_test(the_process_dies_after_exactly_the_statement_that_is_asked_for),
#endif
    };
    return cmocka_run_group_tests(tests, start_shared_server, stop_shared_server);
}
