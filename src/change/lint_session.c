/* SPDX-License-Identifier: PostgreSQL */
/*
 * What a file's statements leave for those after them: the transaction that is open, settings, locks that are held; and
 * the schema, which a ROLLBACK takes back.
 *
 * A copy of the schema is made at BEGIN and SAVEPOINT only where the word rollback comes later in the file: copies cost,
 * and almost no migration rolls back. In PostgreSQL SET ends with a rollback as a table does, SET LOCAL with the
 * transaction.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "lint_internal.h"

static const char *const timeout_names[LINT_TIMEOUTS] = {
    [LINT_LOCK_TIMEOUT] = "lock_timeout",
    [LINT_STATEMENT_TIMEOUT] = "statement_timeout",
    [LINT_IDLE_TIMEOUT] = "idle_in_transaction_session_timeout",
};

static bool use_down_schema(Lint *lint, const LintItem *item, const Command *command);
static void begin_transaction(Lint *lint, bool is_explicit);
static void end_transaction(Lint *lint, bool is_kept);
static void set_timeouts(LintSession *session, const Command *command);
static void set_timeout(LintSession *session, LintTimeout timeout, bool is_local, bool value);
static bool is_positive(const Command *command);
static void show_timeouts(LintSession *session);
static void note_locks(LintSession *session, const Classification *facts);
static void note_not_valid(Lint *lint, const Command *command);
static bool writes_rows(const Command *command);
static void note_previous(Lint *lint, const LintFile *file, const Command *command);
static bool rolls_back_later(const LintSource *source, size_t from);
static void save(Lint *lint, const char *name);
static void take_back(Lint *lint, const char *name);
static void forget_saved(Lint *lint, const char *name);
static void use_schema(Lint *lint, Schema *schema);

bool
lint_is_history(const LintSource *source)
{
    return source->mode == LINT_FOLD;
}

void
lint_session_begin_file(Lint *lint, const LintFile *file)
{
    LintSession *session = &lint->session;

    *session = (LintSession){.mem = mem_child(lint->mem, "transaction")};
    session->rules.single_file_transaction = lint->options->single_transaction && !file->source.no_transaction;
    session->rules.file = file->number;
    if (lint->file != file->number)
    {
        lint->file = file->number;
        lint->once_count = 0;
        fold_begin_file(lint->schema, file->number);
    }
    if (session->rules.single_file_transaction)
    {
        begin_transaction(lint, false);
    }
}

void
lint_session_end_file(Lint *lint)
{
    end_transaction(lint, true);
    fold_end_transaction(lint->schema);
    mem_free(lint->session.mem);
    lint->session.mem = NULL;
    if (lint->up_schema != NULL)
    {
        mem_free(lint->own);
        lint->schema = lint->up_schema;
        lint->own = lint->up_own;
        lint->up_schema = lint->up_own = NULL;
    }
}

void
lint_session_note(Lint *lint, const Command *command, const Classification *facts)
{
    LintSession *session = &lint->session;

    session->rules.statements++;
    session->rules.had_data = session->rules.had_data || writes_rows(command);
    set_timeouts(session, command);
    if (session->rules.in_transaction && facts != NULL)
    {
        note_locks(session, facts);
    }
    show_timeouts(session);
}

void
lint_session_fold(Lint *lint, const LintFile *file, const LintItem *item, const Command *command)
{
    LintSession *session = &lint->session;
    FoldPlace place = {file->number, lint->statement, session->rules.in_transaction ? session->rules.transaction : 0};

    note_previous(lint, file, command);
    if (file->source.mode != LINT_JUDGE_DOWN || use_down_schema(lint, item, command))
    {
        fold_command(lint->schema, command, place);
        note_not_valid(lint, command);
    }
    switch ((int) command->kind)
    {
        case COMMAND_BEGIN:
            begin_transaction(lint, true);
            if (rolls_back_later(&file->source, item->piece.offset))
            {
                save(lint, NULL);
            }
            break;
        case COMMAND_COMMIT:
        case COMMAND_PREPARE_TRANSACTION:
            end_transaction(lint, true);
            break;
        case COMMAND_ROLLBACK:
            end_transaction(lint, false);
            break;
        case COMMAND_SAVEPOINT:
            if (session->rules.in_transaction && rolls_back_later(&file->source, item->piece.offset))
            {
                save(lint, command->member == NULL ? "" : command->member);
            }
            break;
        case COMMAND_ROLLBACK_TO:
            take_back(lint, command->member == NULL ? "" : command->member);
            break;
        case COMMAND_RELEASE:
            forget_saved(lint, command->member == NULL ? "" : command->member);
            break;
    }
    if (!session->rules.in_transaction && command->part + 1 >= command->part_count)
    {
        fold_end_transaction(lint->schema);
    }
}

/* False where nobody will see what COMMAND does: most down migrations are one statement, and copies cost. */
static bool
use_down_schema(Lint *lint, const LintItem *item, const Command *command)
{
    if (item->is_last && command->part + 1 >= command->part_count)
    {
        return false;
    }
    if (lint->up_schema == NULL)
    {
        lint->up_schema = lint->schema;
        lint->up_own = lint->own;
        lint->schema = lint->own = schema_copy_briefly(lint->mem, lint->schema);
    }
    return true;
}

static void
begin_transaction(Lint *lint, bool is_explicit)
{
    LintSession *session = &lint->session;

    session->rules.is_explicit = is_explicit;
    if (session->rules.in_transaction)
    {
        return;
    }
    session->rules.in_transaction = true;
    session->rules.transaction = ++lint->transaction;
    session->rules.statements = 0;
    session->rules.had_data = false;
    for (size_t i = 0; i < LINT_TIMEOUTS; i++)
    {
        session->settings[i].before = session->settings[i].session;
    }
}

static void
end_transaction(Lint *lint, bool is_kept)
{
    LintSession *session = &lint->session;

    if (!session->rules.in_transaction)
    {
        return;
    }
    if (!is_kept)
    {
        take_back(lint, NULL);
    }
    forget_saved(lint, NULL);
    fold_end_transaction(lint->schema);
    mem_free(session->mem);
    session->mem = mem_child(lint->mem, "transaction");
    session->held = NULL;
    session->not_valid = NULL;
    session->not_valid_count = 0;
    session->previous = NULL;
    session->rules.held = NULL;
    session->rules.held_count = 0;
    session->rules.not_valid = NULL;
    session->rules.previous_table = NULL;
    session->rules.in_transaction = false;
    session->rules.is_explicit = false;
    session->rules.statements = 0;
    session->rules.had_data = false;
    for (size_t i = 0; i < LINT_TIMEOUTS; i++)
    {
        session->settings[i].has_local = false;
        session->settings[i].session = is_kept ? session->settings[i].session : session->settings[i].before;
    }
    show_timeouts(session);
}

static void
set_timeouts(LintSession *session, const Command *command)
{
    bool is_all = (command->kind == COMMAND_RESET && command->member == NULL) ||
                  (command->kind == COMMAND_DISCARD && command->is_all);
    bool is_set = command->kind == COMMAND_SET || command->kind == COMMAND_RESET;

    for (size_t i = 0; i < LINT_TIMEOUTS; i++)
    {
        bool is_meant = is_set && command->member != NULL && strcasecmp(command->member, timeout_names[i]) == 0;

        if (is_all || is_meant)
        {
            set_timeout(session, (LintTimeout) i, command->is_local, is_meant && is_positive(command));
        }
        /* SELECT set_config('lock_timeout', '5s', false): the value is not seen, that it is set is. */
        for (size_t j = 0; j < command->call_count && command->kind == COMMAND_SELECT; j++)
        {
            const CommandCall *call = &command->calls[j];

            if (strcmp(call->function.name, "set_config") == 0 && call->argument != NULL &&
                strcmp(call->argument, timeout_names[i]) == 0)
            {
                set_timeout(session, (LintTimeout) i, false, true);
            }
        }
    }
}

static void
set_timeout(LintSession *session, LintTimeout timeout, bool is_local, bool value)
{
    LintSetting *setting = &session->settings[timeout];

    if (is_local)
    {
        setting->has_local = session->rules.in_transaction;
        setting->local = value;
    }
    else
    {
        setting->has_local = false;
        setting->session = value;
    }
}

/* '5s', 5000, '1 min'; 0 and DEFAULT switch it off. */
static bool
is_positive(const Command *command)
{
    const char *value = command->new_name == NULL ? "" : command->new_name;

    value += strcspn(value, "0123456789");
    return command->kind == COMMAND_SET && strtod(value, NULL) > 0;
}

static void
show_timeouts(LintSession *session)
{
    bool *const shown[LINT_TIMEOUTS] = {
        [LINT_LOCK_TIMEOUT] = &session->rules.has_lock_timeout,
        [LINT_STATEMENT_TIMEOUT] = &session->rules.has_statement_timeout,
        [LINT_IDLE_TIMEOUT] = &session->rules.has_idle_timeout,
    };

    for (size_t i = 0; i < LINT_TIMEOUTS; i++)
    {
        const LintSetting *setting = &session->settings[i];

        *shown[i] = setting->has_local ? setting->local : setting->session;
    }
}

static void
note_locks(LintSession *session, const Classification *facts)
{
    for (size_t i = 0; i < facts->lock_count; i++)
    {
        const RelationLock *lock = &facts->locks[i];
        size_t at = 0;

        if (lock->mode < LOCK_SHARE_UPDATE_EXCLUSIVE || lock->relation == NULL)
        {
            continue;
        }
        while (at < session->rules.held_count && strcmp(session->held[at].relation, lock->relation) != 0)
        {
            at++;
        }
        if (at == session->rules.held_count)
        {
            *mem_push(session->mem, session->held, session->rules.held_count) =
                (RelationLock){mem_strdup(session->mem, lock->relation), lock->mode};
        }
        else if (lock->mode > session->held[at].mode)
        {
            session->held[at].mode = lock->mode;
        }
    }
    session->rules.held = session->held;
}

/* Read after the fold, which knows the names that PostgreSQL chooses. */
static void
note_not_valid(Lint *lint, const Command *command)
{
    LintSession *session = &lint->session;
    const SchemaRelation *relation;

    if (!session->rules.in_transaction || command->constraint_count == 0 || !command->constraints[0].is_not_valid ||
        command->name_count == 0 || (command->kind != COMMAND_ADD_CHECK && command->kind != COMMAND_ADD_FOREIGN_KEY))
    {
        return;
    }
    relation = schema_relation(lint->schema, command->names[0]);
    if (relation == NULL || relation->constraint_count == 0)
    {
        return;
    }
    *mem_push(session->mem, session->not_valid, session->not_valid_count) =
        mem_printf(session->mem, "%s.%s", schema_name_text(session->mem, lint->schema, command->names[0]),
                   relation->constraints[relation->constraint_count - 1].name);
    *mem_push(session->mem, session->not_valid, session->not_valid_count) = NULL;
    session->not_valid_count--;
    session->rules.not_valid = session->not_valid;
}

static bool
writes_rows(const Command *command)
{
    bool writes = false;

    switch ((int) command->kind)
    {
        case COMMAND_INSERT:
        case COMMAND_UPDATE:
        case COMMAND_DELETE:
        case COMMAND_MERGE:
        case COMMAND_COPY_FROM:
            return true;
        case COMMAND_DO:
            for (size_t i = 0; i < command->body_count; i++)
            {
                writes = writes || writes_rows(&command->body[i]);
            }
            return writes;
    }
    return false;
}

/* A plan's statements are run one by one by bellows, so none of them follows another. */
static void
note_previous(Lint *lint, const LintFile *file, const Command *command)
{
    LintSession *session = &lint->session;
    bool is_alter = !file->source.is_plan && command->name_count > 0 &&
                    strncmp(command->tag, "ALTER TABLE", strlen("ALTER TABLE")) == 0;

    if (command->part + 1 >= command->part_count)
    {
        mem_free(session->previous);
        session->previous = is_alter ? schema_name_text(session->mem, lint->schema, command->names[0]) : NULL;
        session->rules.previous_table = session->previous;
    }
}

static bool
rolls_back_later(const LintSource *source, size_t from)
{
    static const char word[] = "rollback";

    for (size_t i = from; i + strlen(word) <= source->length; i++)
    {
        if ((source->text[i] | 0x20) == 'r' && strncasecmp(source->text + i, word, strlen(word)) == 0)
        {
            return true;
        }
    }
    return false;
}

static void
save(Lint *lint, const char *name)
{
    LintSession *session = &lint->session;

    if (session->saved_count < LINT_SAVED_MAX)
    {
        session->saved[session->saved_count++] = (LintSaved){
            .name = name == NULL ? NULL : mem_strdup(session->mem, name),
            .schema = schema_copy(lint->mem, lint->schema),
        };
    }
}

/* To the newest savepoint of that name, which stays; NAME NULL: to BEGIN. */
static void
take_back(Lint *lint, const char *name)
{
    LintSession *session = &lint->session;

    for (size_t i = session->saved_count; i > 0; i--)
    {
        const LintSaved *saved = &session->saved[i - 1];
        bool is_meant = name == NULL ? saved->name == NULL : saved->name != NULL && strcmp(saved->name, name) == 0;

        if (is_meant)
        {
            Schema *schema = saved->schema;

            while (session->saved_count > i)
            {
                mem_free(session->saved[--session->saved_count].schema);
            }
            session->saved_count--;
            use_schema(lint, schema);
            if (name != NULL)
            {
                save(lint, name);
            }
            return;
        }
    }
}

/* Down to the savepoint of that name; NAME NULL: all. */
static void
forget_saved(Lint *lint, const char *name)
{
    LintSession *session = &lint->session;
    bool is_found = name == NULL;

    for (size_t i = 0; i < session->saved_count && !is_found; i++)
    {
        is_found = session->saved[i].name != NULL && strcmp(session->saved[i].name, name) == 0;
    }
    while (is_found && session->saved_count > 0)
    {
        const LintSaved *saved = &session->saved[--session->saved_count];

        is_found = name == NULL || saved->name == NULL || strcmp(saved->name, name) != 0;
        mem_free(saved->schema);
    }
}

static void
use_schema(Lint *lint, Schema *schema)
{
    mem_free(lint->own);
    lint->schema = schema;
    lint->own = schema;
}
