/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/script: where statements end, as psql's scanner sees it.
 */
#include "script_fixture.h"

static void
statements_end_at_semicolons(void **state)
{
    (void) state;
    script_fixture_check("select 1; select 2 ;\n;;\nselect 3", "S[select 1] S[select 2] S[select 3]");
    script_fixture_check("", "");
    script_fixture_check(" \n\t;\r\n", "");
}

static void
literals_hide_semicolons(void **state)
{
    (void) state;
    script_fixture_check_whole("select ';'");
    script_fixture_check_whole("select 'it''s;'");
    script_fixture_check_whole("select '\\'");
    script_fixture_check_whole("select E'\\';'");
    script_fixture_check_whole("select e'\\\\' ';'");
    script_fixture_check_whole("select E'a'';\\''");
    script_fixture_check_whole("select U&'\\', ');'");
    script_fixture_check_whole("select B'1;', X'f;', n'\\'");
    script_fixture_check_whole("select \"a;\"\"'\", U&\"\\\" from \";\"");
    script_fixture_check_whole("select name'\\', 1e'\\'");
}

static void
an_escape_string_goes_on_in_the_next_line(void **state)
{
    (void) state;
    script_fixture_check_whole("select E'a'\n '\\';'");
    script_fixture_check("select E'a' -- c\n '\\';';x", "C[-- c] S[select E'a' -- c\n '\\';'] S[x]");
    /* Without a line's end between, the second is a string of its own (and a syntax error). */
    script_fixture_check_whole("select E'a' '\\'");
    script_fixture_check_whole("select E'a', \n '\\'");
}

static void
dollar_quotes_hide_everything(void **state)
{
    (void) state;
    script_fixture_check_whole("select $$ ; ' \" -- /* $x$ $$");
    script_fixture_check_whole("select $a$ ; $$ ; $b$ $a $ab$ $A$ $a$");
    script_fixture_check_whole("select $a$ ;$b$a$");
    script_fixture_check_whole("select $\xc3\xa9$ ; $\xc3\xa9$");
}

static void
a_dollar_in_a_name_or_parameter_is_no_quote(void **state)
{
    (void) state;
    script_fixture_check("select a$b$; select c$b$", "S[select a$b$] S[select c$b$]");
    script_fixture_check("select $1; select $2", "S[select $1] S[select $2]");
    script_fixture_check("select $1a$; select $a", "S[select $1a$] S[select $a]");
    script_fixture_check("select 1a$b$; select 2$$;$$", "S[select 1a$b$] S[select 2$$;$$]");
}

static void
comments_are_pieces_of_their_own(void **state)
{
    (void) state;
    script_fixture_check("-- a;\nselect 1 /* b; /* ; */ */ + 2 -- c\n; -- d",
                         "C[-- a;] C[/* b; /* ; */ */] C[-- c] S[select 1 /* b; /* ; */ */ + 2] C[-- d]");
    script_fixture_check("select 1--2\r;select 3", "C[--2] S[select 1] S[select 3]");
    script_fixture_check("/**/ /*/ ; */ select 1 +/* x */-- y", "C[/**/] C[/*/ ; */] C[/* x */] C[-- y] S[select 1 +]");
    script_fixture_check("select 1 - -1, 4 / 2, 3 */ 1", "S[select 1 - -1, 4 / 2, 3 */ 1]");
}

static void
semicolons_in_parentheses_do_not_split(void **state)
{
    (void) state;
    script_fixture_check_whole("create rule r as on insert to t do also (select (1); select ')')");
    script_fixture_check("select (1 /* ) */; 2); x", "C[/* ) */] S[select (1 /* ) */; 2)] S[x]");
    script_fixture_check("select 1); select 2", "S[select 1)] S[select 2]");
    script_fixture_check("create rule r as on insert to t do (select 1; select 2)",
                         "S[create rule r as on insert to t do (select 1; select 2)]");
}

static void
a_body_of_sql_ends_with_its_end(void **state)
{
    (void) state;
    script_fixture_check_whole("create function f() returns int begin atomic select 1; select 2; end");
    script_fixture_check_whole("CREATE OR REPLACE PROCEDURE p() BEGIN\nATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; END");
    script_fixture_check_whole("create function f() begin\tatomic select (case when a then b end); end");
    script_fixture_check("create function f() begin atomic select 1; end",
                         "S[create function f() begin atomic select 1; end]");
}

static void
begin_elsewhere_is_a_word(void **state)
{
    (void) state;
    script_fixture_check("begin; select 1; end", "S[begin] S[select 1] S[end]");
    script_fixture_check("begin atomic; x", "S[begin atomic] S[x]");
    script_fixture_check("create function begin() as 'x'; x", "S[create function begin() as 'x'] S[x]");
    script_fixture_check("create table f (begin int); x", "S[create table f (begin int)] S[x]");
    script_fixture_check("create view or replace function begin atomic; x",
                         "S[create view or replace function begin atomic] S[x]");
}

static void
an_escaped_semicolon_splits_too(void **state)
{
    (void) state;
    script_fixture_check("select 1\\; select 2;", "S[select 1] S[select 2]");
    script_fixture_check("create rule r as on insert to t do (a\\; b); x",
                         "V[create rule r as on insert to t do (a\\; b)] S[x]");
}

static void
any_bytes_can_be_read(void **state)
{
    void *mem = mem_root("test");

    (void) state;
    script_fixture_check("\xef\xbb\xbfselect 1;\r\nselect 2;\r\n", "S[select 1] S[select 2]");
    script_fixture_check("\xef\xbb\xbf", "");
    script_fixture_check("select \xff\xfe'\x80;'; x", "S[select \xff\xfe'\x80;'] S[x]");
    assert_string_equal(script_fixture_pieces(mem, NULL, 0), "");
    mem_free(mem);
}

static void
a_nul_byte_is_a_problem_of_its_statement(void **state)
{
    static const char text[] = "select 1; select '\0'; select 2; -- \0\nselect \0;x";
    void *mem = mem_root("test");
    ScriptReader *reader = script_open(mem, text, sizeof(text) - 1);
    ScriptPiece piece;
    const size_t offsets[] = {0, 18, 0, 0, 44, 0};

    (void) state;
    for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++)
    {
        assert_true(script_next(reader, &piece));
        assert_int_equal(piece.problem_offset, offsets[i]);
        assert_int_equal(piece.problem != NULL, offsets[i] != 0);
        assert_true(piece.problem == NULL || strcmp(piece.problem, "NUL byte") == 0);
    }
    assert_false(script_next(reader, &piece));
    mem_free(mem);
}

static void
the_text_needs_no_nul_at_its_end(void **state)
{
    void *mem = mem_root("test");
    static const char *const ends[] = {"'",  "E'\\", "$a", "$$", ":", ":'a", ":{?",
                                       "\\", "-",    "/",  "/*", "e", "1",   "--"};

    (void) state;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
    {
        /* A block of just that size, for the address sanitizer. */
        char *text = mem_array(mem, char, strlen(ends[i]));

        memcpy(text, ends[i], strlen(ends[i]));
        script_fixture_pieces(mem, text, strlen(ends[i]));
    }
    mem_free(mem);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_end_at_semicolons),
        cmocka_unit_test(literals_hide_semicolons),
        cmocka_unit_test(an_escape_string_goes_on_in_the_next_line),
        cmocka_unit_test(dollar_quotes_hide_everything),
        cmocka_unit_test(a_dollar_in_a_name_or_parameter_is_no_quote),
        cmocka_unit_test(comments_are_pieces_of_their_own),
        cmocka_unit_test(semicolons_in_parentheses_do_not_split),
        cmocka_unit_test(a_body_of_sql_ends_with_its_end),
        cmocka_unit_test(begin_elsewhere_is_a_word),
        cmocka_unit_test(an_escaped_semicolon_splits_too),
        cmocka_unit_test(any_bytes_can_be_read),
        cmocka_unit_test(a_nul_byte_is_a_problem_of_its_statement),
        cmocka_unit_test(the_text_needs_no_nul_at_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
