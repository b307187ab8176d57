/* SPDX-License-Identifier: PostgreSQL */
/*
 * change/lint from its sources to its sink: order, places, what is counted, what a session leaves, newer grammar.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/mem.h"
#include "change/lint.h"

typedef struct Given
{
    const LintSource *sources;
    size_t count;
    size_t at;
} Given;

/* What came out, a line for each statement, finding and problem. */
typedef struct Run
{
    void *mem;
    char *text;
    LintTotals totals;
} Run;

static bool
give(void *context, void *owner, LintSource *source, Error *err)
{
    Given *given = context;

    (void) err;
    if (given->at == given->count)
    {
        return false;
    }
    *source = given->sources[given->at++];
    /* A source may live no longer than its owner. */
    source->text = mem_strndup(owner, source->text, source->length == 0 ? strlen(source->text) : source->length);
    source->length = source->length == 0 ? strlen(source->text) : source->length;
    source->first_line = source->first_line == 0 ? 1 : source->first_line;
    return true;
}

static void
take_statement(void *context, const LintStatement *statement)
{
    Run *run = context;

    mem_append(&run->text, "%s:%zu:%zu %s%s\n", statement->source->path, statement->line, statement->column,
               statement->command->tag, statement->in_transaction ? " in transaction" : "");
    for (size_t i = 0; i < statement->finding_count; i++)
    {
        mem_append(&run->text, "  %s %zu:%zu\n", statement->findings[i].rule->code, statement->finding_lines[i],
                   statement->finding_columns[i]);
    }
    for (size_t i = 0; i < statement->allowed_count; i++)
    {
        mem_append(&run->text, "  (%s: %s)\n", statement->allowed[i].rule->code,
                   statement->allow_reasons[i] == NULL ? "excepted" : statement->allow_reasons[i]);
    }
}

static void
take_problem(void *context, const LintProblem *problem)
{
    Run *run = context;

    mem_append(&run->text, "%s:%zu:%zu %s%s\n", problem->path, problem->line, problem->column, problem->code,
               problem->is_fatal ? "!" : "");
}

static void
run_sources(Run *run, const LintSource *sources, size_t count, LintOptions options)
{
    Given given = {sources, count, 0};
    LintSink sink = {take_statement, take_problem, run};
    Error err = {0};

    *run = (Run){.mem = mem_root("test")};
    run->text = mem_strdup(run->mem, "");
    options.server_version = 150000;
    assert_true(lint_run(run->mem, schema_new(run->mem, 150000), &options, give, &given, &sink, &run->totals, &err));
    assert_false(error_is_set(&err));
}

static const char *const no_rules[] = {"L606", NULL};

/* Without the findings of rules that are not meant: only rule ONLY speaks. */
static void
assert_run(const LintSource *sources, size_t count, const char *only, const char *expected)
{
    const char *const rules[] = {only, NULL};
    Run run;

    run_sources(&run, sources, count, (LintOptions){.threads = 2, .only = only == NULL ? no_rules : rules});
    assert_string_equal(run.text, expected);
    mem_free(run.mem);
}

static void
assert_text(const char *text, const char *only, const char *expected)
{
    const LintSource source = {.path = "f", .text = text};

    assert_run(&source, 1, only, expected);
}

static void
statements_and_subcommands_come_in_order_with_their_places(void **state)
{
    (void) state;
    assert_text("SELECT 1;\n  ALTER TABLE a\n ADD COLUMN x int,\n DROP COLUMN y; BEGIN; ROLLBACK", NULL,
                "f:1:1 SELECT\nf:2:3 ALTER TABLE ADD COLUMN\nf:4:2 ALTER TABLE DROP COLUMN\nf:4:17 BEGIN\n"
                "f:4:24 ROLLBACK in transaction\n");
}

static void
places_are_those_of_the_file_that_the_text_is_a_part_of(void **state)
{
    const LintSource sources[] = {
        {.path = "p", .text = "SELECT 1;\nSELEC", .first_line = 7, .indent = 6, .is_plan = true},
        {.path = "p",
         .text = "SELECT 1;\nSELECT 2",
         .first_line = 12,
         .indent = 9,
         .is_folded = true,
         .is_continued = true},
    };

    (void) state;
    assert_run(sources, 2, NULL, "p:7:7 SELECT\np:8:7 L001!\np:12:10 SELECT\np:12:10 SELECT\n");
}

static void
the_number_of_threads_changes_nothing(void **state)
{
    void *mem = mem_root("test");
    LintSource sources[40];
    Run first;

    (void) state;
    for (size_t i = 0; i < 40; i++)
    {
        char *text = mem_strdup(mem, "");

        for (size_t j = 0; j < i * 5; j++)
        {
            mem_append(&text, "CREATE TABLE t%zu_%zu (id int);\nDROP TABLE t%zu_%zu;%s\n", i, j, i / 2, j,
                       j % 17 == 0 ? "SELEC;" : "");
        }
        sources[i] = (LintSource){.path = mem_printf(mem, "%zu", i), .text = text};
    }
    run_sources(&first, sources, 40, (LintOptions){.threads = 1});
    for (size_t threads = 2; threads <= 8; threads += 3)
    {
        Run other;

        run_sources(&other, sources, 40, (LintOptions){.threads = threads});
        assert_string_equal(other.text, first.text);
        mem_free(other.mem);
    }
    assert_int_equal(first.totals.files, 40);
    mem_free(first.mem);
    mem_free(mem);
}

static void
history_is_folded_and_not_told(void **state)
{
    const LintSource sources[] = {
        {.path = "old", .mode = LINT_FOLD, .text = "CREATE TABLE a (id int, c varchar(10)); SELEC; \\i x"},
        {.path = "new", .text = "ALTER TABLE a ALTER c TYPE varchar(20);\nALTER TABLE a ALTER c TYPE varchar(5);"},
    };

    (void) state;
    assert_run(sources, 2, "L120",
               "new:1:1 ALTER TABLE ALTER COLUMN TYPE\nnew:2:1 ALTER TABLE ALTER COLUMN TYPE\n  L120 2:1\n");
}

static void
a_down_migration_changes_nothing_for_those_after_it(void **state)
{
    const LintSource sources[] = {
        {.path = "up", .mode = LINT_FOLD, .text = "CREATE TABLE a (id int, c varchar(10))"},
        {.path = "down",
         .mode = LINT_JUDGE_DOWN,
         .text = "DROP TABLE a; CREATE TABLE a (c text); ALTER TABLE a DROP c"},
        {.path = "next", .text = "ALTER TABLE a ALTER c TYPE varchar(5)"},
    };

    (void) state;
    assert_run(sources, 3, "L120",
               "down:1:1 DROP TABLE\ndown:1:15 CREATE TABLE\ndown:1:40 ALTER TABLE DROP COLUMN\n"
               "next:1:1 ALTER TABLE ALTER COLUMN TYPE\n  L120 1:1\n");
}

static void
a_rollback_takes_the_schema_back(void **state)
{
    (void) state;
    assert_text("BEGIN;\nCREATE TABLE a (id int);\nSAVEPOINT s;\nCREATE TABLE b (id int);\nROLLBACK TO s;\n"
                "DROP TABLE b;\nDROP TABLE a;\nROLLBACK;\nDROP TABLE a;",
                "L302",
                "f:1:1 BEGIN\nf:2:1 CREATE TABLE in transaction\nf:3:1 SAVEPOINT in transaction\n"
                "f:4:1 CREATE TABLE in transaction\nf:5:1 ROLLBACK in transaction\n"
                "f:6:1 DROP TABLE in transaction\n  L302 6:1\nf:7:1 DROP TABLE in transaction\n"
                "f:8:1 ROLLBACK in transaction\nf:9:1 DROP TABLE\n  L302 9:1\n");
}

static void
the_schema_at_the_end_is_told(void **state)
{
    const LintSource source = {.path = "f", .text = "CREATE TABLE a (id int); BEGIN; DROP TABLE a; ROLLBACK"};
    Run run;

    (void) state;
    run_sources(&run, &source, 1, (LintOptions){.threads = 1});
    assert_non_null(schema_relation(run.totals.schema, (QualifiedName){NULL, "a"}));
    mem_free(run.mem);
}

static void
a_timeout_counts_until_it_is_taken_back(void **state)
{
    static const char *const off[] = {
        "SET lock_timeout = 0;", "SET lock_timeout TO DEFAULT;",
        "RESET lock_timeout;",   "RESET ALL;",
        "DISCARD ALL;",          "BEGIN; SET lock_timeout = '9s'; ROLLBACK; SET lock_timeout = 0;",
    };
    static const char *const on[] = {
        "SET lock_timeout = '5s';",
        "SET lock_timeout TO 5000;",
        "SELECT set_config('lock_timeout', '5s', false);",
        "BEGIN; SET lock_timeout = '9s'; COMMIT;",
        "BEGIN; SET LOCAL lock_timeout = '9s';",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(off) / sizeof(off[0]) + sizeof(on) / sizeof(on[0]); i++)
    {
        bool is_on = i < sizeof(on) / sizeof(on[0]);
        const char *head = is_on ? on[i] : off[i - sizeof(on) / sizeof(on[0])];
        char *text = mem_printf(NULL, "%s%s\nALTER TABLE a DROP c;", is_on ? "" : "SET lock_timeout = '1s';", head);
        const LintSource source = {.path = "f", .text = text};
        const char *const only[] = {"L410", NULL};
        Run run;

        run_sources(&run, &source, 1, (LintOptions){.threads = 1, .only = only});
        if ((strstr(run.text, "L410 2:1") == NULL) != is_on)
        {
            fail_msg("%s\n%s", text, run.text);
        }
        mem_free(run.mem);
        mem_free(text);
    }
}

static void
the_end_of_a_file_is_told_at_its_last_statement(void **state)
{
    (void) state;
    assert_text("BEGIN;\nSELECT 1;\n-- the end\n\\echo x\n", "L409",
                "f:1:1 BEGIN\nf:2:1 SELECT in transaction\n  L409 2:1\n");
}

static void
what_is_true_of_a_file_is_told_once(void **state)
{
    const LintSource sources[] = {
        {.path = "a", .text = "ALTER TABLE x DROP c;\nALTER TABLE y DROP c"},
        {.path = "b", .text = "ALTER TABLE x DROP d"},
    };

    (void) state;
    assert_run(sources, 2, "L410",
               "a:1:1 ALTER TABLE DROP COLUMN\n  L410 1:1\na:2:1 ALTER TABLE DROP COLUMN\n"
               "b:1:1 ALTER TABLE DROP COLUMN\n  L410 1:1\n");
}

static void
directives_allow_at_their_statement_and_in_their_file(void **state)
{
    const LintSource sources[] = {
        {.path = "a",
         .text = "ALTER TABLE x DROP c; -- bellows: allow L301 because A\n-- bellows: allow L301 because B\n"
                 "ALTER TABLE x DROP d;\nALTER TABLE x DROP e;"},
        {.path = "b", .text = "ALTER TABLE x DROP f;\n/* bellows: allow-file column-dropped because C */"},
        {.path = "c", .text = "ALTER TABLE x DROP g;"},
    };

    (void) state;
    assert_run(sources, 3, "L301",
               "a:1:1 ALTER TABLE DROP COLUMN\n  (L301: A)\na:3:1 ALTER TABLE DROP COLUMN\n  (L301: B)\n"
               "a:4:1 ALTER TABLE DROP COLUMN\n  L301 4:1\nb:1:1 ALTER TABLE DROP COLUMN\n  (L301: C)\n"
               "c:1:1 ALTER TABLE DROP COLUMN\n  L301 1:1\n");
}

static void
a_directive_reaches_over_the_edge_of_a_unit(void **state)
{
    char *text = mem_strdup(NULL, "");
    char *expected = mem_strdup(NULL, "");

    (void) state;
    for (size_t i = 1; i <= 600; i++)
    {
        mem_append(&text, "-- bellows: allow L301 because %zu\nALTER TABLE x DROP c%zu;\n", i, i);
        mem_append(&expected, "f:%zu:1 ALTER TABLE DROP COLUMN\n  (L301: %zu)\n", i * 2, i);
    }
    assert_text(text, "L301", expected);
    mem_free(text);
    mem_free(expected);
}

static void
a_plans_own_allow_counts(void **state)
{
    const LintAllowance allowance = {"char-type", "legacy"};
    const LintSource source = {.path = "p",
                               .text = "ALTER TABLE x ADD c char(3)",
                               .is_plan = true,
                               .allowances = &allowance,
                               .allowance_count = 1};

    (void) state;
    assert_run(&source, 1, "L503", "p:1:1 ALTER TABLE ADD COLUMN\n  (L503: legacy)\n");
}

static void
known_problems_come_before_the_statements(void **state)
{
    const LintProblem problem = {.path = "f", .code = "L004", .message = "x", .is_fatal = true};
    const LintSource source = {.path = "f", .text = "SELECT 1", .problems = &problem, .problem_count = 1};
    Run run;

    (void) state;
    run_sources(&run, &source, 1, (LintOptions){.threads = 3, .only = no_rules});
    assert_string_equal(run.text, "f:0:0 L004!\nf:1:1 SELECT\n");
    assert_true(run.totals.has_fatal);
    assert_int_equal(run.totals.problems, 1);
    mem_free(run.mem);
}

static void
newer_grammar_is_told_from_a_syntax_error(void **state)
{
    static const char *const newer[] = {
        "ALTER TABLE a ADD CONSTRAINT n NOT NULL x",
        "ALTER TABLE a ADD NOT NULL x",
        "CREATE TABLE a (x int, NOT NULL x)",
        "CREATE TABLE a (x int, CONSTRAINT n NOT NULL x NOT VALID)",
        "CREATE TABLE a (x int CHECK (x > 0) NOT ENFORCED)",
        "ALTER TABLE a ALTER CONSTRAINT c NOT ENFORCED",
        "CREATE TABLE a (x int, y int GENERATED ALWAYS AS (x + 1) VIRTUAL)",
        "CREATE TABLE a (x int, y int GENERATED ALWAYS AS (x + 1))",
        "ALTER TABLE a ADD COLUMN y int GENERATED ALWAYS AS (x + 1)",
        "ALTER TABLE a ALTER COLUMN y SET EXPRESSION AS (x + 2)",
        "ALTER TABLE a SET ACCESS METHOD DEFAULT",
        "ALTER TABLE a ALTER x SET STATISTICS DEFAULT",
        "ALTER TABLE a ALTER x SET STORAGE DEFAULT",
        "CREATE TABLE a (x text STORAGE external)",
        "CREATE TABLE a (x int, r int4range, UNIQUE (x, r WITHOUT OVERLAPS))",
        "ALTER TABLE a ADD FOREIGN KEY (x, PERIOD r) REFERENCES b (x, PERIOD r)",
        "SELECT * FROM (SELECT 1)",
        "SELECT 1_000",
        "MERGE INTO a USING b ON a.x = b.x WHEN NOT MATCHED BY SOURCE THEN DELETE",
        "MERGE INTO a USING b ON a.x = b.x WHEN MATCHED THEN DELETE RETURNING a.x",
        "ALTER TABLE a ALTER CONSTRAINT c INHERIT",
        "VACUUM ONLY a",
        "ALTER TABLE a SPLIT PARTITION p INTO (PARTITION q FOR VALUES IN (1))",
        "ALTER TABLE a MERGE PARTITIONS (p, q) INTO r",
        "REPACK a",
        "SELECT * FROM JSON_TABLE(j, '$[*]' COLUMNS (id int PATH '$.id')) AS t",
        "SELECT x IS JSON FROM a",
        "GRANT a TO b WITH INHERIT TRUE",
        "REVOKE INHERIT OPTION FOR a FROM b",
        "SELECT JSON_OBJECT(RETURNING json)",
        "SELECT xmlserialize(DOCUMENT x AS text INDENT) FROM a",
    };
    static const char *const wrong[] = {
        "SELEC 1",
        "CREATE TABLE NOT EXISTS a (x int)",
        "ALTER TABLE a ADD COLUMN x int NOT NUL",
        "CREATE TABLE a (x int,)",
        "SELECT * FROM a WHERE",
        "UPDATE a SET x = WHERE y = 1",
        "DROP TABLE",
        "INSERT INTO a VALUES (1",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(newer) / sizeof(newer[0]) + sizeof(wrong) / sizeof(wrong[0]); i++)
    {
        bool is_newer = i < sizeof(newer) / sizeof(newer[0]);
        const LintSource source = {.path = "f",
                                   .text = is_newer ? newer[i] : wrong[i - sizeof(newer) / sizeof(newer[0])]};
        Run run;

        run_sources(&run, &source, 1, (LintOptions){.threads = 1});
        if (strstr(run.text, is_newer ? " L002!" : " L00") == NULL || (!is_newer && strstr(run.text, "L002") != NULL))
        {
            fail_msg("%s\n%s", source.text, run.text);
        }
        assert_int_equal(run.totals.statements, is_newer ? 1 : 0);
        mem_free(run.mem);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_and_subcommands_come_in_order_with_their_places),
        cmocka_unit_test(places_are_those_of_the_file_that_the_text_is_a_part_of),
        cmocka_unit_test(the_number_of_threads_changes_nothing),
        cmocka_unit_test(history_is_folded_and_not_told),
        cmocka_unit_test(a_down_migration_changes_nothing_for_those_after_it),
        cmocka_unit_test(a_rollback_takes_the_schema_back),
        cmocka_unit_test(the_schema_at_the_end_is_told),
        cmocka_unit_test(a_timeout_counts_until_it_is_taken_back),
        cmocka_unit_test(the_end_of_a_file_is_told_at_its_last_statement),
        cmocka_unit_test(what_is_true_of_a_file_is_told_once),
        cmocka_unit_test(directives_allow_at_their_statement_and_in_their_file),
        cmocka_unit_test(a_directive_reaches_over_the_edge_of_a_unit),
        cmocka_unit_test(a_plans_own_allow_counts),
        cmocka_unit_test(known_problems_come_before_the_statements),
        cmocka_unit_test(newer_grammar_is_told_from_a_syntax_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
