/* SPDX-License-Identifier: PostgreSQL */
/*
 * The names that PostgreSQL chooses for indexes, sequences and constraints (indexcmds.c, pg_constraint.c, 12 to 18).
 *
 * name1_name2_label, where the longer of the two names gives up bytes until the whole has 63; then label1, label2 … until
 * it is free: among relations of the schema, and for constraints among the names of constraints of the whole schema.
 */
#include "fold_internal.h"

#include <string.h>

#include "base/mem.h"
#include "base/text.h"

/* NAMEDATALEN - 1 */
#define NAME_BYTES_MAX 63

static char *object_name(Fold *fold, const char *name1, const char *name2, const char *label);
static const char *numbered(Fold *fold, const char *const *names, size_t count, const char *name);

const char *
fold_choose_relation(Fold *fold, const SchemaRelation *table, const char *columns, const char *label,
                     bool is_constraint)
{
    char *name = object_name(fold, table->name, columns, label);

    for (int pass = 1; schema_table_find(&fold->schema->relations, table->schema, name) != NULL ||
                       (is_constraint && schema_has_constraint_name(fold->schema, table->schema, name));
         pass++)
    {
        name = object_name(fold, table->name, columns, mem_printf(fold->scratch, "%s%d", label, pass));
    }
    return name;
}

const char *
fold_choose_constraint(Fold *fold, const SchemaRelation *table, const char *columns, const char *label)
{
    char *name = object_name(fold, table->name, columns, label);

    for (int pass = 1; schema_has_constraint_name(fold->schema, table->schema, name); pass++)
    {
        name = object_name(fold, table->name, columns, mem_printf(fold->scratch, "%s%d", label, pass));
    }
    return name;
}

/* makeObjectName() */
static char *
object_name(Fold *fold, const char *name1, const char *name2, const char *label)
{
    size_t overhead = strlen(label) + 1 + (name2 == NULL ? 0 : 1);
    size_t bytes1 = strlen(name1);
    size_t bytes2 = name2 == NULL ? 0 : strlen(name2);

    while (bytes1 + bytes2 + overhead > NAME_BYTES_MAX)
    {
        if (bytes1 > bytes2)
        {
            bytes1--;
        }
        else
        {
            bytes2--;
        }
    }
    bytes1 = text_clip(name1, bytes1);
    bytes2 = name2 == NULL ? 0 : text_clip(name2, bytes2);
    return mem_printf(fold->scratch, "%.*s%s%.*s_%s", (int) bytes1, name1, name2 == NULL ? "" : "_", (int) bytes2,
                      name2 == NULL ? "" : name2, label);
}

const char *
fold_join_columns(Fold *fold, const char *const *columns, const CommandCall *calls, size_t call_count)
{
    char *text = mem_strdup(fold->scratch, "");
    const char **names = NULL;
    size_t count = 0;
    size_t expressions = 0;

    for (size_t i = 0; columns[i] != NULL && strlen(text) <= NAME_BYTES_MAX; i++)
    {
        const char *name = columns[i];

        if (name[0] == '\0')
        {
            /* What an expression calls names it; which of its calls is the outermost is not told. */
            name = expressions < call_count ? calls[expressions].function.name : "expr";
            expressions++;
        }
        name = numbered(fold, names, count, name);
        *mem_push(fold->scratch, names, count) = name;
        mem_append(&text, "%s%s", i == 0 ? "" : "_", name);
    }
    return text;
}

const char *
fold_index_columns(Fold *fold, const CommandIndex *index)
{
    const char **columns = NULL;
    size_t count = 0;

    for (size_t i = 0; index->keys[i] != NULL; i++)
    {
        *mem_push(fold->scratch, columns, count) = index->keys[i];
    }
    for (size_t i = 0; !index->has_expression && !index->has_predicate && index->mentions[i] != NULL; i++)
    {
        if (!schema_list_has(index->keys, index->mentions[i]))
        {
            *mem_push(fold->scratch, columns, count) = index->mentions[i];
        }
    }
    *mem_push(fold->scratch, columns, count) = NULL;
    return fold_join_columns(fold, columns, index->calls, index->call_count);
}

/* Columns of an index have different names: the second of a name is numbered. */
static const char *
numbered(Fold *fold, const char *const *names, size_t count, const char *name)
{
    const char *numbered_name = name;

    for (size_t number = 1; schema_list_has_count(names, count, numbered_name); number++)
    {
        numbered_name = mem_printf(fold->scratch, "%s%zu", name, number);
    }
    return numbered_name;
}
