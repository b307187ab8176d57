/* SPDX-License-Identifier: PostgreSQL */
/*
 * ui/cli and ui/options: what the program ($BELLOWS) says to a command line, on which stream, with which exit code; and
 * that man page and completion know every command and option.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "ui/cli.h"

#define WORDS_MAX 12
#define TEXT_MAX  65536

typedef struct Outcome
{
    int exit_code;
    char out[TEXT_MAX];
    char err[TEXT_MAX];
} Outcome;

static void
read_back(FILE *file, char *text)
{
    rewind(file);
    text[fread(text, 1, TEXT_MAX - 1, file)] = '\0';
    fclose(file);
}

/* The child sees no server and no plans: what is tested here needs neither. */
static void
become(char *const *arguments, FILE *out, FILE *err)
{
    setenv("PGHOST", "/nonexistent", 1);
    unsetenv("DATABASE_URL");
    dup2(fileno(out), STDOUT_FILENO);
    dup2(fileno(err), STDERR_FILENO);
    execv(arguments[0], arguments);
    _exit(127);
}

/* LINE is split at blanks; a "_" in a word stands for a blank. */
static void
run(const char *line, Outcome *outcome)
{
    void *mem = mem_root("run");
    char *words[WORDS_MAX + 1] = {mem_strdup(mem, getenv("BELLOWS"))};
    size_t count = 1;
    FILE *out = tmpfile();
    FILE *err = tmpfile();
    int status = 0;
    pid_t child;

    assert_non_null(out);
    assert_non_null(err);
    while (*line != '\0' && count < WORDS_MAX)
    {
        size_t length = strcspn(line, " ");

        words[count] = mem_strndup(mem, line, length);
        for (char *at = words[count++]; *at != '\0'; at++)
        {
            *at = *at == '_' ? ' ' : *at;
        }
        line += length + strspn(line + length, " ");
    }
    child = fork();
    if (child == 0)
    {
        become(words, out, err);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    outcome->exit_code = WEXITSTATUS(status);
    read_back(out, outcome->out);
    read_back(err, outcome->err);
    mem_free(mem);
}

typedef struct UsageCase
{
    const char *line;
    const char *message; /* in stderr */
    const char *hint;
} UsageCase;

static const UsageCase usage_cases[] = {
    {"pln", "unknown command \"pln\"", "Did you mean \"plan\"?"},
    {"frobnicate", "unknown command \"frobnicate\"", "\"bellows help\" lists the commands."},
    {"help exapnd", "unknown command \"exapnd\"", "Did you mean \"expand\"?"},
    {"plan --formt=json", "unknown option \"--formt\"", "Did you mean \"--format\"?"},
    {"plan --zzz", "unknown option \"--zzz\"", "Try \"bellows --help\"."},
    {"plan -x", "unknown option \"-x\"", "Try"},
    {"plan -vx", "unknown option \"-x\"", "Try"},
    {"plan -q -xv", "unknown option \"-x\"", "Try"},
    {"plan --url", "option \"--url\" needs a value: --url=URL", "Try"},
    {"plan --quiet=yes", "option \"--quiet\" takes no value", "Try"},
    {"plan --ver", "option \"--ver\" is ambiguous", "It could be --verbose or --version."},
    {"plan --format=jsn", "unknown format \"jsn\"", "Did you mean \"json\"?"},
    {"plan --keep", "\"bellows plan\" takes no option \"--keep\"", "Try \"bellows plan --help\"."},
    {"status --format sql", "\"bellows status\" has no format \"sql\"", "human, json and ndjson"},
    {"plan --format=sarif", "\"bellows plan\" has no format \"sarif\"", "human, json, ndjson"},
    {"lint", "\"bellows lint\" needs FILE|DIR|-...", "Usage: bellows lint [OPTION...] FILE|DIR|-..."},
    {"status --format markdown", "\"bellows status\" has no format \"markdown\"", "human, json and ndjson"},
    {"plan --schema=x.sql --url=host=/x", "--schema takes the place of the database", "Give one of the two."},
    {"expand --schema=x.sql", "\"bellows expand\" takes no option \"--schema\"", "Try"},
    {"lint --format=sql x.sql", "\"bellows lint\" has no format \"sql\"", "sarif, github, gitlab and junit"},
    {"lint --only=indx-not-concurrent x.sql", "there is no rule \"indx-not-concurrent\"", "Did you mean"},
    {"lint --server-version=11 x.sql", "\"11\" is no version of PostgreSQL from 12 to 18", "Write 15, or 15.4."},
    {"lint --threads=many x.sql", "\"many\" is no whole number from 1 to 64", "Try"},
    {"plan a b", "\"bellows plan\" takes no argument \"b\"", "Usage: bellows plan [OPTION...] [PLAN]"},
    {"gate admit", "\"bellows gate admit\" needs APP VERSION", "Usage: bellows gate admit"},
    {"gate admit shop", "needs APP VERSION", "Usage"},
    {"gate map-version shop abc", "\"bellows gate map-version\" needs APP BUILD VERSION", "Usage"},
    {"gate attest --app shop", "\"bellows gate attest\" needs --by", "Usage: bellows gate attest"},
    {"expand --lock-timeout=5", "\"--lock-timeout\": \"5\" is no time", "Write a whole number with its unit"},
    {"expand --lock-timeout=0s", "\"--lock-timeout\" must be more than 0", "Try"},
    {"contract --grace=1y", "\"1y\" is no time", "Write"},
    {"rollback --to=2.0.0", "\"--to\" takes only \"expanded\", not \"2.0.0\"", "Try"},
    {"purge --skip-hold=", "\"--skip-hold\" is empty", "Try"},
    {"demo --seconds=many", "\"many\" is no whole number from 1 to 3600", "Try"},
};

static void
a_wrong_command_line_exits_2_and_says_so_on_stderr_only(void **state)
{
    Outcome *outcome = *state;

    for (size_t i = 0; i < sizeof(usage_cases) / sizeof(usage_cases[0]); i++)
    {
        const UsageCase *expected = &usage_cases[i];

        run(expected->line, outcome);
        if (outcome->exit_code != 2 || strstr(outcome->err, expected->message) == NULL ||
            strstr(outcome->err, expected->hint) == NULL)
        {
            fail_msg("bellows %s: exit code %d\n%s", expected->line, outcome->exit_code, outcome->err);
        }
        assert_string_equal(outcome->out, "");
    }
}

static void
bellows_alone_prints_twelve_lines_and_the_next_command(void **state)
{
    Outcome *outcome = *state;
    const char *last = NULL;
    size_t lines = 0;

    run("", outcome);
    assert_int_equal(outcome->exit_code, 0);
    for (const char *at = outcome->out; *at != '\0'; at = strchr(at, '\n') + 1)
    {
        last = at;
        lines++;
    }
    assert_int_equal(lines, 12);
    assert_string_equal(last, "next: bellows plan\n");
    assert_string_equal(outcome->err, "");
}

static void
all_ways_to_ask_for_help_are_equal(void **state)
{
    static const char *const ways[] = {"%s --help", "%s -h", "--help %s", "-h %s"};
    Outcome *outcome = *state;
    Outcome *other = mem_new(NULL, Outcome);

    for (size_t i = 0; i < cli_command_count; i++)
    {
        char *line = mem_printf(other, "help %s", cli_commands[i].name);

        run(line, outcome);
        assert_int_equal(outcome->exit_code, 0);
        assert_non_null(strstr(outcome->out, "Usage: bellows "));
        for (size_t way = 0; way < sizeof(ways) / sizeof(ways[0]); way++)
        {
            const char *mark = strstr(ways[way], "%s");

            run(mem_printf(other, "%.*s%s%s", (int) (mark - ways[way]), ways[way], cli_commands[i].name, mark + 2),
                other);
            assert_int_equal(other->exit_code, 0);
            assert_string_equal(other->out, outcome->out);
            assert_string_equal(other->err, "");
        }
    }
    mem_free(other);
}

static void
version_and_schema_need_no_database(void **state)
{
    static const char *const ways[] = {"version", "--version", "-V", "plan --version"};
    Outcome *outcome = *state;

    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
    {
        run(ways[i], outcome);
        assert_int_equal(outcome->exit_code, 0);
        assert_string_equal(outcome->out, "bellows " BELLOWS_VERSION "\n");
    }
    run("schema", outcome);
    assert_int_equal(outcome->exit_code, 0);
    assert_non_null(strstr(outcome->out, "draft-07"));
}

static void
options_count_before_and_after_the_command(void **state)
{
    static const char *const ways[] = {
        "--url host=/nonexistent/here status",
        "status --url host=/nonexistent/here",
        "--url=host=/nonexistent/here status -v",
    };
    Outcome *outcome = *state;

    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
    {
        run(ways[i], outcome);
        assert_int_equal(outcome->exit_code, 6);
        assert_non_null(strstr(outcome->err, "/nonexistent/here"));
    }
}

static void
without_a_server_every_command_exits_6_and_says_that_nothing_was_changed(void **state)
{
    static const char *const readers[] = {"plan", "status", "verify", "gate", "gate admit shop 1.0"};
    static const char *const writers[] = {"expand", "contract", "purge", "rollback"};
    Outcome *outcome = *state;

    for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
    {
        run(readers[i], outcome);
        assert_int_equal(outcome->exit_code, 6);
        assert_non_null(strstr(outcome->err, "bellows: error[E601]: "));
        assert_non_null(strstr(outcome->err, "\nhint: "));
        assert_string_equal(outcome->out, "");
    }
    for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++)
    {
        run(writers[i], outcome);
        assert_int_equal(outcome->exit_code, 6);
        assert_non_null(strstr(outcome->err, "\nnothing was changed\n"));
    }
}

static void
an_error_as_json_is_one_object_on_stdout(void **state)
{
    Outcome *outcome = *state;

    run("status --format json", outcome);
    assert_int_equal(outcome->exit_code, 6);
    assert_non_null(strstr(outcome->out, "\"kind\": \"connection\""));
    assert_non_null(strstr(outcome->out, "\"code\": \"E601\""));
    assert_string_equal(outcome->err, "");
    run("plan --format=ndjson a b", outcome);
    assert_int_equal(outcome->exit_code, 2);
    assert_non_null(strstr(outcome->out, "{\"format\":1,\"error\":{\"kind\":\"usage\""));
    assert_ptr_equal(strchr(outcome->out, '\n'), outcome->out + strlen(outcome->out) - 1);
}

static void
a_password_is_never_printed(void **state)
{
    Outcome *outcome = *state;

    run("status --url postgres://me:geheim@/db?host=/nonexistent", outcome);
    assert_int_equal(outcome->exit_code, 6);
    assert_null(strstr(outcome->err, "geheim"));
    run("status -v --url host=/nonexistent_password=geheim", outcome);
    assert_int_equal(outcome->exit_code, 6);
    assert_null(strstr(outcome->err, "geheim"));
}

static void
every_kind_of_error_has_its_exit_code(void **state)
{
    static const struct
    {
        ErrorKind kind;
        const char *name;
        int exit_code;
    } kinds[] = {
        {ERROR_FAILED, "failed", 1},   {ERROR_USAGE, "usage", 2},     {ERROR_INVALID, "invalid", 3},
        {ERROR_PENDING, "pending", 4}, {ERROR_TIMEOUT, "timeout", 5}, {ERROR_CONNECTION, "connection", 6},
        {ERROR_REFUSED, "refused", 7}, {ERROR_DRIFT, "drift", 8},     {ERROR_INTERRUPTED, "interrupted", 130},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
    {
        assert_int_equal(error_exit_code(kinds[i].kind), kinds[i].exit_code);
        assert_string_equal(report_error_kind_name(kinds[i].kind), kinds[i].name);
    }
}

static void
durations_have_a_unit_and_a_limit(void **state)
{
    static const struct
    {
        const char *text;
        int64_t ms; /* -1: refused */
    } cases[] = {
        {"250ms", 250},
        {"30s", 30000},
        {"5m", 300000},
        {"24h", 86400000},
        {"7d", 604800000},
        {"0s", 0},
        {"365d", 31536000000},
        {"366d", -1},
        {"5", -1},
        {"", -1},
        {"s", -1},
        {"-5s", -1},
        {"1.5s", -1},
        {"5 s", -1},
        {"5S", -1},
        {"99999999999999999999999s", -1},
        {"5w", -1},
        {"+5s", -1},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
    {
        int64_t ms = -1;
        bool valid = options_parse_duration(cases[i].text, &ms);

        assert_int_equal(valid ? ms : -1, cases[i].ms);
    }
}

static char *
read_document(void *owner, const char *name)
{
    const char *root = getenv("BELLOWS_ROOT");
    char *path = mem_printf(owner, "%s/%s", root == NULL ? "." : root, name);
    char *text = mem_array(owner, char, TEXT_MAX);
    FILE *file = fopen(path, "r");

    if (file == NULL)
    {
        fail_msg("could not open %s", path);
        return text;
    }
    text[fread(text, 1, TEXT_MAX - 1, file)] = '\0';
    fclose(file);
    return text;
}

static void
the_man_page_knows_every_command_and_option(void **state)
{
    void *mem = mem_root("test");
    const char *page = read_document(mem, "docs/bellows.1");
    const char *const *options = options_names(mem, ~0U);

    (void) state;
    for (size_t i = 0; i < cli_command_count; i++)
    {
        if (strstr(page, mem_printf(mem, ".It Cm %s", cli_commands[i].name)) == NULL)
        {
            fail_msg("docs/bellows.1 lacks command %s", cli_commands[i].name);
        }
    }
    for (size_t i = 0; options[i] != NULL; i++)
    {
        bool alone = strstr(page, mem_printf(mem, ".It Fl %s", options[i] + 1)) != NULL;
        bool behind_its_letter = strstr(page, mem_printf(mem, " , %s\n", options[i] + 1)) != NULL;

        if (!alone && !behind_its_letter)
        {
            fail_msg("docs/bellows.1 lacks option %s", options[i]);
        }
    }
    mem_free(mem);
}

static void
the_completion_knows_every_command_and_option(void **state)
{
    void *mem = mem_root("test");
    const char *script = read_document(mem, "contrib/bellows.bash");
    const char *const *options = options_names(mem, ~0U);

    (void) state;
    for (size_t i = 0; i < cli_command_count; i++)
    {
        const char *name = cli_commands[i].name;
        const char *blank = strrchr(name, ' ');

        assert_non_null(strstr(script, blank == NULL ? name : blank + 1));
    }
    for (size_t i = 0; options[i] != NULL; i++)
    {
        if (strstr(script, options[i]) == NULL)
        {
            fail_msg("contrib/bellows.bash lacks %s", options[i]);
        }
    }
    mem_free(mem);
}

static int
set_up(void **state)
{
    *state = mem_new(NULL, Outcome);
    return getenv("BELLOWS") == NULL ? -1 : 0;
}

static int
tear_down(void **state)
{
    mem_free(*state);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_command_line_exits_2_and_says_so_on_stderr_only),
        cmocka_unit_test(bellows_alone_prints_twelve_lines_and_the_next_command),
        cmocka_unit_test(all_ways_to_ask_for_help_are_equal),
        cmocka_unit_test(version_and_schema_need_no_database),
        cmocka_unit_test(options_count_before_and_after_the_command),
        cmocka_unit_test(without_a_server_every_command_exits_6_and_says_that_nothing_was_changed),
        cmocka_unit_test(an_error_as_json_is_one_object_on_stdout),
        cmocka_unit_test(a_password_is_never_printed),
        cmocka_unit_test(every_kind_of_error_has_its_exit_code),
        cmocka_unit_test(durations_have_a_unit_and_a_limit),
        cmocka_unit_test(the_man_page_knows_every_command_and_option),
        cmocka_unit_test(the_completion_knows_every_command_and_option),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
