/* SPDX-License-Identifier: PostgreSQL */
/*
 * The safe way as a bellows plan, where two versions of an application need a shim between them.
 *
 * The YAML loads as it stands; what only a person can know (applications, a value for old rows) is marked "edit".
 */
#include <string.h>

#include "base/mem.h"
#include "rules_internal.h"

static void finish(const Judge *judge, Finding *finding, const char *what, const char *changes);
static const char *block(const Judge *judge, const char *key, const char *sql);
static const char *new_name(const Judge *judge, const char *name);
static const char *zero_of(const CommandType *type);
static const char *type_text(const Judge *judge, const CommandType *type);

void
rules_plan_rename(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    const char *sql = rules_print(judge, "ALTER TABLE %s RENAME COLUMN %s TO %s", judge->table,
                                  rules_quote(judge, command->member), rules_quote(judge, command->new_name));

    finish(judge, finding, "a column gets another name", block(judge, "- sql", sql));
}

/* V+1 reads and writes the column of the new type under a name of its own; down gives V the old type. */
void
rules_plan_type(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    const SchemaColumn *before = rules_column(judge, command->member);
    const char *name = rules_quote(judge, command->member);
    const char *as = new_name(judge, command->member);
    const char *quoted = rules_quote(judge, as);
    const char *old_type =
        before == NULL || *before->type.name == '\0' ? "" : rules_print(judge, "::%s", type_text(judge, &before->type));

    if (command->column_count == 0 || (judge->relation != NULL && schema_column(judge->relation, as) != NULL))
    {
        return;
    }
    const char *using = command->expression == NULL ? "" : rules_print(judge, " USING %s", command->expression->text);
    const char *sql = rules_print(judge, "ALTER TABLE %s ALTER COLUMN %s TYPE %s%s", judge->table, name,
                                  type_text(judge, &command->columns[0].type), using);
    const char *down = rules_print(judge, "UPDATE %s SET %s = %s%s", judge->table, name, quoted, old_type);

    finish(judge, finding, "a column gets another type, under a name of its own",
           rules_print(judge, "%s    as: %s # edit: what the new version calls it\n%s", block(judge, "- sql", sql), as,
                       block(judge, "  down", down)));
}

void
rules_plan_drop(const Judge *judge, Finding *finding)
{
    const Command *command = judge->command;
    const SchemaColumn *column = rules_column(judge, command->member);
    const char *name = rules_quote(judge, command->member);
    const char *sql = rules_print(judge, "ALTER TABLE %s DROP COLUMN %s", judge->table, name);
    const char *down = "";

    if (column != NULL && column->not_null && !column->has_default)
    {
        const char *zero = zero_of(&column->type);

        down =
            rules_print(judge, "    # edit: what the old version finds in rows of the new one\n%s",
                        block(judge, "  down", rules_print(judge, "UPDATE %s SET %s = %s", judge->table, name, zero)));
    }
    finish(judge, finding, "a column goes", rules_print(judge, "%s%s", block(judge, "- sql", sql), down));
}

void
rules_plan_required(const Judge *judge, Finding *finding)
{
    const CommandColumn *column = &judge->command->columns[0];
    const char *name = rules_quote(judge, column->name);
    const char *sql = rules_print(judge, "ALTER TABLE %s ADD COLUMN %s %s NOT NULL", judge->table, name,
                                  type_text(judge, &column->type));
    const char *up = rules_print(judge, "UPDATE %s SET %s = %s", judge->table, name, zero_of(&column->type));

    finish(judge, finding, "a required column is added",
           rules_print(judge, "%s    # edit: what rows of the old version get\n%s", block(judge, "- sql", sql),
                       block(judge, "  up", up)));
}

/* Control characters have no place in a plan: a name or text that holds one gets none. */
static void
finish(const Judge *judge, Finding *finding, const char *what, const char *changes)
{
    for (const char *at = changes; *at != '\0'; at++)
    {
        if ((unsigned char) *at < ' ' && *at != '\n')
        {
            return;
        }
    }
    rules_fix_by_hand(
        judge, finding,
        rules_print(judge,
                    "description: %s\n"
                    "applications:\n"
                    "  - {name: app, from: 1.0.0, to: 2.0.0} # edit: who uses the table; its last old and "
                    "first new version\n"
                    "changes:\n"
                    "%s",
                    what, changes));
    finding->fix_is_plan = finding->fix != NULL;
}

static const char *
block(const Judge *judge, const char *key, const char *sql)
{
    char *text = rules_print(judge, "  %s: |\n      ", key);

    for (const char *at = sql; *at != '\0'; at++)
    {
        if (*at == '\n')
        {
            mem_append(&text, "\n      ");
        }
        else if (*at != '\r')
        {
            mem_append(&text, "%c", *at);
        }
    }
    mem_append(&text, "\n");
    return text;
}

/* A name that needs quotes neither in YAML nor in SQL. */
static const char *
new_name(const Judge *judge, const char *name)
{
    char *as = rules_print(judge, "%s_new", name);

    for (char *at = as; *at != '\0'; at++)
    {
        *at = (char) (*at >= 'A' && *at <= 'Z' ? *at - 'A' + 'a' : *at);
        bool is_plain = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9' && at > as);

        *at = (char) (is_plain ? *at : '_');
    }
    return as;
}

/* Something that the type accepts, to be edited. */
static const char *
zero_of(const CommandType *type)
{
    static const struct
    {
        const char *type;
        const char *value;
    } zeros[] = {
        {"int2", "0"},
        {"int4", "0"},
        {"int8", "0"},
        {"numeric", "0"},
        {"float4", "0"},
        {"float8", "0"},
        {"bool", "false"},
        {"jsonb", "'{}'"},
        {"json", "'{}'"},
        {"timestamptz", "'1970-01-01 00:00+00'"},
        {"timestamp", "'1970-01-01'"},
        {"date", "'1970-01-01'"},
        {"bytea", "''"},
    };

    if (type->array_dimensions > 0)
    {
        return "'{}'";
    }
    for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++)
    {
        if (strcmp(type->name, zeros[i].type) == 0)
        {
            return zeros[i].value;
        }
    }
    return "''";
}

static const char *
type_text(const Judge *judge, const CommandType *type)
{
    return command_type_text(judge->mem, type);
}
