/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/command: syntax of PostgreSQL 16 and 18 that is read in 15's words, and what stays a syntax error.
 */
#include "command_fixture.h"

typedef struct Row
{
    const char *sql;
    int needs_version;
    const char *words; /* of the first command */
    const char *member;
} Row;

static void
newer_syntax_is_read_in_older_words(void **state)
{
    static const Row rows[] = {
        {"SELECT a FROM (SELECT 1 AS a) s", 0, "SELECT", NULL},
        {"SELECT a FROM (SELECT 1 AS a)", 160000, "SELECT", NULL},
        {"SELECT * FROM (SELECT ')' FROM (VALUES (1))) JOIN b ON true, (SELECT $a$)$a$)", 160000, "SELECT", NULL},
        {"CREATE TABLE n AS SELECT * FROM (SELECT 1)\nWHERE true", 160000, "CREATE TABLE AS", NULL},
        {"ALTER TABLE t ADD CONSTRAINT n NOT NULL c", 180000, "ALTER TABLE ALTER COLUMN SET NOT NULL", "c"},
        {"ALTER TABLE t ADD CONSTRAINT n NOT NULL \"a \"\"b\", ADD x int", 180000,
         "ALTER TABLE ALTER COLUMN SET NOT NULL", "a \"b"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        CommandList *list = parse(rows[i].sql);

        assert_int_equal(list->needs_version, rows[i].needs_version);
        assert_string_equal(list->commands[0].words, rows[i].words);
        if (rows[i].member != NULL)
        {
            assert_string_equal(list->commands[0].member, rows[i].member);
        }
        assert_true(list->commands[list->count - 1].offset + list->commands[list->count - 1].length <=
                    strlen(rows[i].sql));
    }
}

static void
what_older_words_cannot_say_stays_a_syntax_error(void **state)
{
    static const struct
    {
        const char *sql;
        size_t offset;
    } rows[] = {
        {"SELECT * FROM(SELECT 1)", 13},
        {"SELECT * FROM (SELECT 1)WHERE true", 14},
        {"SELECT * FROM (SELECT 1), (SELECT", 33},
        {"ALTER TABLE t ADD CONSTRAINT n NOT NULL c NOT VALID", 31},
        {"ALTER TABLE t ADD CONSTRAINT n NOT NULL", 31},
        {"CREATE TABLE t (a int, CONSTRAINT n NOT NULL a)", 36},
        {"NOT", 0},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        CommandList *list = NULL;
        DdlErrorPlace place;
        Error err = {0};

        assert_false(command_parse(mem, rows[i].sql, &list, &place, &err));
        assert_int_equal(place.offset, rows[i].offset);
        error_clear(&err);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(newer_syntax_is_read_in_older_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_older_words_cannot_say_stays_a_syntax_error, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
