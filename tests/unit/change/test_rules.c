/* SPDX-License-Identifier: PostgreSQL */
/*
 * change/rules, rule by rule: tests/golden/rules/CODE.sql holds cases, CODE.expected what is said about them. With
 * BELLOWS_GOLDEN_UPDATE=1 the latter, and docs/rules.md, are written; read the difference before you keep it.
 *
 *   -- also: L410 L301     other rules that may speak of these cases
 *   -- version: 140002     of the server; else 150000; in a case: for it alone
 *   -- given:              an earlier file: its tables may hold rows
 *   -- bad: why            a file in which the rule of this CODE must speak, and no other than those under also
 *   -- good: why           a file in which it must not
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "change/lint.h"
#include "change/plan.h"

enum
{
    SECTIONS_MAX = 40,
    ALSO_MAX = 20,
};

typedef struct Section
{
    bool is_bad;
    const char *title;
    char *sql;
    int version;
} Section;

typedef struct RuleFile
{
    const Rule *rule;
    int version;
    char *given;
    const char *also[ALSO_MAX];
    size_t also_count;
    Section sections[SECTIONS_MAX];
    size_t section_count;
} RuleFile;

typedef struct Source
{
    const char *given;
    const char *sql;
    size_t given_so_far;
} Source;

/* What a run of one section is for. */
typedef struct Run
{
    void *mem;
    const RuleFile *file;
    const Section *section; /* NULL: a fix is judged */
    int version;
    char *printed;
    const char *fixes[SECTIONS_MAX]; /* SQL, of the rule itself */
    size_t fix_count;
    bool has_spoken;
    char *wrong; /* what is not as it must be, or "" */
} Run;

static void *mem;

static const char *
root(void)
{
    const char *path = getenv("BELLOWS_ROOT");

    return path == NULL ? "." : path;
}

static bool
is_update(void)
{
    const char *update = getenv("BELLOWS_GOLDEN_UPDATE");

    return update != NULL && strcmp(update, "1") == 0;
}

static char *
read_text(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text;
    size_t length;

    if (file == NULL)
    {
        return NULL;
    }
    text = mem_array(mem, char, 1000000);
    length = fread(text, 1, 999999, file);
    fclose(file);
    text[length] = '\0';
    return text;
}

static void
compare(const char *path, const char *text)
{
    if (is_update())
    {
        FILE *file = fopen(path, "w");

        assert_non_null(file);
        fputs(text, file);
        fclose(file);
        return;
    }
    const char *expected = read_text(path);

    if (expected == NULL)
    {
        fail_msg("there is no %s", path);
        return;
    }
    assert_string_equal(text, expected);
}

static void
read_header(RuleFile *file, const char *line)
{
    char *words = mem_strdup(mem, line);
    char *rest = NULL;

    for (char *word = strtok_r(words + strlen("-- also:"), " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest))
    {
        assert_true(file->also_count < ALSO_MAX);
        file->also[file->also_count++] = word;
    }
}

static void
read_rule_file(RuleFile *file, const char *text)
{
    char *lines = mem_strdup(mem, text);
    char *rest = NULL;
    char **into = &file->given;

    *file = (RuleFile){.rule = file->rule, .version = 150000, .given = mem_strdup(mem, "")};
    for (char *line = strtok_r(lines, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
    {
        bool is_bad = strncmp(line, "-- bad: ", 8) == 0;

        if (is_bad || strncmp(line, "-- good: ", 9) == 0)
        {
            Section *section = &file->sections[file->section_count++];

            assert_true(file->section_count < SECTIONS_MAX);
            *section = (Section){is_bad, line + (is_bad ? 8 : 9), mem_strdup(mem, ""), file->version};
            into = &section->sql;
        }
        else if (strncmp(line, "-- version:", 11) == 0)
        {
            int version = (int) strtol(line + strlen("-- version:"), NULL, 10);

            *(file->section_count == 0 ? &file->version : &file->sections[file->section_count - 1].version) = version;
        }
        else if (strncmp(line, "-- also:", 8) == 0)
        {
            read_header(file, line);
        }
        else if (strncmp(line, "-- given:", 9) != 0)
        {
            mem_append(into, "%s\n", line);
        }
    }
}

static bool
next_source(void *context, void *owner, LintSource *source, Error *err)
{
    Source *from = context;
    size_t number = from->given_so_far++;

    (void) owner;
    (void) err;
    if (number > 1)
    {
        return false;
    }
    *source = (LintSource){
        .path = number == 0 ? "given.sql" : "case.sql",
        .mode = number == 0 ? LINT_FOLD : LINT_JUDGE,
        .text = number == 0 ? from->given : from->sql,
        .length = strlen(number == 0 ? from->given : from->sql),
        .first_line = 1,
    };
    return true;
}

static bool
is_expected(const RuleFile *file, const Rule *rule)
{
    for (size_t i = 0; i < file->also_count; i++)
    {
        if (strcmp(file->also[i], rule->code) == 0)
        {
            return true;
        }
    }
    return rule == file->rule || rule->once_per_file || rule->severity == SEVERITY_NOTE;
}

static const char *
severity_name(Severity severity)
{
    return severity == SEVERITY_ERROR ? "error" : severity == SEVERITY_WARNING ? "warning" : "note";
}

static void
print_finding(Run *run, const LintStatement *statement, size_t i)
{
    const Finding *finding = &statement->findings[i];

    mem_append(&run->printed, "%zu:%zu %s[%s]: %s\n  help: %s\n", statement->finding_lines[i],
               statement->finding_columns[i], severity_name(finding->rule->severity), finding->rule->code,
               finding->message, finding->help);
    if (finding->fix != NULL)
    {
        const char *what = finding->fix_is_plan ? "plan" : finding->fix_in_place ? "fix in place" : "fix";
        char *lines = mem_strdup(run->mem, finding->fix);
        char *rest = NULL;

        mem_append(&run->printed, "  %s:\n", what);
        for (char *line = strtok_r(lines, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
        {
            mem_append(&run->printed, "    %s\n", line);
        }
    }
}

static void
take_fix(Run *run, const Finding *finding)
{
    if (finding->fix == NULL)
    {
        return;
    }
    if (finding->fix_is_plan)
    {
        Diagnostics *diagnostics = diagnostics_new(run->mem);
        Error err = {0};

        if (plan_load_text(run->mem, "20260101000000", "fix", finding->fix, diagnostics, &err) == NULL)
        {
            mem_append(&run->wrong, "the plan of %s does not load:\n%s\n%s", finding->rule->code, finding->fix,
                       diagnostics_format(run->mem, diagnostics));
        }
        error_clear(&err);
        return;
    }
    assert_true(run->fix_count < SECTIONS_MAX);
    run->fixes[run->fix_count++] = mem_strdup(run->mem, finding->fix);
}

static void
see_statement(void *context, const LintStatement *statement)
{
    Run *run = context;

    for (size_t i = 0; i < statement->finding_count; i++)
    {
        const Finding *finding = &statement->findings[i];
        bool is_own = finding->rule == run->file->rule;

        if (run->section == NULL && finding->rule->severity == SEVERITY_ERROR)
        {
            mem_append(&run->wrong, "a fix is an error itself: %s[%s]\n", finding->message, finding->rule->code);
        }
        if (run->section == NULL)
        {
            continue;
        }
        if (is_own || !finding->rule->once_per_file)
        {
            print_finding(run, statement, i);
        }
        run->has_spoken = run->has_spoken || is_own;
        if (run->section->is_bad && !is_expected(run->file, finding->rule))
        {
            mem_append(&run->wrong, "%s (%s) speaks too: %s\n", finding->rule->code, finding->rule->name,
                       finding->message);
        }
        take_fix(run, finding);
    }
    if (run->section == NULL && statement->facts->danger && statement->facts->is_exact)
    {
        mem_append(&run->wrong, "a fix is dangerous itself: %s\n", statement->sql);
    }
}

static void
see_problem(void *context, const LintProblem *problem)
{
    Run *run = context;

    /* What only a newer PostgreSQL can parse is shown as it is. */
    if (strcmp(problem->code, "L002") != 0 || run->version < 160000)
    {
        mem_append(&run->wrong, "%s: %s\n", problem->code, problem->message);
    }
}

static void
run_lint(Run *run, const char *given, const char *sql)
{
    const char *const opt_in[] = {run->file->rule->code, NULL};
    const LintOptions options = {
        .server_version = run->version,
        .threads = 1,
        .only = run->file->rule->is_opt_in ? opt_in : NULL,
    };
    const LintSink sink = {see_statement, see_problem, run};
    Source source = {given, sql, 0};
    LintTotals totals = {0};
    Error err = {0};

    assert_true(
        lint_run(run->mem, schema_new(run->mem, run->version), &options, next_source, &source, &sink, &totals, &err));
    error_clear(&err);
}

static void
judge_section(const RuleFile *file, const Section *section, char **expected)
{
    Run run = {
        .mem = mem_child(mem, "section"),
        .file = file,
        .section = section,
        .version = section->version,
        .printed = mem_strdup(mem, ""),
        .wrong = mem_strdup(mem, ""),
    };

    run_lint(&run, file->given, section->sql);
    if (run.has_spoken != section->is_bad)
    {
        mem_append(&run.wrong, section->is_bad ? "the rule is silent\n" : "the rule speaks\n");
    }
    run.section = NULL;
    for (size_t i = 0; i < run.fix_count; i++)
    {
        run_lint(&run, file->given, run.fixes[i]);
    }
    mem_append(expected, "-- %s: %s\n%s", section->is_bad ? "bad" : "good", section->title, run.printed);
    if (*run.wrong != '\0')
    {
        print_error("%s, \"%s\": %s%s", file->rule->code, section->title, run.wrong, run.printed);
        mem_append(expected, "WRONG\n");
    }
    mem_free(run.mem);
}

/* Those of reading have no command to look at. */
static bool
is_of_reading(const Rule *rule)
{
    return strcmp(rule->group, "reading") == 0 && strcmp(rule->code, "L006") != 0;
}

static void
every_rule_speaks_of_its_bad_cases_and_not_of_its_good_ones(void **state)
{
    const Rule *rule;
    size_t failures = 0;

    (void) state;
    for (size_t i = 0; (rule = rules_at(i)) != NULL; i++)
    {
        const char *text = read_text(mem_printf(mem, "%s/tests/golden/rules/%s.sql", root(), rule->code));
        RuleFile file = {.rule = rule};
        char *expected = mem_strdup(mem, "");
        size_t bad = 0;

        if (is_of_reading(rule))
        {
            continue;
        }
        if (text == NULL)
        {
            fail_msg("%s has no cases", rule->code);
            return;
        }
        read_rule_file(&file, text);
        for (size_t j = 0; j < file.section_count; j++)
        {
            judge_section(&file, &file.sections[j], &expected);
            bad += file.sections[j].is_bad ? 1 : 0;
        }
        if (bad == 0 || bad == file.section_count)
        {
            fail_msg("%s needs a bad case and a good one", rule->code);
        }
        failures += strstr(expected, "WRONG\n") != NULL;
        compare(mem_printf(mem, "%s/tests/golden/rules/%s.expected", root(), rule->code), expected);
    }
    assert_int_equal(failures, 0);
}

static void
the_list_of_rules_is_the_one_in_the_documents(void **state)
{
    char *text = mem_strdup(mem, "# Rules of `bellows lint`\n\n"
                                 "Written from src/change/rules.def by tests/unit/change/test_rules.c. A rule is named "
                                 "by its code or its name: in\n"
                                 "`--only` and `--except`, and in `-- bellows: allow RULE because REASON`. *Opt-in* "
                                 "rules speak only where `--only`\n"
                                 "names them; of those *once per file* the first finding of a file is shown.\n");
    const char *group = "";
    const Rule *rule;

    (void) state;
    for (size_t i = 0; (rule = rules_at(i)) != NULL; i++)
    {
        if (strncmp(rule->code, group, 2) != 0)
        {
            static const char *const titles[] = {"Reading", "Locks, scans and rewrites", "Two versions at once",
                                                 "Data",    "Transactions and sessions", "Style",
                                                 "Traps"};

            mem_append(&text, "\n## %s\n\n| code | name | severity | finds | why |\n|---|---|---|---|---|\n",
                       titles[rule->code[1] - '0']);
        }
        group = rule->code;
        mem_append(&text, "| %s | `%s` | %s%s%s | %s | %s |\n", rule->code, rule->name, severity_name(rule->severity),
                   rule->is_opt_in ? ", opt-in" : "", rule->once_per_file ? ", once per file" : "", rule->summary,
                   rule->why);
    }
    compare(mem_printf(mem, "%s/docs/rules.md", root()), text);
}

static void
codes_and_names_are_unique_and_in_order(void **state)
{
    const Rule *rule;

    (void) state;
    for (size_t i = 0; (rule = rules_at(i)) != NULL; i++)
    {
        assert_ptr_equal(rules_find(rule->code), rule);
        assert_ptr_equal(rules_find(rule->name), rule);
        assert_true(i == 0 || strcmp(rules_at(i - 1)->code, rule->code) < 0);
        assert_int_equal(strspn(rule->name, "abcdefghijklmnopqrstuvwxyz-"), strlen(rule->name));
        assert_true(strlen(rule->summary) > 0 && strlen(rule->why) > 0);
        assert_null(strpbrk(rule->summary, "\n|"));
    }
    assert_null(rules_find("L9"));
}

static void
a_near_name_is_suggested(void **state)
{
    (void) state;
    assert_string_equal(rules_suggest(mem, "index-not-concurent"), "\"index-not-concurrent\"");
    assert_null(rules_suggest(mem, "nothing-like-it-at-all"));
}

static int
set_up(void **state)
{
    (void) state;
    mem = mem_root("test");
    return 0;
}

static int
tear_down(void **state)
{
    (void) state;
    mem_free(mem);
    return 0;
}

#define RULES_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        RULES_TEST(every_rule_speaks_of_its_bad_cases_and_not_of_its_good_ones),
        RULES_TEST(the_list_of_rules_is_the_one_in_the_documents),
        RULES_TEST(codes_and_names_are_unique_and_in_order),
        RULES_TEST(a_near_name_is_suggested),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
