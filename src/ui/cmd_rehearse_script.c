/* SPDX-License-Identifier: PostgreSQL */
/*
 * The sink of lint that runs what it is told: each statement as soon as all of its subcommands are judged, in the
 * transaction in which the file has it.
 *
 * Each file is a session of its own. What is open at its end is committed, as lint takes it; a down migration runs in a
 * transaction that is rolled back. Where a transaction fails, the rest of it is not run.
 */
#include <string.h>
#include <strings.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "cmd_internal.h"
#include "cmd_rehearse_internal.h"
#include "sql/script.h"

/* A source is told from the next by these: all three point into what the list of files or the file owns. */
typedef struct SourceKey
{
    const char *path;
    const char *text;
    LintMode mode;
} SourceKey;

typedef struct Script
{
    Rehearse *rehearse;
    CmdLintReader reader;
    SourceKey source;
    RehearseRole role;
    bool was_aborted; /* a failure has ended the open transaction: nothing runs until the file ends it, too */
    void *mem;        /* of the statement */
    RehearsedStatement now;
    Classification **claims;
    size_t claim_count;
    Error *err;
} Script;

static bool next_source(void *context, void *owner, LintSource *source, Error *err);
static void take_statement(void *context, const LintStatement *statement);
static void take_problem(void *context, const LintProblem *problem);
static void change_source(Script *script, const LintSource *source);
static void end_source(Script *script);
static void begin_source(Script *script, const LintSource *source);
static void control(Script *script, const char *sql);
static void add_claim(Script *script, const Classification *facts);
static void run_statement(Script *script, const LintStatement *statement);
static const char *why_not(const Script *script, const LintStatement *statement, const ScriptPiece *piece);
static bool runs_alone(const Script *script);
static bool is_session(const Command *command);
static bool ends_transaction(const Command *command);
static const char *copy_data(const Script *script, ScriptReader *reader, const char *text, const Command *command,
                             const char *sql);
static void tolerate(Script *script, const char *sql);
static void add_result(Script *script);

bool
cmd_rehearse_scripts(Rehearse *rehearse, Error *err)
{
    static const char *const no_rules[] = {NULL};
    Script script = {
        .rehearse = rehearse,
        .reader = {.mem = rehearse->mem, .files = &rehearse->files->sql},
        .err = err,
    };
    int version = conn_server_version(rehearse->conn);
    Schema *schema = schema_new(rehearse->mem, version);
    LintOptions options = {
        .server_version = version,
        .threads = (size_t) rehearse->options->threads,
        .single_transaction = rehearse->options->single_transaction,
        .only = no_rules,
    };
    LintSink sink = {.statement = take_statement, .problem = take_problem, .context = &script};
    LintTotals totals;
    bool is_done;

    /* The server is new: what is not known here does not exist. It is started with timezone=UTC. */
    schema_settings(schema)->is_complete = true;
    schema_settings(schema)->time_zone = 1;
    is_done = lint_run(rehearse->mem, schema, &options, next_source, &script, &sink, &totals, err);
    if (is_done)
    {
        end_source(&script);
    }
    mem_free(script.mem);
    return is_done && !error_is_set(err);
}

/* Lint asks for the next file before the one before it was judged: an error of the sink ends it here. */
static bool
next_source(void *context, void *owner, LintSource *source, Error *err)
{
    Script *script = context;

    return !error_is_set(err) && cmd_lint_next(&script->reader, owner, source, err);
}

static void
take_statement(void *context, const LintStatement *statement)
{
    Script *script = context;

    if (error_is_set(script->err))
    {
        return;
    }
    if (script->mem == NULL)
    {
        const Command *command = statement->command;

        change_source(script, statement->source);
        script->mem = mem_root("rehearsed");
        script->now = (RehearsedStatement){
            .path = statement->source->path,
            .line = statement->line,
            .column = statement->column,
            .words = command->part_count < 2 ? mem_strdup(script->rehearse->mem, command->words)
                                             : mem_printf(script->rehearse->mem, "%s and %zu more", command->words,
                                                          command->part_count - 1),
        };
        script->claims = NULL;
        script->claim_count = 0;
    }
    add_claim(script, statement->facts);
    if (statement->command->part + 1 >= statement->command->part_count)
    {
        if (!error_is_set(script->err))
        {
            run_statement(script, statement);
        }
        mem_free(script->mem);
        script->mem = NULL;
    }
}

/* What could not be read fails; other remarks are lint's. */
static void
take_problem(void *context, const LintProblem *problem)
{
    Script *script = context;

    if (problem->is_fatal)
    {
        script->now = (RehearsedStatement){
            .path = problem->path,
            .line = problem->line,
            .column = problem->column,
            .words = "",
            .verdict = REHEARSED_FAILED,
            .measured = {.has_failed = true,
                         .sqlstate = "",
                         .message = mem_strdup(script->rehearse->mem, problem->message)},
        };
        add_result(script);
    }
    else if (strcmp(problem->code, "L007") == 0)
    {
        log_warning("%s:%zu:%zu: %s", problem->path, problem->line, problem->column, problem->message);
    }
}

static void
change_source(Script *script, const LintSource *source)
{
    SourceKey key = {source->path, source->text, source->mode};

    if (key.path == script->source.path && key.text == script->source.text && key.mode == script->source.mode)
    {
        return;
    }
    end_source(script);
    if (!error_is_set(script->err))
    {
        script->role = cmd_rehearse_role(script->rehearse->files, source->path);
        begin_source(script, source);
        script->source = key;
    }
}

static void
end_source(Script *script)
{
    bool is_kept = script->source.mode != LINT_JUDGE_DOWN;

    script->was_aborted = false;
    if (conn_in_transaction(script->rehearse->conn))
    {
        script->now = (RehearsedStatement){.path = script->source.path, .words = is_kept ? "COMMIT" : "ROLLBACK"};
        control(script, is_kept ? "COMMIT" : "ROLLBACK");
    }
}

static void
begin_source(Script *script, const LintSource *source)
{
    bool is_own = script->rehearse->options->single_transaction && !source->no_transaction &&
                  (script->role == REHEARSE_HISTORY || script->role == REHEARSE_COMPARED);

    script->now = (RehearsedStatement){.path = source->path, .words = "BEGIN"};
    if (script->source.path != source->path)
    {
        control(script, "DISCARD ALL");
    }
    if (source->mode == LINT_JUDGE_DOWN || is_own)
    {
        control(script, "BEGIN");
    }
}

/* Around a file. A COMMIT fails where a deferred constraint does: that is the file's. */
static void
control(Script *script, const char *sql)
{
    Rehearse *rehearse = script->rehearse;
    Error failure = {0};

    if (!error_is_set(script->err) && !conn_exec(rehearse->conn, sql, &failure))
    {
        script->now.verdict = REHEARSED_FAILED;
        script->now.measured = (Rehearsal){
            .has_failed = true,
            .sqlstate = mem_strdup(rehearse->mem, failure.sqlstate),
            .message = mem_strdup(rehearse->mem, failure.message),
        };
        add_result(script);
        if (interrupt_check(script->err) && !conn_is_alive(rehearse->conn))
        {
            conn_close(rehearse->conn);
            (void) cmd_rehearse_connect(rehearse, script->err);
        }
    }
    error_clear(&failure);
}

/* FACTS go when the subcommand was dealt with. */
static void
add_claim(Script *script, const Classification *facts)
{
    Classification *claim = mem_new(script->mem, Classification);

    *claim = *facts;
    claim->locks = mem_array(script->mem, RelationLock, facts->lock_count + 1);
    for (size_t i = 0; i < facts->lock_count; i++)
    {
        claim->locks[i] = (RelationLock){mem_strdup(script->mem, facts->locks[i].relation), facts->locks[i].mode};
    }
    claim->opaque = facts->opaque == NULL ? NULL : mem_strdup(script->mem, facts->opaque);
    claim->note = NULL;
    claim->danger_relation = NULL;
    *mem_push(script->mem, script->claims, script->claim_count) = claim;
}

static void
run_statement(Script *script, const LintStatement *statement)
{
    Rehearse *rehearse = script->rehearse;
    const char *text = statement->source->text + statement->statement_offset;
    ScriptReader *reader = script_open(script->mem, text, statement->source->length - statement->statement_offset);
    ScriptPiece piece = {0};
    RehearseTask task = {.claims = script->claims, .claim_count = script->claim_count};

    while (script_next(reader, &piece) && piece.kind != SCRIPT_STATEMENT)
    {
    }
    task.sql = mem_strndup(script->mem, text + piece.offset, piece.length);
    script->now.reason = why_not(script, statement, &piece);
    if (script->now.reason != NULL)
    {
        script->now.verdict = REHEARSED_NOT_RUN;
    }
    else
    {
        bool was_open = conn_in_transaction(rehearse->conn);

        task.copy_data = copy_data(script, reader, text, statement->command, task.sql);
        task.is_session = is_session(statement->command);
        task.is_alone = runs_alone(script);
        if (!cmd_rehearse_run(rehearse, &task, &script->now, script->err))
        {
            return;
        }
        tolerate(script, task.sql);
        if (was_open && script->now.verdict == REHEARSED_FAILED)
        {
            control(script, "ROLLBACK");
            script->was_aborted = true;
        }
    }
    if (script->was_aborted && ends_transaction(statement->command))
    {
        script->was_aborted = false;
    }
    add_result(script);
}

/* NULL: it can be run. */
static const char *
why_not(const Script *script, const LintStatement *statement, const ScriptPiece *piece)
{
    bool is_down = script->source.mode == LINT_JUDGE_DOWN;

    if (script->was_aborted)
    {
        return "its transaction failed before";
    }
    if (piece->has_variables)
    {
        return "it uses psql variables";
    }
    if (is_down && statement->facts->needs_no_transaction)
    {
        return "down migrations run in a transaction that is rolled back, and it cannot run in one";
    }
    if (is_down && (ends_transaction(statement->command) || statement->command->kind == COMMAND_BEGIN))
    {
        return "down migrations run in a transaction that is rolled back";
    }
    return NULL;
}

static bool
runs_alone(const Script *script)
{
    for (size_t i = 0; i < script->claim_count; i++)
    {
        if (script->claims[i]->needs_no_transaction)
        {
            return true;
        }
    }
    return false;
}

static bool
is_session(const Command *command)
{
    switch ((int) command->kind)
    {
        case COMMAND_BEGIN:
        case COMMAND_SAVEPOINT:
        case COMMAND_RELEASE:
        case COMMAND_ROLLBACK_TO:
        case COMMAND_COMMIT_PREPARED:
        case COMMAND_ROLLBACK_PREPARED:
        case COMMAND_SET:
        case COMMAND_RESET:
        case COMMAND_DISCARD:
            return true;
    }
    return ends_transaction(command);
}

static bool
ends_transaction(const Command *command)
{
    return command->kind == COMMAND_COMMIT || command->kind == COMMAND_ROLLBACK ||
           command->kind == COMMAND_PREPARE_TRANSACTION;
}

/* What stands behind COPY … FROM STDIN, without its last line; NULL for other statements. */
static const char *
copy_data(const Script *script, ScriptReader *reader, const char *text, const Command *command, const char *sql)
{
    static const char end[] = "\\.";
    ScriptPiece piece = {0};
    size_t length;

    if (command->kind != COMMAND_COPY_FROM || strcasestr(sql, "stdin") == NULL)
    {
        return NULL;
    }
    while (script_next(reader, &piece) && piece.kind == SCRIPT_COMMENT)
    {
    }
    if (piece.kind != SCRIPT_COPY_DATA)
    {
        return "";
    }
    length = piece.length;
    while (length > 0 && (text[piece.offset + length - 1] == '\n' || text[piece.offset + length - 1] == '\r'))
    {
        length--;
    }
    if (length < strlen(end) || memcmp(text + piece.offset + length - strlen(end), end, strlen(end)) != 0)
    {
        return mem_strndup(script->mem, text + piece.offset, piece.length);
    }
    return mem_strndup(script->mem, text + piece.offset, length - strlen(end));
}

/* What a dump holds that this server lacks is no failure of the rehearsal. */
static void
tolerate(Script *script, const char *sql)
{
    void *mem = script->rehearse->mem;
    ReportRehearse *report = script->rehearse->report;
    const Rehearsal *measured = &script->now.measured;
    Error failure = {.message = mem_strdup(script->mem, measured->message == NULL ? "" : measured->message)};
    bool is_warned = false;

    memcpy(failure.sqlstate, measured->sqlstate, strnlen(measured->sqlstate, sizeof(failure.sqlstate) - 1));
    if (script->role != REHEARSE_SCHEMA || script->now.verdict != REHEARSED_FAILED ||
        !cmd_tolerates(sql, &failure, &is_warned))
    {
        return;
    }
    script->now.verdict = REHEARSED_NOT_RUN;
    if (is_warned)
    {
        *mem_push(mem, report->notes, report->note_count) =
            mem_printf(mem, "%s:%zu: %s", script->now.path, script->now.line, measured->message);
    }
}

/* Of what comes before only failures are told. */
static void
add_result(Script *script)
{
    ReportRehearse *report = script->rehearse->report;

    if (script->role != REHEARSE_COMPARED && script->now.verdict != REHEARSED_FAILED)
    {
        report->context_count++;
        return;
    }
    *mem_push(script->rehearse->mem, report->statements, report->statement_count) = script->now;
}
