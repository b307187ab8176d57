/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the tests of schema and fold share: SQL folded into a schema, and a relation as text that a test can compare.
 *
 * A dump has one line for the relation, then its columns, constraints, indexes, triggers and links, each where there are
 * any; parts of a line that say nothing are left out.
 */
#ifndef TESTS_SCHEMA_DUMP_H
#define TESTS_SCHEMA_DUMP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "change/fold.h"

typedef struct FoldCase
{
    const char *sql;
    const char *relation; /* "table" or "schema.table" */
    const char *dump;     /* "" where it is not there */
} FoldCase;

/* Statements of one file, transaction 0, folded into SCHEMA. */
static inline void
fold_sql(Schema *schema, const char *sql, FoldPlace place)
{
    void *owner = mem_root("sql");
    CommandList *list = NULL;
    DdlErrorPlace where;
    Error err = {0};

    if (!command_parse(owner, sql, &list, &where, &err))
    {
        fail_msg("%s: %s", sql, err.message);
    }
    for (size_t i = 0; i < list->count; i++)
    {
        place.statement++;
        fold_command(schema, &list->commands[i], place);
    }
    mem_free(owner);
}

static inline Schema *
folded(void *owner, const char *sql)
{
    Schema *schema = schema_new(owner, 150000);

    schema_settings(schema)->is_complete = true;
    fold_begin_file(schema, 1);
    fold_sql(schema, sql, (FoldPlace){.file = 1});
    return schema;
}

static inline void
dump_list(char **text, const char *const *list)
{
    for (size_t i = 0; list != NULL && list[i] != NULL; i++)
    {
        mem_append(text, "%s%s", i == 0 ? "" : ",", list[i]);
    }
}

static inline void
dump_columns(void *owner, char **text, const SchemaRelation *relation)
{
    for (size_t i = 0; i < relation->column_count; i++)
    {
        const SchemaColumn *column = &relation->columns[i];

        mem_append(text, "  %s %s%s%s", column->name, command_type_text(owner, &column->type),
                   column->not_null ? " not null" : "", column->has_default ? " default" : "");
        mem_append(text, "%s%s%s%s%s\n", column->identity == 0 ? "" : " identity",
                   column->generated == 0 ? "" : " generated", column->sequence == NULL ? "" : " owns ",
                   column->sequence == NULL ? "" : column->sequence->name, column->is_inherited ? " inherited" : "");
    }
}

static inline void
dump_constraints(char **text, const SchemaRelation *relation)
{
    for (size_t i = 0; i < relation->constraint_count; i++)
    {
        const SchemaConstraint *constraint = &relation->constraints[i];

        mem_append(text, "  %c %s (", constraint->type, constraint->name);
        dump_list(text, constraint->columns);
        mem_append(text, ")");
        if (constraint->foreign != NULL)
        {
            mem_append(text, " -> %s(", constraint->foreign->name);
            dump_list(text, constraint->foreign_columns);
            mem_append(text, ")");
        }
        mem_append(text, "%s%s\n", constraint->is_valid ? "" : " not valid",
                   constraint->is_inherited ? " inherited" : "");
    }
}

static inline void
dump_relations(char **text, const char *word, SchemaRelation *const *relations, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        mem_append(text, "%s%s", i == 0 ? word : ",", relations[i]->name);
    }
    mem_append(text, "%s", count == 0 ? "" : "\n");
}

static inline char *
dump_relation(void *owner, const SchemaRelation *relation)
{
    char *text = mem_printf(owner, "%c %s%s%s\n", relation->kind, relation->name, relation->is_known ? "" : " stub",
                            relation->is_empty ? " empty" : "");

    dump_columns(owner, &text, relation);
    dump_constraints(&text, relation);
    for (size_t i = 0; i < relation->index_count; i++)
    {
        const SchemaRelation *index = relation->indexes[i];

        mem_append(&text, "  %c %s%s (", index->kind, index->name, index->is_unique ? " unique" : "");
        dump_list(&text, index->keys);
        mem_append(&text, ")%s\n", index->is_valid ? "" : " invalid");
    }
    for (size_t i = 0; i < relation->trigger_count; i++)
    {
        mem_append(&text, "  trigger %s\n", relation->triggers[i].name);
    }
    dump_relations(&text, "  parents ", relation->parents, relation->parent_count);
    dump_relations(&text, "  children ", relation->children, relation->child_count);
    dump_relations(&text, "  referrers ", relation->referrers, relation->referrer_count);
    for (size_t i = 0; i < relation->reader_count; i++)
    {
        mem_append(&text, "  reader %s\n", relation->readers[i].relation->name);
    }
    return text;
}

static inline void
check_dump(void *owner, const Schema *schema, const FoldCase *check)
{
    const char *dot = strchr(check->relation, '.');
    QualifiedName name = {.name = dot == NULL ? check->relation : dot + 1};
    const SchemaRelation *relation;

    if (dot != NULL)
    {
        name.schema = mem_strndup(owner, check->relation, (size_t) (dot - check->relation));
    }
    relation = schema_relation(schema, name);
    assert_string_equal(relation == NULL ? "" : dump_relation(owner, relation), check->dump);
}

/* Each case in a schema of its own; a deep copy must say the same. */
static inline void
check_cases(const FoldCase *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        void *owner = mem_root("case");
        const Schema *schema = folded(owner, cases[i].sql);

        check_dump(owner, schema, &cases[i]);
        check_dump(owner, schema_copy(owner, schema), &cases[i]);
        check_dump(owner, schema_copy_briefly(owner, schema), &cases[i]);
        mem_free(owner);
    }
}

#define CHECK_CASES(cases) check_cases((cases), sizeof(cases) / sizeof((cases)[0]))

#endif
