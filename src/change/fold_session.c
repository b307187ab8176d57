/* SPDX-License-Identifier: PostgreSQL */
/*
 * SET and RESET of what decides how statements are read: search_path and TimeZone.
 *
 * A file is taken to run in a session of its own; SET LOCAL lasts until the transaction ends. A dump of pg_dump sets
 * search_path to nothing by a call of set_config() and qualifies every name.
 */
#include "fold_internal.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

static void save(Fold *fold, bool is_local);
static void set_path(Fold *fold, const Command *command);
static const char *const *split(Fold *fold, const char *value);
static int zone_of(const char *value);

void
fold_set(Fold *fold, const Command *command)
{
    SchemaSettings *settings = &fold->schema->settings;
    const Schema *schema = fold->schema;
    bool resets = command->kind == COMMAND_RESET || command->is_default || command->new_name == NULL;
    bool is_all = command->kind == COMMAND_RESET && command->member == NULL;

    if (is_all || (command->member != NULL && strcasecmp(command->member, "search_path") == 0))
    {
        save(fold, command->is_local);
        if (resets)
        {
            settings->search_path = schema->session.search_path;
        }
        else
        {
            set_path(fold, command);
        }
    }
    if (is_all || (command->member != NULL && strcasecmp(command->member, "timezone") == 0))
    {
        save(fold, command->is_local);
        settings->time_zone = resets ? schema->session.time_zone : zone_of(command->new_name);
    }
}

/* What the session began with, and the transaction. */
static void
save(Fold *fold, bool is_local)
{
    Schema *schema = fold->schema;
    SchemaSession now = {.search_path = schema->settings.search_path, .time_zone = schema->settings.time_zone};

    if (!schema->session_is_changed)
    {
        schema->session_is_changed = true;
        schema->session = now;
    }
    if (is_local && !schema->transaction_is_changed)
    {
        schema->transaction_is_changed = true;
        schema->transaction = now;
    }
}

static void
set_path(Fold *fold, const Command *command)
{
    schema_set_search_path(fold->schema, split(fold, command->new_name));
}

/* Names between commas; "$user" and pg_catalog are no schemas of ours. */
static const char *const *
split(Fold *fold, const char *value)
{
    const char **names = NULL;
    size_t count = 0;

    while (*value != '\0')
    {
        const char *end;
        bool is_quoted;

        value += strspn(value, " \t\n\r,");
        is_quoted = *value == '"';
        value += is_quoted ? 1 : 0;
        end = value + strcspn(value, is_quoted ? "\"" : ", \t\n\r");
        if (end > value && strncmp(value, "$user", 5) != 0 && strncmp(value, "pg_catalog", 10) != 0)
        {
            *mem_push(fold->scratch, names, count) = mem_strndup(fold->scratch, value, (size_t) (end - value));
        }
        value = *end == '\0' ? end : end + 1;
    }
    *mem_push(fold->scratch, names, count) = NULL;
    return names;
}

static int
zone_of(const char *value)
{
    static const char *const same[] = {"utc", "etc/utc", "gmt", "etc/gmt", "zulu", "etc/zulu", "uct", "universal", "0"};

    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
    {
        if (strcasecmp(value, same[i]) == 0)
        {
            return 1;
        }
    }
    return 2;
}

/* Only the first argument of a call is seen: the value is taken to be the empty one of pg_dump. */
void
fold_set_config(Fold *fold, const CommandCall *call)
{
    if (call->argument != NULL && strcasecmp(call->argument, "search_path") == 0)
    {
        save(fold, false);
        fold->schema->settings.search_path = schema_no_texts;
    }
}

void
fold_end_transaction(Schema *schema)
{
    if (schema->transaction_is_changed)
    {
        schema->transaction_is_changed = false;
        schema->settings.search_path = schema->transaction.search_path;
        schema->settings.time_zone = schema->transaction.time_zone;
    }
    for (size_t i = 0; i < schema->changing_type_count; i++)
    {
        schema->changing_types[i]->new_label_count = 0;
    }
    schema->changing_type_count = 0;
}

void
fold_begin_file(Schema *schema, size_t file)
{
    schema->settings.current_file = file;
    fold_end_transaction(schema);
    if (schema->session_is_changed)
    {
        schema->session_is_changed = false;
        schema->settings.search_path = schema->session.search_path;
        schema->settings.time_zone = schema->session.time_zone;
    }
    for (size_t i = 0; i < schema->empty_count; i++)
    {
        schema->empties[i]->is_empty = false;
    }
    schema->empty_count = 0;
    for (size_t i = 0; i < schema->temporary_count; i++)
    {
        schema_drop_relation(schema, schema->temporaries[i]);
    }
    schema_recycle(schema);
}
