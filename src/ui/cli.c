/* SPDX-License-Identifier: PostgreSQL */
/*
 * From the command line to a command, and from what it says to the exit code.
 *
 * Errors and findings are printed here and nowhere else: for people on stderr, as JSON on stdout, so that a program that
 * reads stdout always gets one object.
 */
#include "ui/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/suggest.h"

static bool run_help(void *owner, const Options *options, CmdResult *result, Error *err);

#define OPTIONS_READ (OPTIONS_DATABASE | OPTIONS_PLANS)
#define OPTIONS_GATE (OPTIONS_READ | OPTIONS_CONFIG)
#define OPTIONS_LIFE (OPTIONS_GATE | OPTIONS_WRITE | OPTIONS_SQL)

#define PLAN_IS "PLAN is a version (14 digits), a part of the plan's name, or a path. "

const CliCommand cli_commands[] = {
    {"plan", "[PLAN]", 0, 1, OPTIONS_READ | OPTIONS_SQL | OPTIONS_SCHEMA,
     "Show what will run, phase by phase: SQL, locks, scans, what is lost. Changes nothing.",
     PLAN_IS "Without it the newest one that is not finished is shown. The SQL is byte for byte what "
             "is run. With --schema no database is needed but a throw-away server, which it makes itself.",
     cmd_plan},
    {"expand", "[PLAN]", 0, 1, OPTIONS_LIFE,
     "Build the new shape beside the old one; then both versions of the application work.",
     PLAN_IS "Stopped or killed, it goes on where it was when it is run again.", cmd_expand},
    {"contract", "[PLAN]", 0, 1, OPTIONS_LIFE | OPTIONS_GRACE | OPTIONS_CONTRACT | OPTIONS_FENCE,
     "Take the old shape out of sight once it is proven that the old version is gone.",
     PLAN_IS "Where it is not proven it says who is in the way, changes nothing, and exits with 7.", cmd_contract},
    {"purge", "[PLAN]", 0, 1, OPTIONS_LIFE | OPTIONS_PURGE,
     "Drop what a contract or a rollback has taken out of sight, after the hold.",
     PLAN_IS "There is no way back from it.", cmd_purge},
    {"rollback", "[PLAN]", 0, 1, OPTIONS_LIFE | OPTIONS_ROLLBACK,
     "Go back to the old shape, from every state before purged; no write is lost.",
     PLAN_IS "With --to expanded it takes only a contract back.", cmd_rollback},
    {"status", "[PLAN]", 0, 1, OPTIONS_GATE | OPTIONS_STATUS | OPTIONS_GRACE,
     "Show each plan: its state, its backfill, who still runs the old version, what is next.",
     PLAN_IS "It needs no more than SELECT.", cmd_status},
    {"pause", "[PLAN]", 0, 1, OPTIONS_READ | OPTIONS_RULE,
     "Let the backfill of a plan rest after the batch that runs, wherever it runs.",
     PLAN_IS "Until \"bellows resume\", or for as long as --for says.", cmd_pause},
    {"resume", "[PLAN]", 0, 1, OPTIONS_READ, "Take a pause or a throttle back.", PLAN_IS "It acts at once.",
     cmd_resume},
    {"throttle", "RATIO [PLAN]", 1, 2, OPTIONS_READ | OPTIONS_RULE,
     "Let the backfill of a plan go at a share of its speed, such as 25% or 0.25.",
     PLAN_IS "It acts within one batch; it rests in between.", cmd_throttle},
    {"gate", "[PLAN]", 0, 1, OPTIONS_GATE | OPTIONS_GRACE | OPTIONS_OBSERVE,
     "Show the evidence of each consumer and what would let a contract pass.",
     PLAN_IS "Exits with 7 where a contract would not pass.", cmd_gate},
    {"gate admit", "APP VERSION", 2, 2, OPTIONS_READ,
     "Ask whether this version of an application may start; 7 means no.",
     "For deploy pipelines. The application itself asks with bellows.register() in SQL.", cmd_gate_admit},
    {"gate attest", "[PLAN]", 0, 1, OPTIONS_GATE | OPTIONS_ATTEST,
     "Record that a person answers for an application that cannot be observed.",
     PLAN_IS "Only where the plan allows it for the application. --app, --by, --scope, --reason and "
             "--expires are required.",
     cmd_gate_attest},
    {"gate fence", "[PLAN]", 0, 1, OPTIONS_LIFE | OPTIONS_GRACE | OPTIONS_FENCE | OPTIONS_CHECK,
     "Let the fence fall and nothing more: no old version can start any more. Contract goes on.",
     PLAN_IS "With --check it only says whether it could.", cmd_gate_fence},
    {"gate unfence", "[PLAN]", 0, 1, OPTIONS_LIFE,
     "Lift the fence of a plan that is not sealed: the old version may start again.", PLAN_IS, cmd_gate_unfence},
    {"gate brownout", "[PLAN]", 0, 1, OPTIONS_READ | OPTIONS_BROWNOUT,
     "Hide the old columns by privileges for a while (10m), to see who still needs them.",
     PLAN_IS
     "It ends at the first sign of a failure: more transactions roll back than before, or the command of --probe "
     "fails. Ctrl-C ends it; so does --undo, and any command that writes once its time is over.",
     cmd_gate_brownout},
    {"gate map-version", "APP BUILD VERSION", 3, 3, OPTIONS_DATABASE,
     "Say which version a build (a commit, the digest of an image) is.",
     "From then on the build may stand for the version wherever an application, a session or a program names one.",
     cmd_gate_map_version},
    {"verify", "[PLAN]", 0, 1, OPTIONS_READ,
     "Compare old and new shape row by row, and check what the plan itself asserts.",
     PLAN_IS "Exits with 1 and names the keys where rows differ.", cmd_verify},
    {"lint", "FILE|DIR|-...", 1, SIZE_MAX, OPTIONS_LINT | OPTIONS_DATABASE | OPTIONS_PLANS,
     "Judge SQL files and plans: class, locks, scans and rewrites of each statement, and the safe way.",
     "Offline, unless --url is given. A folder is a history: all *.sql and plans below it, in order. Exits with 1 "
     "where "
     "something is found, with 3 where something cannot be parsed.",
     cmd_lint},
    {"rehearse", "PLAN|FILE|DIR|-...", 1, SIZE_MAX, OPTIONS_REHEARSE,
     "Run SQL or a plan on a throw-away server, and compare what it does with what is predicted.",
     "Locks, rewrites, scans and time of each statement; of a plan its whole life, while others write. Exits with 1 "
     "where something fails or differs.",
     cmd_rehearse},
    {"schema", "", 0, 0, OPTIONS_PROJECT, "Print the JSON Schema of a plan, or of bellows.yaml, for editors.", NULL,
     cmd_schema},
    {"demo", "", 0, 0, OPTIONS_DEMO,
     "See a whole life of a plan on a throw-away server, with two versions of an application.", NULL, cmd_demo},
    {"version", "", 0, 0, 0, "Print the version of bellows.", NULL, cmd_version},
    {"help", "[COMMAND]", 0, 2, 0, "Explain a command.", NULL, run_help},
};

const size_t cli_command_count = sizeof(cli_commands) / sizeof(cli_commands[0]);

static const char short_help[] = "bellows changes a PostgreSQL schema while two versions of an application run on it.\n"
                                 "\n"
                                 "Usage: bellows COMMAND [OPTION...] [PLAN]\n"
                                 "\n"
                                 "  plan       show what will run, phase by phase; changes nothing\n"
                                 "  expand     build the new shape beside the old one; both versions work\n"
                                 "  status     plans, progress, and who still runs the old version\n"
                                 "  contract   take the old shape out of sight once the old version is gone\n"
                                 "  rollback   go back; what either version wrote is kept\n"
                                 "\n"
                                 "All commands: bellows help. To see it work: bellows demo.\n"
                                 "next: bellows plan\n";

static bool run_words(void *owner, Options *options, CmdResult *result, Error *err);
static bool run_command(void *owner, const CliCommand *command, Options *options, CmdResult *result, Error *err);
static const CliCommand *find_command(const char *const *words, size_t word_count, size_t *used);
static bool report_unknown(void *owner, const char *word, Error *err);
static bool check_arguments(const CliCommand *command, const Options *options, Error *err);
static bool print_overview(void *owner, Error *err);
static void print_command(const CliCommand *command);
static int finish(void *owner, const Options *options, bool done, const CmdResult *result, Error *err);
static int print_failure(void *owner, const Options *options, const CmdResult *result, Error *err);

int
cli_run(void *owner, int argc, char **argv)
{
    void *mem = mem_child(owner, "command");
    Options options;
    CmdResult result = {0};
    Error err = {0};
    bool done;
    int exit_code;

    done = options_parse(mem, argc, argv, &options, &err) && run_words(mem, &options, &result, &err);
    exit_code = finish(mem, &options, done, &result, &err);
    error_clear(&err);
    mem_free(mem);
    return exit_code;
}

static bool
run_words(void *owner, Options *options, CmdResult *result, Error *err)
{
    LogLevel least = options->verbose ? LOG_DEBUG : options->quiet ? LOG_WARNING : LOG_INFO;
    bool is_json = options->style.format == REPORT_JSON || options->style.format == REPORT_NDJSON;
    const CliCommand *command;
    size_t used = 0;

    log_configure(least, is_json ? LOG_FORMAT_JSON : LOG_FORMAT_TEXT);
    if (options->word_count == 0)
    {
        return options->version ? cmd_version(owner, options, result, err)
               : options->help  ? print_overview(owner, err)
                                : cmd_print(short_help, err);
    }
    command = find_command(options->words, options->word_count, &used);
    if (command == NULL)
    {
        return report_unknown(owner, options->words[0], err);
    }
    options->verb = command->name;
    options->arguments = options->words + used;
    options->argument_count = options->word_count - used;
    return run_command(owner, command, options, result, err);
}

static bool
run_command(void *owner, const CliCommand *command, Options *options, CmdResult *result, Error *err)
{
    if (options->help)
    {
        print_command(command);
        return true;
    }
    if (options->version)
    {
        return cmd_version(owner, options, result, err);
    }
    return options_check(options, command->groups, err) && check_arguments(command, options, err) &&
           command->run(owner, options, result, err);
}

/* A name of two words, such as "gate admit", is meant before its first word. */
static const CliCommand *
find_command(const char *const *words, size_t word_count, size_t *used)
{
    for (size_t length = word_count < 2 ? word_count : 2; length > 0; length--)
    {
        char *name = length == 2 ? mem_printf(NULL, "%s %s", words[0], words[1]) : mem_strdup(NULL, words[0]);
        const CliCommand *found = NULL;

        for (size_t i = 0; i < cli_command_count && found == NULL; i++)
        {
            found = strcmp(cli_commands[i].name, name) == 0 ? &cli_commands[i] : NULL;
        }
        mem_free(name);
        if (found != NULL)
        {
            *used = length;
            return found;
        }
    }
    return NULL;
}

static bool
report_unknown(void *owner, const char *word, Error *err)
{
    const char **names = mem_array(owner, const char *, cli_command_count);
    char *near;

    for (size_t i = 0; i < cli_command_count; i++)
    {
        names[i] = cli_commands[i].name;
    }
    near = suggest_nearest(owner, word, names, cli_command_count);
    error_set(err, ERROR_USAGE, "unknown command \"%s\"", word);
    return near == NULL ? error_hint(err, "\"bellows help\" lists the commands.")
                        : error_hint(err, "Did you mean %s?", near);
}

static bool
check_arguments(const CliCommand *command, const Options *options, Error *err)
{
    if (options->argument_count < command->arguments_min)
    {
        error_set(err, ERROR_USAGE, "\"bellows %s\" needs %s", command->name, command->arguments);
    }
    else if (options->argument_count > command->arguments_max)
    {
        error_set(err, ERROR_USAGE, "\"bellows %s\" takes no argument \"%s\"", command->name,
                  options->arguments[command->arguments_max]);
    }
    if (error_is_set(err))
    {
        return error_hint(err, "Usage: bellows %s [OPTION...] %s", command->name, command->arguments);
    }
    return true;
}

static bool
run_help(void *owner, const Options *options, CmdResult *result, Error *err)
{
    const CliCommand *command;
    size_t used = 0;

    (void) result;
    if (options->argument_count == 0)
    {
        return print_overview(owner, err);
    }
    command = find_command(options->arguments, options->argument_count, &used);
    if (command == NULL || used < options->argument_count)
    {
        return report_unknown(owner, options->arguments[command == NULL ? 0 : used], err);
    }
    print_command(command);
    return true;
}

static bool
print_overview(void *owner, Error *err)
{
    char *text = mem_strdup(owner, "Usage: bellows COMMAND [OPTION...] [ARGUMENT...]\n\n");

    for (size_t i = 0; i < cli_command_count; i++)
    {
        mem_append(&text, "  %-16s %s\n", cli_commands[i].name, cli_commands[i].summary);
    }
    mem_append(&text, "\nOptions stand before or after the command; \"bellows COMMAND --help\" lists them.\n"
                      "Exit codes: 0 done or nothing to do, 1 failed, 2 usage, 3 plan invalid, 4 pending,\n"
                      "5 lock or time limit, 6 cannot connect, 7 refused, 8 drift, 130 or 143 stopped.\n"
                      "next: bellows demo\n");
    return cmd_print(text, err);
}

static void
print_command(const CliCommand *command)
{
    void *mem = mem_root("help");
    const char *details = command->details == NULL ? "" : command->details;

    options_print_help(stdout, mem_printf(mem, "bellows %s", command->name), command->arguments,
                       mem_printf(mem, "%s\v%s", command->summary, details), command->groups);
    mem_free(mem);
}

static int
finish(void *owner, const Options *options, bool done, const CmdResult *result, Error *err)
{
    log_progress_end();
    if (!done)
    {
        return print_failure(owner, options, result, err);
    }
    if (result->diagnostics != NULL && result->diagnostics->count > 0 && options->style.format == REPORT_HUMAN)
    {
        fputs(diagnostics_format(owner, result->diagnostics), stderr);
    }
    return result->exit_code;
}

/* A cause in ERR is worth more than what was found before it. */
static int
print_failure(void *owner, const Options *options, const CmdResult *result, Error *err)
{
    bool is_json = options->style.format == REPORT_JSON || options->style.format == REPORT_NDJSON;
    /* Why a plan is refused belongs into the pull request. */
    bool is_document = is_json || (options->style.format == REPORT_MARKDOWN && !error_is_set(err));
    ReportStyle style = options->style;
    const char *text;

    style.colour = false;
    if (error_is_set(err))
    {
        text = report_error(owner, err, err->kind == ERROR_USAGE ? NULL : result->fact, style);
    }
    else
    {
        text = report_diagnostics(owner, result->diagnostics, result->fact, style);
    }
    fflush(stdout);
    fputs(text, is_document ? stdout : stderr);
    fflush(stdout);
    return error_exit_code(error_is_set(err) ? err->kind : report_diagnostics_kind(result->diagnostics));
}
