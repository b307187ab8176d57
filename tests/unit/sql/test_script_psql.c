/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/script: what only psql knows: meta-commands, data of COPY, variables; and how the reader goes on after a mistake.
 */
#include "script_fixture.h"

static void
meta_commands_are_pieces(void **state)
{
    (void) state;
    script_fixture_check("\\set a 'b;c'\n\\connect app \r\nselect 1;", "M[\\set a 'b;c'] M[\\connect app] S[select 1]");
    script_fixture_check("select 1 \\echo x\n, 2;", "M[\\echo x] V[select 1 \\echo x\n, 2]");
    script_fixture_check("\\echo 'a\\\\b' \\\\ select 1;", "M[\\echo 'a\\\\b' \\\\] S[select 1]");
    script_fixture_check("\\! echo \\\\ ;\n\\.\n\\", "M[\\! echo \\\\ ;] M[\\.] M[\\]");
    script_fixture_check("\\if :a\nselect 1;\n\\endif", "M[\\if :a] S[select 1] M[\\endif]");
}

static void
g_and_its_kin_end_a_statement(void **state)
{
    (void) state;
    script_fixture_check(
        "select 1 \\g\nselect 2 \\gx\nselect 3 \\gexec\nselect 4 \\gset p_\nselect 5\\crosstabview a b\nx",
        "S[select 1] M[\\g] S[select 2] M[\\gx] S[select 3] M[\\gexec] S[select 4] M[\\gset p_] "
        "S[select 5] M[\\crosstabview a b] S[x]");
    script_fixture_check("select 1 \\gset \\echo x\nselect 2", "S[select 1] M[\\gset \\echo x] S[select 2]");
    script_fixture_check("select (1 \\g\nselect 2", "S[select (1]!unbalanced parenthesis@7 M[\\g] S[select 2]");
    script_fixture_check("\\g\nx", "M[\\g] S[x]");
}

static void
data_of_copy_end_with_a_dot(void **state)
{
    (void) state;
    script_fixture_check("COPY t (a, b) FROM STDIN;\n1;'\n(\\N\n\\.\nx",
                         "S[COPY t (a, b) FROM STDIN] D[1;'\n(\\N\n\\.] S[x]");
    script_fixture_check("copy t from stdin with (format csv); -- c\r\n1\r\n\\.\r\nx",
                         "S[copy t from stdin with (format csv)] C[-- c] D[1\r\n\\.] S[x]");
    script_fixture_check("copy t\nfrom /* x */ stdin\\g\n\\.\nx",
                         "C[/* x */] S[copy t\nfrom /* x */ stdin] M[\\g] D[\\.] S[x]");
    script_fixture_check("copy t from stdin;\n1\n2", "S[copy t from stdin] D[1\n2]");
    script_fixture_check("copy t from stdin;\n", "S[copy t from stdin]");
    script_fixture_check("copy t from stdin;", "S[copy t from stdin]");
    script_fixture_check("copy t from stdin; copy u from stdin; x;\n1\n\\.\n2\n\\.\ny",
                         "S[copy t from stdin] S[copy u from stdin] S[x] D[1\n\\.] D[2\n\\.] S[y]");
}

static void
other_copies_have_no_data(void **state)
{
    (void) state;
    script_fixture_check("copy t from 'stdin';\nx", "S[copy t from 'stdin'] S[x]");
    script_fixture_check("copy (select a from stdin) to stdout;\nx", "S[copy (select a from stdin) to stdout] S[x]");
    script_fixture_check("copy t to stdout;\nx", "S[copy t to stdout] S[x]");
    script_fixture_check("select a from stdin;\nx", "S[select a from stdin] S[x]");
}

static void
data_of_a_copy_meta_command_follow_its_line(void **state)
{
    (void) state;
    script_fixture_check("\\copy t from stdin csv\n1;\n\\.\nx", "M[\\copy t from stdin csv] D[1;\n\\.] S[x]");
    script_fixture_check("\\copy t from pstdin\nx", "M[\\copy t from pstdin] S[x]");
    script_fixture_check("\\copy (select 1 from stdin) to 'a\\\\b'\nx",
                         "M[\\copy (select 1 from stdin) to 'a\\\\b'] S[x]");
}

static void
variables_are_noticed(void **state)
{
    static const char *const with[] = {"select :a",      "select :'a'",         "select :\"a\".b",
                                       "select x:a",     "select :1",           "select :{?a}",
                                       "select a[:'x']", "select array[1, :a]", "select \\:a"};
    static const char *const without[] = {"select a::int", "a := b",        "select ':a'",      "select $$:a$$",
                                          "select a[1:2]", "select a[b:c]", "select a[:n]",     "select a[f(1):n]",
                                          "select \":a\"", "select : a",    "select :'a b', 1", "select ':''a'"};

    (void) state;
    for (size_t i = 0; i < sizeof(with) / sizeof(with[0]); i++)
    {
        void *mem = mem_root("test");

        script_fixture_check(with[i], mem_printf(mem, "V[%s]", with[i]));
        mem_free(mem);
    }
    for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++)
    {
        script_fixture_check_whole(without[i]);
    }
}

static void
the_text_of_a_statement_has_no_variables(void **state)
{
    static const char *const cases[][2] = {
        {"x; select :a, :'b', :\"c\", d::int, e[1:2], ':f'", "select _a,  'b',  \"c\", d::int, e[1:2], ':f'"},
        {"x; grant :r to :prefix:name", "grant _r to _prefix_name"},
        {"x; select :{?a}, \\:b", "select TRUE ,  :b"},
        {"x; select 1 \\echo 'y'\n, :order", "select 1          \n, _order"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
    {
        void *mem = mem_root("test");
        ScriptReader *reader = script_open(mem, cases[i][0], strlen(cases[i][0]));
        ScriptPiece piece = {0};

        while (script_next(reader, &piece))
        {
        }
        reader = script_open(mem, cases[i][0], strlen(cases[i][0]));
        script_next(reader, &piece);
        while (piece.offset == 0 || piece.kind != SCRIPT_STATEMENT)
        {
            assert_true(script_next(reader, &piece));
        }
        assert_true(piece.has_variables);
        assert_string_equal(script_statement_text(mem, cases[i][0], &piece), cases[i][1]);
        mem_free(mem);
    }
}

static void
an_open_parenthesis_swallows_one_statement_only(void **state)
{
    (void) state;
    script_fixture_check("create table t (a int;\n-- c\nselect ';' /* d */;\nx",
                         "S[create table t (a int]!unbalanced parenthesis@15 C[-- c] C[/* d */] S[select ';'] S[x]");
    script_fixture_check("select (1", "S[select (1]!unbalanced parenthesis@7");
    script_fixture_check("(;(;(a);(b;c)",
                         "S[(]!unbalanced parenthesis@0 S[(]!unbalanced parenthesis@2 S[(a)] S[(b;c)]");
    script_fixture_check("create function f() begin atomic select 1; x",
                         "S[create function f() begin atomic select 1]!unterminated BEGIN ATOMIC body@26 S[x]");
}

static void
an_open_quote_swallows_up_to_a_semicolon_at_a_line_end(void **state)
{
    (void) state;
    script_fixture_check("select 'a; b;\r\nx;", "S[select 'a; b]!unterminated quoted string@7 S[x]");
    script_fixture_check("select E'a\\';\nx;", "S[select E'a\\']!unterminated quoted string@7 S[x]");
    script_fixture_check("select \"a ; \nx;", "S[select \"a]!unterminated quoted identifier@7 S[x]");
    script_fixture_check("select $f$ a;\n$$ x; $$", "S[select $f$ a]!unterminated dollar-quoted string@7 S[$$ x; $$]");
    script_fixture_check("select 'a; b\n", "S[select 'a; b]!unterminated quoted string@7");
}

static void
a_comment_without_end_ends_as_if_comments_did_not_nest(void **state)
{
    (void) state;
    script_fixture_check("/* a /* b */ x; /* c */ y", "C[/* a /* b */]!unterminated comment@0 S[x] C[/* c */] S[y]");
    script_fixture_check("x /* a;\ny;", "C[/* a;\ny;]!unterminated comment@2 S[x]");
}

static void
places_are_lines_and_characters(void **state)
{
    static const char text[] = "\xef\xbb\xbf"
                               "\xc3\xa9; select 1;\r\n  -- c\n\xe2\x82\xac 'a\nb' /* d */; x";
    static const size_t places[][2] = {{1, 1}, {1, 4}, {2, 3}, {4, 4}, {3, 1}, {4, 13}};
    void *mem = mem_root("test");
    ScriptReader *reader = script_open(mem, text, strlen(text));

    (void) state;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
    {
        ScriptPiece piece;
        size_t line;
        size_t column;

        assert_true(script_next(reader, &piece));
        assert_int_equal(piece.line, places[i][0]);
        assert_int_equal(piece.column, places[i][1]);
        script_place(text, strlen(text), piece.offset, &line, &column);
        assert_int_equal(line, piece.line);
        assert_int_equal(column, piece.column);
    }
    mem_free(mem);
}

static void
broken_files_are_read_in_linear_time(void **state)
{
    static const char *const parts[] = {"(;",
                                        "$a;\n",
                                        "/*/* */",
                                        "E'\\';\n",
                                        "\\a \\\\",
                                        "--\r",
                                        "copy t from stdin;",
                                        "create function f() begin atomic ;",
                                        "$x$;\n$y$",
                                        "'';\n'"};

    (void) state;
    /* Quadratic time would be hours. */
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
    {
        void *mem = mem_root("test");
        size_t step = strlen(parts[i]);
        size_t length = step * (2000000 / step);
        char *text = mem_array(mem, char, length);
        ScriptReader *reader = script_open(mem, text, length);
        ScriptPiece piece;

        for (size_t at = 0; at < length; at += step)
        {
            memcpy(text + at, parts[i], step);
        }
        reader = script_open(mem, text, length);
        while (script_next(reader, &piece))
        {
        }
        mem_free(mem);
    }
}

static void
memory_does_not_grow_with_the_text(void **state)
{
    static const char text[] = "select 1; -- a\n select (2;3); copy t from stdin;\n1\n\\.\n select 'x";
    void *mem = mem_root("test");
    ScriptReader *reader = script_open(mem, text, strlen(text));
    size_t size = mem_size(mem);
    ScriptPiece piece;

    (void) state;
    while (script_next(reader, &piece))
    {
        assert_int_equal(mem_size(mem), size);
    }
    mem_free(mem);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meta_commands_are_pieces),
        cmocka_unit_test(g_and_its_kin_end_a_statement),
        cmocka_unit_test(data_of_copy_end_with_a_dot),
        cmocka_unit_test(other_copies_have_no_data),
        cmocka_unit_test(data_of_a_copy_meta_command_follow_its_line),
        cmocka_unit_test(variables_are_noticed),
        cmocka_unit_test(the_text_of_a_statement_has_no_variables),
        cmocka_unit_test(an_open_parenthesis_swallows_one_statement_only),
        cmocka_unit_test(an_open_quote_swallows_up_to_a_semicolon_at_a_line_end),
        cmocka_unit_test(a_comment_without_end_ends_as_if_comments_did_not_nest),
        cmocka_unit_test(places_are_lines_and_characters),
        cmocka_unit_test(broken_files_are_read_in_linear_time),
        cmocka_unit_test(memory_does_not_grow_with_the_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
