/* SPDX-License-Identifier: PostgreSQL */
/*
 * Types and expressions as the server writes them → what sql/command makes of the same text.
 *
 * Reading them by the grammar gives the same data for a schema from a server as for one from statements. Text of a newer
 * server may not parse: an expression is then not known, a type keeps its name.
 */
#include <string.h>

#include "base/mem.h"
#include "schema_load_internal.h"

static const CommandType *modifiers_of(SchemaLoad *load, const char *text);

CommandType
schema_load_type(SchemaLoad *load, const Rows *rows, size_t row)
{
    CommandType type = {
        .schema = rows_text(rows, row, "type_schema"),
        .name = rows_is_null(rows, row, "type") ? "" : rows_text(rows, row, "type"),
        .array_dimensions = (size_t) rows_int64(rows, row, "dimensions"),
    };

    if (type.name[0] != '\0' && rows_int64(rows, row, "modifier") >= 0)
    {
        const CommandType *parsed = modifiers_of(load, rows_text(rows, row, "type_text"));

        memcpy(type.modifiers, parsed->modifiers, sizeof(type.modifiers));
        type.modifier_count = parsed->modifier_count;
        type.modifier_text = parsed->modifier_text;
    }
    return schema_keep_type(load->schema, type);
}

const CommandExpression *
schema_load_expression(const SchemaLoad *load, const char *text)
{
    const Command *command =
        schema_load_command(load, mem_printf(load->scratch, "ALTER TABLE t ALTER COLUMN c SET DEFAULT %s", text));

    return command == NULL || command->expression == NULL ? NULL
                                                          : schema_keep_expression(load->schema, command->expression);
}

const Command *
schema_load_command(const SchemaLoad *load, const char *sql)
{
    Error err = {0};
    DdlErrorPlace place;
    CommandList *list = NULL;
    bool is_parsed = command_parse(load->scratch, sql, &list, &place, &err);

    error_clear(&err);
    return is_parsed && list->count == 1 ? &list->commands[0] : NULL;
}

/* Few texts, of many columns: each is parsed once. */
static const CommandType *
modifiers_of(SchemaLoad *load, const char *text)
{
    LoadedModifiers *found;
    const Command *command;

    for (size_t i = 0; i < load->modifier_count; i++)
    {
        if (strcmp(load->modifiers[i].text, text) == 0)
        {
            return &load->modifiers[i].type;
        }
    }
    command = schema_load_command(load, mem_printf(load->scratch, "ALTER TABLE t ALTER COLUMN c TYPE %s", text));
    found = mem_push(load->scratch, load->modifiers, load->modifier_count);
    *found = (LoadedModifiers){.text = text};
    if (command != NULL && command->column_count == 1)
    {
        found->type = command->columns[0].type;
    }
    return &found->type;
}
