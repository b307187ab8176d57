/* SPDX-License-Identifier: PostgreSQL */
/*
 * Functions, procedures and aggregates; bodies in SQL and PL/pgSQL are read as in a CREATE FUNCTION.
 *
 * Types in signatures and results are spelled as most people write them, and as regprocedure shows them: without the
 * schemas of the path.
 */
#include <string.h>

#include "base/mem.h"
#include "schema_load_internal.h"
#include "sql/quote.h"

static void fill_function(const SchemaLoad *load, SchemaFunction *function, const Rows *rows, size_t row);
static void read_definition(const SchemaLoad *load, SchemaFunction *function, const Rows *rows, size_t row);
static const char *result_of(const SchemaLoad *load, const CommandFunction *function);
static const char *without_path(const SchemaLoad *load, const char *text);
static size_t path_prefix(const SchemaLoad *load, const char *text);

bool
schema_load_functions(const SchemaLoad *load, Error *err)
{
    Rows *rows = schema_load_rows(load, "schema/functions", err);
    size_t count = rows == NULL ? 0 : rows_count(rows);

    for (size_t i = 0; i < count; i++)
    {
        QualifiedName name = {rows_text(rows, i, "schema"), rows_text(rows, i, "name")};
        const char *signature = without_path(load, rows_text(rows, i, "signature"));
        SchemaFunction *function = schema_add_function(load->schema, name, signature);

        fill_function(load, function, rows, i);
        read_definition(load, function, rows, i);
    }
    return rows != NULL;
}

static void
fill_function(const SchemaLoad *load, SchemaFunction *function, const Rows *rows, size_t row)
{
    const char *result = rows_text(rows, row, "result");

    function->argument_count = (size_t) rows_int64(rows, row, "argument_count");
    function->default_count = (size_t) rows_int64(rows, row, "default_count");
    function->volatility = schema_load_char(rows, row, "volatility");
    function->language = schema_load_text(load, rows, row, "language");
    function->is_procedure = schema_load_char(rows, row, "kind") == 'p';
    function->is_trigger = rows_bool(rows, row, "is_trigger");
    function->argument_names = schema_load_text(load, rows, row, "argument_names");
    function->result = result == NULL ? "" : without_path(load, result);
    function->body_text = schema_load_text(load, rows, row, "body");
}

/* What the grammar does not know (of a newer server) and what is not SQL cannot be seen. */
static void
read_definition(const SchemaLoad *load, SchemaFunction *function, const Rows *rows, size_t row)
{
    const char *definition = rows_text(rows, row, "definition");
    const char *extension = rows_text(rows, row, "extension");
    const Command *command = definition == NULL ? NULL : schema_load_command(load, definition);

    if (command != NULL && command->function != NULL)
    {
        schema_set_body(load->schema, function, command->body, command->body_count);
        function->opaque = command->opaque == NULL ? NULL : schema_keep(load->schema, command->opaque);
        function->result = without_path(load, result_of(load, command->function));
    }
    else
    {
        const char *why = definition != NULL  ? mem_strdup(load->scratch, "its definition does not parse")
                          : extension != NULL ? mem_printf(load->scratch, "it belongs to extension %s", extension)
                                              : mem_printf(load->scratch, "it is written in %s", function->language);

        function->opaque = schema_keep(load->schema, why);
    }
}

/* As for a CREATE FUNCTION that is folded. */
static const char *
result_of(const SchemaLoad *load, const CommandFunction *function)
{
    if (function->result_text != NULL && function->result_text[0] != '\0')
    {
        return function->result_text;
    }
    return command_type_text(load->scratch, &function->result);
}

/* Types as text, kept by the schema. */
static const char *
without_path(const SchemaLoad *load, const char *text)
{
    char *result = mem_strdup(load->scratch, "");

    for (const char *at = text; *at != '\0'; at++)
    {
        bool starts_name = at == text || strchr(" (,", at[-1]) != NULL;

        at += starts_name ? path_prefix(load, at) : 0;
        mem_append(&result, "%c", *at);
    }
    return schema_keep(load->schema, result);
}

/* Bytes of a schema of the path, with its dot, at the start of TEXT. */
static size_t
path_prefix(const SchemaLoad *load, const char *text)
{
    const char *const *path = schema_settings_of(load->schema)->search_path;

    for (size_t i = 0; path[i] != NULL; i++)
    {
        const char *name = quote_name(load->scratch, path[i]);
        size_t bytes = strlen(name);

        if (strncmp(text, name, bytes) == 0 && text[bytes] == '.')
        {
            return bytes + 1;
        }
    }
    return 0;
}
