/* SPDX-License-Identifier: PostgreSQL */
/*
 * The command line, by argp and one table of options.
 *
 * argp runs silent: it finds the options wherever they stand (getopt permutes), we say what is wrong, with a suggestion.
 * How a value is read is said by the option's kind; where it goes by its offset in Options.
 */
#include "ui/options.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "options_internal.h"

typedef enum OptionKind
{
    KIND_FLAG,
    KIND_TEXT,
    KIND_DURATION,
    KIND_SECONDS,
    KIND_FORMAT,
    KIND_STATE,
    KIND_SEVERITY,
    KIND_SERVER,
    KIND_THREADS,
} OptionKind;

/* For durations: what "0s" becomes. */
#define ZERO_REFUSED INT64_MIN

typedef struct OptionRow
{
    const char *name;
    int letter; /* 0: none */
    const char *argument;
    OptionGroup group;
    OptionKind kind;
    size_t offset;
    int64_t zero;
    const char *help;
} OptionRow;

#define AT(member) offsetof(Options, member)

static const OptionRow rows[] = {
    {"url", 0, "URL", OPTIONS_DATABASE, KIND_TEXT, AT(url), 0,
     "the database, as psql takes it; else DATABASE_URL, else PGHOST, PGDATABASE, ..."},
    {"plans", 0, "DIR", OPTIONS_PLANS, KIND_TEXT, AT(plans), 0,
     "folder of the plan files; else \"plans\" here or above"},
    {"config", 0, "FILE", OPTIONS_CONFIG, KIND_TEXT, AT(config), 0,
     "the project file; else \"bellows.yaml\" beside the plans or above"},
    {"project", 0, NULL, OPTIONS_PROJECT, KIND_FLAG, AT(project), 0, "of bellows.yaml, not of a plan"},
    {"dry-run", 0, NULL, OPTIONS_WRITE, KIND_FLAG, AT(dry_run), 0,
     "show what would run, as \"bellows plan\" does; change nothing"},
    {"lock-timeout", 0, "TIME", OPTIONS_WRITE, KIND_DURATION, AT(lock_ms), ZERO_REFUSED,
     "how long one attempt may wait for a lock; else the plan's (2s)"},
    {"timeout", 0, "TIME", OPTIONS_WRITE, KIND_DURATION, AT(total_ms), ZERO_REFUSED,
     "all attempts for one lock; else the plan's (5m)"},
    {"lock-wait", 0, "TIME", OPTIONS_WRITE, KIND_DURATION, AT(lock_wait_ms), -1,
     "how long to wait while another bellows works on the plan (5m); 0s: do not wait"},
    {"grace", 0, "TIME", OPTIONS_GRACE, KIND_DURATION, AT(grace_ms), 0,
     "how long a lease that ran out without release still counts (30s)"},
    {"drain-timeout", 0, "TIME", OPTIONS_CONTRACT, KIND_DURATION, AT(drain_ms), 1,
     "how long to wait for the old version to go, behind the fence (5m)"},
    {"force-fence", 0, "REASON", OPTIONS_FENCE, KIND_TEXT, AT(force_reason), 0,
     "let the fence fall although old versions are there; the reason is kept in the journal"},
    {"terminate", 0, NULL, OPTIONS_FENCE, KIND_FLAG, AT(terminate), 0,
     "end the sessions of fenced roles, and do not wait for them before the fence"},
    {"check", 0, NULL, OPTIONS_CHECK, KIND_FLAG, AT(check), 0, "only say whether the fence could fall"},
    {"observe", 0, "TIME", OPTIONS_OBSERVE, KIND_DURATION, AT(observe_ms), 0,
     "look who is connected once a second for so long"},
    {"skip-hold", 0, "REASON", OPTIONS_PURGE, KIND_TEXT, AT(skip_hold_reason), 0,
     "drop before the hold is over; the reason is kept in the journal"},
    {"to", 0, "STATE", OPTIONS_ROLLBACK, KIND_STATE, AT(to_expanded), 0,
     "where to stop: \"expanded\" takes only a contract back"},
    {"exit-code", 0, NULL, OPTIONS_STATUS, KIND_FLAG, AT(exit_code), 0, "exit with 4 while a plan is not finished"},
    {"watch", 0, NULL, OPTIONS_STATUS, KIND_FLAG, AT(watch), 0, "show it again every two seconds, until Ctrl-C"},
    {"for", 0, "TIME", OPTIONS_RULE | OPTIONS_BROWNOUT, KIND_DURATION, AT(for_ms), ZERO_REFUSED,
     "how long it holds (2h); then it is forgotten, and all is as before"},
    {"undo", 0, NULL, OPTIONS_BROWNOUT, KIND_FLAG, AT(undo), 0, "end it now, wherever it was begun"},
    {"probe", 0, "COMMAND", OPTIONS_BROWNOUT, KIND_TEXT, AT(probe), 0,
     "a shell command that is run every five seconds: anything but exit 0 ends it"},
    {"app", 0, "NAME", OPTIONS_ATTEST, KIND_TEXT, AT(application), 0, "the application"},
    {"by", 0, "WHO", OPTIONS_ATTEST, KIND_TEXT, AT(by_whom), 0, "who answers for it"},
    {"scope", 0, "TEXT", OPTIONS_ATTEST, KIND_TEXT, AT(scope), 0, "what was looked at"},
    {"reason", 0, "TEXT", OPTIONS_ATTEST, KIND_TEXT, AT(reason), 0, "why it is known"},
    {"expires", 0, "TIME", OPTIONS_ATTEST, KIND_TEXT, AT(expires), 0,
     "for how long it holds (14d), or until when (2026-12-01)"},
    {"keep", 0, NULL, OPTIONS_DEMO | OPTIONS_REHEARSE, KIND_FLAG, AT(keep), 0,
     "leave the server running and say how to connect"},
    {"seconds", 0, "N", OPTIONS_DEMO | OPTIONS_REHEARSE, KIND_SECONDS, AT(seconds), 0, "how long the load lasts"},
    {"history", 0, "DIR", OPTIONS_REHEARSE, KIND_TEXT, AT(history), 0,
     "the migrations before it: run first and not compared"},
    {"sample", 0, "FILE", OPTIONS_REHEARSE, KIND_TEXT, AT(sample), 0, "SQL with rows, run before what is rehearsed"},
    {"schema", 0, "FILE", OPTIONS_LINT | OPTIONS_REHEARSE | OPTIONS_SCHEMA, KIND_TEXT, AT(schema), 0,
     "SQL of the database as it is before, such as pg_dump --schema-only writes"},
    {"server-version", 0, "N", OPTIONS_LINT, KIND_SERVER, AT(server_version), 0,
     "judge for this PostgreSQL: 12 to 18, also 15.4; else the server's of --url, else 18"},
    {"fail-on", 0, "SEVERITY", OPTIONS_LINT, KIND_SEVERITY, AT(fail_on), 0,
     "exit with 1 from this on: error, warning (as is the rule), note, or never"},
    {"only", 0, "RULES", OPTIONS_LINT, KIND_TEXT, AT(only), 0,
     "these rules alone; codes or names, separated by commas"},
    {"except", 0, "RULES", OPTIONS_LINT, KIND_TEXT, AT(except), 0, "not these rules"},
    {"since", 0, "GITREF", OPTIONS_LINT, KIND_TEXT, AT(since), 0,
     "report only files changed since then; the others are read as what came before"},
    {"stdin-path", 0, "PATH", OPTIONS_LINT, KIND_TEXT, AT(stdin_path), 0, "how \"-\" is called in the report"},
    {"single-transaction", 0, NULL, OPTIONS_LINT | OPTIONS_REHEARSE, KIND_FLAG, AT(single_transaction), 0,
     "each file is run in one transaction, as most migration tools do"},
    {"threads", 0, "N", OPTIONS_LINT, KIND_THREADS, AT(threads), 0, "how many parse at once; else one a processor"},
    {"fix", 0, NULL, OPTIONS_LINT, KIND_FLAG, AT(fix), 0,
     "write the safe statements into the files, and with --plans the plans of other changes into that folder"},
    {"format", 0, "FORMAT", OPTIONS_COMMON, KIND_FORMAT, AT(style), 0,
     "human, json or ndjson (one line); for plan also sql and markdown; for lint also sarif, github, gitlab and junit"},
    {"verbose", 'v', NULL, OPTIONS_COMMON, KIND_FLAG, AT(verbose), 0, "say more on stderr"},
    {"quiet", 'q', NULL, OPTIONS_COMMON, KIND_FLAG, AT(quiet), 0, "only warnings and errors on stderr"},
    {"help", 'h', NULL, OPTIONS_COMMON, KIND_FLAG, AT(help), 0, "this help"},
    {"version", 'V', NULL, OPTIONS_COMMON, KIND_FLAG, AT(version), 0, "the version of bellows"},
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

/* argp's keys: the letter, or a number that no letter has. */
#define FIRST_KEY   256
#define KEY_OF(i)   (rows[i].letter != 0 ? rows[i].letter : FIRST_KEY + (int) (i))
#define SECONDS_MAX 3600
#define THREADS_MAX 64

static const char *const format_names[] = {
    [REPORT_HUMAN] = "human",   [REPORT_JSON] = "json",         [REPORT_NDJSON] = "ndjson",
    [REPORT_SQL] = "sql",       [REPORT_MARKDOWN] = "markdown", [REPORT_SARIF] = "sarif",
    [REPORT_GITHUB] = "github", [REPORT_GITLAB] = "gitlab",     [REPORT_JUNIT] = "junit",
};

typedef struct Reading
{
    void *mem;
    Options *options;
    const char **words;
    size_t word_count;
    Error *err;
} Reading;

static error_t read_key(int key, char *arg, struct argp_state *state);
static bool read_option(Reading *reading, size_t index, const char *value);
static bool read_duration(Options *options, const OptionRow *row, const char *value, Error *err);
static bool read_format(Reading *reading, const char *value);
static bool check_format(const Options *options, unsigned groups, Error *err);
static void report_bad_option(Reading *reading, const struct argp_state *state);
static void report_bad_name(Reading *reading, const char *token);
static void report_unknown(Reading *reading, const char *name);
static const char *bad_letter(const char *token);
static struct argp_option *argp_rows(void *owner, unsigned groups);

bool
options_parse(void *owner, int argc, char **argv, Options *options, Error *err)
{
    const char *database_url = getenv("DATABASE_URL");
    Reading reading = {.mem = owner, .options = options, .err = err};
    struct argp argp = {.options = argp_rows(owner, ~0U), .parser = read_key};

    *options = (Options){.grace_ms = -1, .fail_on = SEVERITY_WARNING, .style.colour = options_take_colours()};
    if (database_url != NULL && *database_url != '\0')
    {
        options->url = database_url;
    }
    if (argp_parse(&argp, argc, argv, ARGP_SILENT, NULL, &reading) != 0 && !error_is_set(err))
    {
        error_set(err, ERROR_USAGE, "the command line cannot be read");
    }
    *mem_push(owner, reading.words, reading.word_count) = NULL;
    options->words = reading.words;
    options->word_count = reading.word_count - 1;
    if (error_is_set(err))
    {
        return error_hint(err, "%s", err->hint != NULL ? err->hint : "Try \"bellows --help\".");
    }
    return true;
}

bool
options_check(const Options *options, unsigned groups, Error *err)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
    {
        bool is_given = (options->given & ((uint64_t) 1 << i)) != 0;

        if (is_given && (rows[i].group & (groups | OPTIONS_COMMON)) == 0)
        {
            error_set(err, ERROR_USAGE, "\"bellows %s\" takes no option \"--%s\"", options->verb, rows[i].name);
            return error_hint(err, "Try \"bellows %s --help\".", options->verb);
        }
    }
    return check_format(options, groups, err);
}

static bool
check_format(const Options *options, unsigned groups, Error *err)
{
    ReportFormat format = options->style.format;
    bool is_of_plan = format == REPORT_SQL || format == REPORT_MARKDOWN;
    bool has_format = format < REPORT_SQL || (groups & (is_of_plan ? OPTIONS_SQL : OPTIONS_LINT)) != 0;

    if (has_format)
    {
        return true;
    }
    error_set(err, ERROR_USAGE, "\"bellows %s\" has no format \"%s\"", options->verb, format_names[format]);
    return error_hint(err, "Its formats are human, json%s.",
                      (groups & OPTIONS_LINT) != 0  ? ", ndjson, sarif, github, gitlab and junit"
                      : (groups & OPTIONS_SQL) != 0 ? ", ndjson and sql"
                                                    : " and ndjson");
}

bool
options_is_given(const Options *options, const char *name)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
    {
        if (strcmp(rows[i].name, name) == 0)
        {
            return (options->given & ((uint64_t) 1 << i)) != 0;
        }
    }
    return false;
}

void
options_print_help(FILE *stream, const char *name, const char *arguments, const char *text, unsigned groups)
{
    void *mem = mem_root("help");
    struct argp argp = {
        .options = argp_rows(mem, groups | OPTIONS_COMMON),
        .args_doc = arguments,
        .doc = text,
    };

    argp_help(&argp, stream, ARGP_HELP_STD_HELP, mem_strdup(mem, name));
    mem_free(mem);
}

const char *const *
options_names(void *owner, unsigned groups)
{
    const char **names = NULL;
    size_t count = 0;

    for (size_t i = 0; i < ROW_COUNT; i++)
    {
        if ((rows[i].group & (groups | OPTIONS_COMMON)) != 0)
        {
            *mem_push(owner, names, count) = mem_printf(owner, "--%s", rows[i].name);
        }
    }
    *mem_push(owner, names, count) = NULL;
    return names;
}

static error_t
read_key(int key, char *arg, struct argp_state *state)
{
    Reading *reading = state->input;

    if (key == ARGP_KEY_ARG)
    {
        *mem_push(reading->mem, reading->words, reading->word_count) = arg;
        return 0;
    }
    if (key == ARGP_KEY_ERROR)
    {
        report_bad_option(reading, state);
        return 0;
    }
    for (size_t i = 0; i < ROW_COUNT; i++)
    {
        if (KEY_OF(i) == key)
        {
            return read_option(reading, i, arg) ? 0 : EINVAL;
        }
    }
    return ARGP_ERR_UNKNOWN;
}

static bool
read_option(Reading *reading, size_t index, const char *value)
{
    const OptionRow *row = &rows[index];
    char *place = (char *) reading->options + row->offset;

    reading->options->given |= (uint64_t) 1 << index;
    switch (row->kind)
    {
        case KIND_FLAG:
            *(bool *) place = true;
            return true;
        case KIND_TEXT:
            if (*value == '\0')
            {
                return error_set(reading->err, ERROR_USAGE, "\"--%s\" is empty", row->name);
            }
            *(const char **) place = value;
            return true;
        case KIND_DURATION:
            return read_duration(reading->options, row, value, reading->err);
        case KIND_SECONDS:
            return options_read_number(row->name, value, SECONDS_MAX, (int64_t *) (void *) place, reading->err);
        case KIND_FORMAT:
            return read_format(reading, value);
        case KIND_STATE:
            reading->options->to_expanded = strcmp(value, "expanded") == 0;
            return reading->options->to_expanded ||
                   error_set(reading->err, ERROR_USAGE, "\"--to\" takes only \"expanded\", not \"%s\"", value);
        case KIND_SEVERITY:
            return options_read_severity(row->name, value, (int64_t *) (void *) place, reading->err);
        case KIND_SERVER:
            return options_read_server(row->name, value, (int64_t *) (void *) place, reading->err);
        case KIND_THREADS:
            return options_read_number(row->name, value, THREADS_MAX, (int64_t *) (void *) place, reading->err);
    }
    return false;
}

static bool
read_duration(Options *options, const OptionRow *row, const char *value, Error *err)
{
    int64_t ms = 0;

    if (!options_parse_duration(value, &ms))
    {
        error_set(err, ERROR_USAGE, "\"--%s\": \"%s\" is no time", row->name, value);
        return error_hint(err, "Write a whole number with its unit: 250ms, 30s, 5m, 24h or 7d.");
    }
    if (ms == 0 && row->zero == ZERO_REFUSED)
    {
        return error_set(err, ERROR_USAGE, "\"--%s\" must be more than 0", row->name);
    }
    ms = ms == 0 ? row->zero : ms;
    memcpy((char *) options + row->offset, &ms, sizeof(ms));
    return true;
}

static bool
read_format(Reading *reading, const char *value)
{
    const size_t count = sizeof(format_names) / sizeof(format_names[0]);
    char *near;

    for (size_t i = 0; i < count; i++)
    {
        if (strcmp(value, format_names[i]) == 0)
        {
            reading->options->style.format = (ReportFormat) i;
            reading->options->style.colour &= i == REPORT_HUMAN;
            return true;
        }
    }
    near = suggest_nearest(reading->mem, value, format_names, count);
    error_set(reading->err, ERROR_USAGE, "unknown format \"%s\"", value);
    return near == NULL
               ? error_hint(reading->err,
                            "The formats are human, json, ndjson, sql, markdown, sarif, github, gitlab and junit.")
               : error_hint(reading->err, "Did you mean %s?", near);
}

/* getopt stands behind a long option that it does not know, and behind a letter that ends its word. */
static void
report_bad_option(Reading *reading, const struct argp_state *state)
{
    const char *before = state->next > 0 ? state->argv[state->next - 1] : "";
    const char *here = state->next < state->argc ? state->argv[state->next] : "";
    const char *letter;

    if (error_is_set(reading->err))
    {
        return;
    }
    if (strncmp(before, "--", 2) == 0)
    {
        report_bad_name(reading, before);
        return;
    }
    letter = bad_letter(before);
    letter = letter == NULL ? bad_letter(here) : letter;
    if (letter != NULL)
    {
        error_set(reading->err, ERROR_USAGE, "unknown option \"-%c\"", *letter);
    }
}

static void
report_bad_name(Reading *reading, const char *token)
{
    char *name = mem_strndup(reading->mem, token + 2, strcspn(token + 2, "="));
    char *matches = mem_strdup(reading->mem, "");
    const OptionRow *match = NULL;
    size_t count = 0;

    for (size_t i = 0; i < ROW_COUNT; i++)
    {
        if (strncmp(rows[i].name, name, strlen(name)) == 0)
        {
            mem_append(&matches, "%s--%s", count == 0 ? "" : " or ", rows[i].name);
            match = &rows[i];
            count++;
        }
    }
    if (count > 1)
    {
        error_set(reading->err, ERROR_USAGE, "option \"--%s\" is ambiguous", name);
        error_hint(reading->err, "It could be %s.", matches);
    }
    else if (match == NULL)
    {
        report_unknown(reading, name);
    }
    else if (match->argument != NULL)
    {
        error_set(reading->err, ERROR_USAGE, "option \"--%s\" needs a value: --%s=%s", match->name, match->name,
                  match->argument);
    }
    else
    {
        error_set(reading->err, ERROR_USAGE, "option \"--%s\" takes no value", match->name);
    }
}

static void
report_unknown(Reading *reading, const char *name)
{
    const char *names[ROW_COUNT];
    char *near;

    for (size_t i = 0; i < ROW_COUNT; i++)
    {
        names[i] = mem_printf(reading->mem, "--%s", rows[i].name);
    }
    near = suggest_nearest(reading->mem, mem_printf(reading->mem, "--%s", name), names, ROW_COUNT);
    error_set(reading->err, ERROR_USAGE, "unknown option \"--%s\"", name);
    if (near != NULL)
    {
        error_hint(reading->err, "Did you mean %s?", near);
    }
}

/* The first letter of the word of letters TOKEN that is no option; NULL when there is none. */
static const char *
bad_letter(const char *token)
{
    if (token[0] != '-' || token[1] == '-' || token[1] == '\0')
    {
        return NULL;
    }
    for (const char *at = token + 1; *at != '\0'; at++)
    {
        bool is_known = false;

        for (size_t i = 0; i < ROW_COUNT; i++)
        {
            is_known = is_known || rows[i].letter == *at;
        }
        if (!is_known)
        {
            return at;
        }
    }
    return NULL;
}

static struct argp_option *
argp_rows(void *owner, unsigned groups)
{
    /* One more: the row of zeroes ends the list. */
    struct argp_option *options = mem_array(owner, struct argp_option, ROW_COUNT + 1);
    size_t count = 0;

    for (size_t i = 0; i < ROW_COUNT; i++)
    {
        if ((rows[i].group & groups) != 0)
        {
            options[count++] = (struct argp_option){
                .name = rows[i].name,
                .key = KEY_OF(i),
                .arg = rows[i].argument,
                .doc = rows[i].help,
                .group = rows[i].group == OPTIONS_COMMON ? 1 : 0,
            };
        }
    }
    return options;
}
