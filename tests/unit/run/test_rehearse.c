/* SPDX-License-Identifier: PostgreSQL */
/*
 * run/rehearse on a throw-away server: what is measured of a statement, and what of it is not as claimed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../pg/shared_server.h"
#include "base/mem.h"
#include "run/rehearse.h"

static const char setup_sql[] =
    "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
    "CREATE TABLE p (id int PRIMARY KEY, name text NOT NULL DEFAULT 'x');"
    "CREATE TABLE c (id int PRIMARY KEY, p_id int REFERENCES p DEFERRABLE INITIALLY DEFERRED, note text);"
    "INSERT INTO p VALUES (1), (2); INSERT INTO c VALUES (1, 1, 'n')";

typedef struct Case
{
    void *mem;
    Conn *conn;
    Rehearsal result;
} Case;

static Case
begin(void)
{
    Case here = {.mem = mem_root("test")};
    Error err = {0};

    const ConnOptions options = {.url = server_url(server), .application_name = "test", .plain = true};
    here.conn = conn_open(here.mem, &options, &err);
    assert_non_null(here.conn);
    assert_true(conn_exec(here.conn, setup_sql, &err));
    return here;
}

static void
end(Case *here)
{
    conn_close(here->conn);
    mem_free(here->mem);
}

static void
rehearse(Case *here, const char *sql, const char *copy_data, RehearseHow how)
{
    const RehearseRequest request = {.sql = sql, .copy_data = copy_data, .how = how};
    Error err = {0};

    assert_true(rehearse_statement(here->mem, here->conn, &request, &here->result, &err));
}

static const RehearsedLock *
lock_on(const Case *here, const char *relation)
{
    for (size_t i = 0; i < here->result.lock_count; i++)
    {
        if (strcmp(here->result.locks[i].relation, relation) == 0)
        {
            return &here->result.locks[i];
        }
    }
    return NULL;
}

/* How many differences there are to one claim; *FIRST is the first. */
static size_t
differences(const Case *here, Classification claim, RehearseDifference *first)
{
    Classification *claims[] = {&claim};
    size_t count = 0;
    const RehearseDifference *found = rehearse_compare(here->mem, &here->result, claims, 1, &count);

    if (count > 0)
    {
        *first = found[0];
    }
    return count;
}

static void
a_rewrite_shows_with_its_lock(void **state)
{
    Case here = begin();

    (void) state;
    rehearse(&here, "ALTER TABLE p ALTER name TYPE varchar(3)", NULL, REHEARSE_OWN_TRANSACTION);
    assert_false(here.result.has_failed);
    assert_int_equal(lock_on(&here, "p")->mode, LOCK_ACCESS_EXCLUSIVE);
    assert_int_equal(lock_on(&here, "p")->held, LOCK_NONE);
    assert_string_equal(here.result.rewritten[0], "p");
    assert_null(here.result.rewritten[1]);
    assert_false(conn_in_transaction(here.conn));
    end(&here);
}

static void
a_scan_shows_however_many_statements_came_before(void **state)
{
    Case here = begin();

    (void) state;
    for (int i = 0; i < 3; i++)
    {
        rehearse(&here, "ALTER TABLE c ADD CONSTRAINT k CHECK (id > 0)", NULL, REHEARSE_OWN_TRANSACTION);
        assert_string_equal(here.result.scanned[0], "c");
        assert_null(here.result.rewritten[0]);
        rehearse(&here, "ALTER TABLE c DROP CONSTRAINT k", NULL, REHEARSE_OWN_TRANSACTION);
        assert_null(here.result.scanned[0]);
    }
    end(&here);
}

static void
what_a_transaction_held_before_is_told_apart(void **state)
{
    Case here = begin();
    RehearseDifference first;
    RelationLock lock = {"p", LOCK_SHARE};

    (void) state;
    rehearse(&here, "BEGIN", NULL, REHEARSE_SESSION);
    rehearse(&here, "LOCK TABLE c IN ACCESS EXCLUSIVE MODE", NULL, REHEARSE_OPEN);
    rehearse(&here, "CREATE INDEX ON p (name)", NULL, REHEARSE_OPEN);
    assert_int_equal(lock_on(&here, "c")->held, LOCK_ACCESS_EXCLUSIVE);
    assert_int_equal(lock_on(&here, "p")->held, LOCK_NONE);
    assert_int_equal(differences(&here,
                                 (Classification){.lock = LOCK_SHARE, .locks = &lock, .lock_count = 1, .scans = true},
                                 &first),
                     0);
    rehearse(&here, "COMMIT", NULL, REHEARSE_SESSION);
    assert_false(conn_in_transaction(here.conn));
    end(&here);
}

static void
set_transaction_can_still_come_first(void **state)
{
    Case here = begin();

    (void) state;
    rehearse(&here, "BEGIN", NULL, REHEARSE_SESSION);
    rehearse(&here, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", NULL, REHEARSE_SESSION);
    assert_false(here.result.has_failed);
    rehearse(&here, "ROLLBACK", NULL, REHEARSE_SESSION);
    end(&here);
}

static void
a_failure_is_told_and_its_transaction_rolled_back(void **state)
{
    Case here = begin();
    RehearseDifference first;

    (void) state;
    rehearse(&here, "ALTER TABLE nothing ADD x int", NULL, REHEARSE_OWN_TRANSACTION);
    assert_true(here.result.has_failed);
    assert_string_equal(here.result.sqlstate, "42P01");
    assert_non_null(strstr(here.result.message, "nothing"));
    assert_false(conn_in_transaction(here.conn));
    assert_int_equal(differences(&here, (Classification){.rewrites = true}, &first), 0);
    end(&here);
}

static void
a_deferred_constraint_fails_at_commit(void **state)
{
    Case here = begin();

    (void) state;
    rehearse(&here, "INSERT INTO c VALUES (2, 99)", NULL, REHEARSE_OWN_TRANSACTION);
    assert_true(here.result.has_failed);
    assert_string_equal(here.result.sqlstate, "23503");
    end(&here);
}

static void
copy_sends_its_data(void **state)
{
    Case here = begin();
    Error err = {0};
    char *count = NULL;

    (void) state;
    rehearse(&here, "COPY p FROM STDIN", "7\tseven\n8\teight\n", REHEARSE_OWN_TRANSACTION);
    assert_false(here.result.has_failed);
    assert_true(here.result.writes_rows);
    assert_true(conn_query_text(here.mem, here.conn, "SELECT count(*)::text FROM p", NULL, 0, &count, &err));
    assert_string_equal(count, "4");
    end(&here);
}

static void
what_cannot_run_in_a_transaction_has_no_locks_to_see(void **state)
{
    Case here = begin();

    (void) state;
    rehearse(&here, "VACUUM FULL p", NULL, REHEARSE_ALONE);
    assert_false(here.result.has_failed);
    assert_false(here.result.has_locks);
    assert_string_equal(here.result.rewritten[0], "p");
    end(&here);
}

static void
names_of_a_session_without_search_path_are_those_of_a_dump(void **state)
{
    Case here = begin();

    (void) state;
    rehearse(&here, "SET search_path = ''", NULL, REHEARSE_SESSION);
    rehearse(&here, "ALTER TABLE public.p ADD x int", NULL, REHEARSE_OWN_TRANSACTION);
    assert_non_null(lock_on(&here, "p"));
    end(&here);
}

static void
each_kind_of_difference_is_told(void **state)
{
    Case here = begin();
    RehearseDifference first = {0};
    RelationLock weaker = {"p", LOCK_SHARE};
    RelationLock right = {"p", LOCK_ACCESS_EXCLUSIVE};

    (void) state;
    rehearse(&here, "ALTER TABLE p ALTER name TYPE varchar(4)", NULL, REHEARSE_OWN_TRANSACTION);
    assert_int_equal(
        differences(&here, (Classification){.lock = LOCK_SHARE, .locks = &weaker, .lock_count = 1, .rewrites = true},
                    &first),
        1);
    assert_string_equal(first.what, "lock");
    assert_string_equal(first.claimed, "SHARE");
    assert_string_equal(first.found, "ACCESS EXCLUSIVE");
    assert_int_equal(
        differences(&here,
                    (Classification){.lock = LOCK_ACCESS_EXCLUSIVE, .locks = &right, .lock_count = 1, .scans = true},
                    &first),
        1);
    assert_string_equal(first.what, "rewrite");
    assert_string_equal(first.relation, "p");
    rehearse(&here, "ALTER TABLE p ADD CONSTRAINT k CHECK (id > 0)", NULL, REHEARSE_OWN_TRANSACTION);
    assert_int_equal(
        differences(&here, (Classification){.lock = LOCK_ACCESS_EXCLUSIVE, .locks = &right, .lock_count = 1}, &first),
        1);
    assert_string_equal(first.what, "scan");
    end(&here);
}

static void
what_is_done_for_each_row_is_compared_only_where_there_was_one(void **state)
{
    Case here = begin();
    RehearseDifference first = {0};
    RelationLock locks[] = {{"c", LOCK_ROW_EXCLUSIVE}, {"p", LOCK_ROW_SHARE}};
    const Classification claim = {
        .change_class = CLASS_DATA, .lock = LOCK_ROW_EXCLUSIVE, .locks = locks, .lock_count = 2};

    (void) state;
    rehearse(&here, "INSERT INTO c SELECT 3, 1 WHERE false", NULL, REHEARSE_OWN_TRANSACTION);
    assert_int_equal(differences(&here, claim, &first), 0);
    rehearse(&here, "UPDATE c SET note = 'm'", NULL, REHEARSE_OWN_TRANSACTION);
    assert_int_equal(differences(&here, claim, &first), 1);
    assert_string_equal(first.relation, "p");
    assert_string_equal(first.found, "none");
    end(&here);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rewrite_shows_with_its_lock),
        cmocka_unit_test(a_scan_shows_however_many_statements_came_before),
        cmocka_unit_test(what_a_transaction_held_before_is_told_apart),
        cmocka_unit_test(set_transaction_can_still_come_first),
        cmocka_unit_test(a_failure_is_told_and_its_transaction_rolled_back),
        cmocka_unit_test(a_deferred_constraint_fails_at_commit),
        cmocka_unit_test(copy_sends_its_data),
        cmocka_unit_test(what_cannot_run_in_a_transaction_has_no_locks_to_see),
        cmocka_unit_test(names_of_a_session_without_search_path_are_those_of_a_dump),
        cmocka_unit_test(each_kind_of_difference_is_told),
        cmocka_unit_test(what_is_done_for_each_row_is_compared_only_where_there_was_one),
    };

    return cmocka_run_group_tests(tests, start_shared_server, stop_shared_server);
}
