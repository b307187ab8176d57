/* SPDX-License-Identifier: PostgreSQL */
/*
 * Which plan is meant. Files and journal are one list by version: a plan may be a file only (planned), a row only (its
 * file is gone), or both. Nothing is guessed for a command that writes: where several could be meant it asks.
 */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "cmd_internal.h"

#define VERSION_DIGITS 14

static bool find_named(void *owner, const Options *options, const CmdTargets *targets, CmdTarget *target, Error *err);
static const CmdTarget *find_in_list(const CmdTargets *targets, const char *name);
static bool find_unnamed(const Options *options, const CmdTargets *targets, CmdPurpose purpose, CmdTarget *target,
                         Error *err);
static const CmdTarget *newest(const CmdTargets *targets);
static bool purpose_fits(CmdPurpose purpose, PlanState state);
static bool is_written_by(CmdPurpose purpose);
static bool verb_acts(Verb verb, PlanState state);
static bool report_choice(const Options *options, const CmdTargets *targets, CmdPurpose purpose, Error *err);
static void add_file(void *owner, CmdTargets *targets, const char *path);
static void add_journal(void *owner, CmdTargets *targets, const JournalPlan *journal);
static CmdTarget *place_of(void *owner, CmdTargets *targets, const char *version);
static void split_path(void *owner, const char *path, CmdTarget *target);

bool
cmd_find_target(void *owner, const Options *options, Conn *conn, CmdPurpose purpose, CmdTarget *target,
                CmdResult *result, Error *err)
{
    CmdTargets targets = {0};
    Error files_err = {0};
    bool found = false;

    if (cmd_list_targets(owner, options, conn, &targets, &files_err, err))
    {
        if (options->argument_count > 0)
        {
            found = find_named(owner, options, &targets, target, err);
        }
        else if (targets.count == 0 && error_is_set(&files_err))
        {
            *err = files_err;
            return false;
        }
        else
        {
            found = find_unnamed(options, &targets, purpose, target, err);
        }
    }
    error_clear(&files_err);
    if (!found || target->path == NULL)
    {
        return found;
    }
    return cmd_load_file(owner, target, result, err) || cmd_is_stored(target);
}

bool
cmd_list_targets(void *owner, const Options *options, Conn *conn, CmdTargets *targets, Error *files_err, Error *err)
{
    Error ignored = {0};
    JournalPlan *plans = NULL;
    size_t count = 0;
    char **paths;

    if (conn != NULL && (!journal_check(conn, &targets->has_journal, err) ||
                         (targets->has_journal && !journal_load_plans(owner, conn, &plans, &count, err))))
    {
        return false;
    }
    paths = plan_list(owner, options->plans, files_err == NULL ? &ignored : files_err);
    for (size_t i = 0; paths != NULL && paths[i] != NULL; i++)
    {
        add_file(owner, targets, paths[i]);
    }
    for (size_t i = 0; i < count; i++)
    {
        add_journal(owner, targets, &plans[i]);
    }
    error_clear(&ignored);
    return true;
}

bool
cmd_is_stored(const CmdTarget *target)
{
    return target->journal != NULL && target->state != STATE_PLANNED;
}

bool
cmd_load_file(void *owner, CmdTarget *target, CmdResult *result, Error *err)
{
    Diagnostics *diagnostics = diagnostics_new(owner);

    target->plan = plan_load(owner, target->path, diagnostics, err);
    if (target->plan == NULL && cmd_is_stored(target))
    {
        log_warning("%s is not a valid plan any more; the journal's steps are used", target->path);
        error_clear(err);
        return false;
    }
    result->diagnostics = diagnostics;
    if (target->plan != NULL && cmd_is_stored(target) &&
        strcmp(resolve_fingerprint(owner, target->plan), target->journal->fingerprint) != 0)
    {
        log_warning("%s was changed since it was expanded; the journal's steps are used", target->path);
    }
    return target->plan != NULL;
}

static bool
find_named(void *owner, const Options *options, const CmdTargets *targets, CmdTarget *target, Error *err)
{
    const char *name = options->arguments[0];
    Error find_err = {0};
    char *path = plan_find(owner, options->plans, name, &find_err);
    const CmdTarget *known = NULL;

    *target = (CmdTarget){0};
    if (path != NULL)
    {
        split_path(owner, path, target);
        known = find_in_list(targets, target->version);
        if (known != NULL)
        {
            target->journal = known->journal;
            target->state = known->state;
        }
    }
    else
    {
        known = find_in_list(targets, name);
        if (known == NULL)
        {
            *err = find_err;
            return false;
        }
        *target = *known;
    }
    error_clear(&find_err);
    return true;
}

/* By version or name; else the only one that has NAME in it. */
static const CmdTarget *
find_in_list(const CmdTargets *targets, const char *name)
{
    const CmdTarget *found = NULL;
    size_t count = 0;

    for (size_t i = 0; i < targets->count; i++)
    {
        const CmdTarget *target = &targets->items[i];

        if (strcmp(target->version, name) == 0 || strcmp(target->slug, name) == 0)
        {
            return target;
        }
        if (strstr(target->slug, name) != NULL || strstr(target->version, name) != NULL)
        {
            found = target;
            count++;
        }
    }
    return count == 1 ? found : NULL;
}

static bool
find_unnamed(const Options *options, const CmdTargets *targets, CmdPurpose purpose, CmdTarget *target, Error *err)
{
    size_t fitting = 0;

    if (targets->count == 0)
    {
        error_set(err, ERROR_INVALID, "no plans found");
        return error_hint(err, "Write one in plans/, or name the folder with --plans.");
    }
    *target = *newest(targets);
    for (size_t i = 0; i < targets->count; i++)
    {
        if (purpose_fits(purpose, targets->items[i].state))
        {
            *target = targets->items[i];
            fitting++;
        }
    }
    if (fitting > 1 && is_written_by(purpose))
    {
        return report_choice(options, targets, purpose, err);
    }
    return true;
}

/* The newest that has begun, so that what is said about it helps; else the newest. */
static const CmdTarget *
newest(const CmdTargets *targets)
{
    for (size_t i = targets->count; i > 0; i--)
    {
        if (targets->items[i - 1].state != STATE_PLANNED)
        {
            return &targets->items[i - 1];
        }
    }
    return &targets->items[targets->count - 1];
}

static bool
purpose_fits(CmdPurpose purpose, PlanState state)
{
    switch (purpose)
    {
        case CMD_TO_SHOW:
            return state != STATE_PURGED;
        case CMD_TO_VERIFY:
            return state >= STATE_EXPANDED && state <= STATE_SEALED;
        case CMD_TO_GATE:
            return state >= STATE_EXPANDING && state <= STATE_SEALING;
        case CMD_TO_PACE:
            return state == STATE_EXPANDING;
        case CMD_TO_EXPAND:
            return verb_acts(VERB_EXPAND, state);
        case CMD_TO_CONTRACT:
            return verb_acts(VERB_CONTRACT, state);
        case CMD_TO_PURGE:
            return verb_acts(VERB_PURGE, state);
        case CMD_TO_ROLL_BACK:
            return verb_acts(VERB_ROLLBACK, state);
    }
    return false;
}

static bool
is_written_by(CmdPurpose purpose)
{
    return purpose >= CMD_TO_PACE;
}

static bool
verb_acts(Verb verb, PlanState state)
{
    Action action = journal_transition(state, verb)->action;

    return action != ACTION_NOTHING && action != ACTION_REFUSE;
}

static bool
report_choice(const Options *options, const CmdTargets *targets, CmdPurpose purpose, Error *err)
{
    char *list = mem_strdup(NULL, "");
    const CmdTarget *first = NULL;

    for (size_t i = 0; i < targets->count; i++)
    {
        const CmdTarget *target = &targets->items[i];

        if (purpose_fits(purpose, target->state))
        {
            mem_append(&list, "%s%s %s (%s)", first == NULL ? "" : "\n", target->version, target->slug,
                       journal_state_name(target->state));
            first = first == NULL ? target : first;
        }
    }
    error_set(err, ERROR_USAGE, "more than one plan could be meant");
    error_detail(err, "%s", list);
    if (first != NULL)
    {
        error_hint(err, "Name one: bellows %s %s", options->verb, first->version);
    }
    mem_free(list);
    return false;
}

static void
add_file(void *owner, CmdTargets *targets, const char *path)
{
    CmdTarget target = {.state = STATE_PLANNED};

    split_path(owner, path, &target);
    *place_of(owner, targets, target.version) = target;
}

static void
add_journal(void *owner, CmdTargets *targets, const JournalPlan *journal)
{
    CmdTarget *target = place_of(owner, targets, journal->version);

    target->version = journal->version;
    target->slug = target->slug == NULL ? journal->slug : target->slug;
    target->journal = journal;
    target->state = journal->state;
}

/* The target of VERSION; a new one where it belongs when there is none yet. */
static CmdTarget *
place_of(void *owner, CmdTargets *targets, const char *version)
{
    size_t at = 0;

    while (at < targets->count && strcmp(targets->items[at].version, version) < 0)
    {
        at++;
    }
    if (at < targets->count && strcmp(targets->items[at].version, version) == 0)
    {
        return &targets->items[at];
    }
    (void) mem_push(owner, targets->items, targets->count);
    memmove(&targets->items[at + 1], &targets->items[at], (targets->count - 1 - at) * sizeof(*targets->items));
    targets->items[at] = (CmdTarget){0};
    return &targets->items[at];
}

/* "plans/20261122093000_phone.yaml" → version and slug. A name of another form is a finding when it is loaded. */
static void
split_path(void *owner, const char *path, CmdTarget *target)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(name, '.');
    char *stem = mem_strndup(owner, name, dot == NULL ? strlen(name) : (size_t) (dot - name));
    size_t digits = strspn(stem, "0123456789");
    bool has_slug = digits == VERSION_DIGITS && stem[digits] == '_';

    target->path = path;
    target->version = has_slug ? mem_strndup(owner, stem, digits) : stem;
    target->slug = has_slug ? stem + digits + 1 : stem;
}
