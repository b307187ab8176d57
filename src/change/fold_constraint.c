/* SPDX-License-Identifier: PostgreSQL */
/*
 * Constraints of tables: made with CREATE TABLE, ADD COLUMN and ADD CONSTRAINT, validated, dropped; and in partitions.
 *
 * A CHECK that is written in CREATE TABLE is valid even with NOT VALID: PostgreSQL has no rows to doubt (12 to 18). A
 * UNIQUE over the columns of the primary key, or written twice, makes no second index.
 */
#include "fold_internal.h"

#include <string.h>

#include "base/mem.h"

static void make(Fold *fold, SchemaRelation *relation, const CommandConstraint *made, const Command *command,
                 bool creates);
static void make_check(Fold *fold, SchemaRelation *relation, const CommandConstraint *made, bool creates, bool only);
static void make_key(Fold *fold, SchemaRelation *relation, const CommandConstraint *made, bool only);
static void make_foreign_key(Fold *fold, SchemaRelation *relation, const CommandConstraint *made, bool creates);
static bool is_written_twice(const Command *command, size_t index);
static bool same_list(const char *const *a, const char *const *b);
static void set_not_null(SchemaRelation *relation, const char *const *columns);
static void drop_key(Fold *fold, SchemaRelation *index);
static void drop_foreign_below(Fold *fold, SchemaRelation *relation, SchemaConstraint key);
static void drop_in_children(Fold *fold, SchemaRelation *relation, const char *name);
static void clone_foreign_key(Fold *fold, const char *name, SchemaRelation *relation);

void
fold_constraints(Fold *fold, SchemaRelation *relation, const Command *command, bool creates)
{
    static const char *const order[] = {"c", "p", "ux", "f"};

    for (size_t pass = 0; pass < sizeof(order) / sizeof(order[0]); pass++)
    {
        for (size_t i = 0; i < command->constraint_count; i++)
        {
            if (strchr(order[pass], command->constraints[i].type) != NULL && !is_written_twice(command, i))
            {
                make(fold, relation, &command->constraints[i], command, creates);
            }
        }
    }
}

void
fold_add_constraint(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);

    if (relation != NULL)
    {
        fold_constraints(fold, relation, command, false);
    }
}

static void
make(Fold *fold, SchemaRelation *relation, const CommandConstraint *made, const Command *command, bool creates)
{
    const SchemaConstraint *known = schema_constraint(relation, made->name);

    if (known != NULL && !known->is_inherited)
    {
        if (fold->depth > 0)
        {
            return;
        }
        schema_drop_constraint(fold->schema, relation, made->name);
    }
    switch (made->type)
    {
        case 'c':
            make_check(fold, relation, made, creates, command->only);
            break;
        case 'p':
        case 'u':
        case 'x':
            make_key(fold, relation, made, command->only);
            break;
        case 'f':
            make_foreign_key(fold, relation, made, creates);
            break;
        default: /* a domain's NOT NULL is no constraint of a table */
            break;
    }
}

static void
make_check(Fold *fold, SchemaRelation *relation, const CommandConstraint *made, bool creates, bool only)
{
    Schema *schema = fold->schema;
    const char *const *columns = made->expression == NULL ? made->columns : made->expression->columns;
    const char *single = columns[0] != NULL && columns[1] == NULL ? columns[0] : NULL;
    const char *name = made->name != NULL ? made->name : fold_choose_constraint(fold, relation, single, "check");
    SchemaConstraint *constraint = schema_constraint(relation, name);

    if (constraint != NULL)
    {
        constraint->is_also_own = true;
        return;
    }
    constraint = schema_add_constraint(schema, relation, name, 'c');
    constraint->columns = schema_keep_list(schema, made->columns);
    constraint->is_valid = creates || !made->is_not_valid;
    constraint->is_no_inherit = made->no_inherit;
    constraint->expression = schema_keep_expression(schema, made->expression);
    constraint->proves_not_null =
        constraint->expression == NULL ? schema_no_texts : constraint->expression->proves_not_null;
    for (size_t i = 0; i < relation->child_count && !only && !made->no_inherit; i++)
    {
        fold_inherit_check(fold, schema_constraint(relation, name), relation->children[i]);
    }
}

void
fold_inherit_check(Fold *fold, const SchemaConstraint *inherited, SchemaRelation *child)
{
    SchemaConstraint *constraint = schema_constraint(child, inherited->name);
    SchemaConstraint copy = *inherited;

    if (constraint != NULL)
    {
        constraint->is_also_own = !constraint->is_inherited;
        constraint->is_inherited = true;
        return;
    }
    copy.is_inherited = true;
    copy.is_also_own = false;
    constraint = schema_add_constraint(fold->schema, child, copy.name, 'c');
    copy.name = constraint->name;
    *constraint = copy;
    for (size_t i = 0; i < child->child_count; i++)
    {
        fold_inherit_check(fold, &copy, child->children[i]);
    }
}

static void
make_key(Fold *fold, SchemaRelation *relation, const CommandConstraint *made, bool only)
{
    Schema *schema = fold->schema;
    SchemaConstraint key = {.type = made->type, .columns = schema_keep_list(schema, made->columns)};
    SchemaConstraint *constraint;
    const char *columns = fold_join_columns(fold, key.columns, NULL, 0);

    key.is_deferrable = made->is_deferrable;
    if (made->name != NULL)
    {
        key.name = made->name;
    }
    else if (made->type == 'p')
    {
        key.name = fold_choose_relation(fold, relation, NULL, "pkey", true);
    }
    else
    {
        key.name = fold_choose_relation(fold, relation, columns, made->type == 'u' ? "key" : "excl", true);
    }
    if (made->type == 'p')
    {
        set_not_null(relation, key.columns);
    }
    constraint = schema_add_constraint(schema, relation, key.name, key.type);
    key.name = constraint->name;
    constraint->columns = key.columns;
    constraint->is_deferrable = key.is_deferrable;
    fold_constraint_index(fold, relation, key, only);
}

static void
set_not_null(SchemaRelation *relation, const char *const *columns)
{
    for (size_t i = 0; columns[i] != NULL; i++)
    {
        SchemaColumn *column = schema_column(relation, columns[i]);

        if (column != NULL)
        {
            column->not_null = true;
        }
    }
    for (size_t i = 0; i < relation->child_count; i++)
    {
        set_not_null(relation->children[i], columns);
    }
}

static void
make_foreign_key(Fold *fold, SchemaRelation *relation, const CommandConstraint *made, bool creates)
{
    Schema *schema = fold->schema;
    SchemaRelation *foreign = schema_need_relation(schema, made->foreign_table, 'r');
    const char *name = made->name;
    SchemaConstraint *constraint;

    if (name == NULL)
    {
        name = fold_choose_constraint(fold, relation, fold_join_columns(fold, made->columns, NULL, 0), "fkey");
    }
    constraint = schema_add_constraint(schema, relation, name, 'f');
    constraint->columns = schema_keep_list(schema, made->columns);
    constraint->foreign = foreign;
    constraint->foreign_columns = schema_keep_list(schema, made->foreign_columns);
    constraint->is_valid = creates || !made->is_not_valid;
    constraint->is_deferrable = made->is_deferrable;
    schema_note_referrer(schema, foreign, relation);
    if (relation->kind == 'p')
    {
        clone_foreign_key(fold, name, relation);
    }
}

static void
clone_foreign_key(Fold *fold, const char *name, SchemaRelation *relation)
{
    for (size_t i = 0; i < relation->child_count; i++)
    {
        fold_inherit_foreign_key(fold, schema_constraint(relation, name), relation->children[i]);
    }
}

void
fold_inherit_foreign_key(Fold *fold, const SchemaConstraint *inherited, SchemaRelation *child)
{
    SchemaConstraint copy = *inherited;
    SchemaConstraint *constraint;

    for (size_t i = 0; i < child->constraint_count; i++)
    {
        constraint = &child->constraints[i];
        if (constraint->foreign == copy.foreign && same_list(constraint->columns, copy.columns))
        {
            constraint->is_inherited = true;
            return;
        }
    }
    if (schema_constraint(child, copy.name) != NULL)
    {
        copy.name = fold_choose_constraint(fold, child, fold_join_columns(fold, copy.columns, NULL, 0), "fkey");
    }
    copy.is_inherited = true;
    copy.is_also_own = false;
    constraint = schema_add_constraint(fold->schema, child, copy.name, 'f');
    copy.name = constraint->name;
    *constraint = copy;
    schema_note_referrer(fold->schema, copy.foreign, child);
    clone_foreign_key(fold, copy.name, child);
}

/* UNIQUE or PRIMARY KEY over the columns of one before it, or of the primary key. */
static bool
is_written_twice(const Command *command, size_t index)
{
    const CommandConstraint *later = &command->constraints[index];

    if (later->type != 'u' || later->index != NULL)
    {
        return false;
    }
    for (size_t i = 0; i < command->constraint_count; i++)
    {
        const CommandConstraint *other = &command->constraints[i];
        bool is_first = other->type == 'p' || (other->type == 'u' && i < index);

        if (is_first && same_list(other->columns, later->columns) && other->is_deferrable == later->is_deferrable &&
            other->index == NULL)
        {
            return true;
        }
    }
    return false;
}

static bool
same_list(const char *const *a, const char *const *b)
{
    size_t i = 0;

    while (a[i] != NULL && b[i] != NULL && strcmp(a[i], b[i]) == 0)
    {
        i++;
    }
    return a[i] == NULL && b[i] == NULL;
}

void
fold_add_using_index(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);
    const CommandConstraint *made = command->constraint_count == 0 ? NULL : &command->constraints[0];
    SchemaConstraint *constraint;
    SchemaRelation *index;
    const char *name;

    if (relation == NULL || made == NULL || made->index == NULL)
    {
        return;
    }
    index = schema_relation_near(fold->schema, relation, (QualifiedName){.name = made->index});
    name = schema_keep(fold->schema, made->name != NULL ? made->name : made->index);
    schema_drop_constraint(fold->schema, relation, name);
    constraint = schema_add_constraint(fold->schema, relation, name, made->type);
    constraint->is_deferrable = made->is_deferrable;
    if (index == NULL || index->is_dropped || index->table != relation)
    {
        return;
    }
    schema_rename_relation(fold->schema, index, NULL, name);
    index->is_constraint_index = true;
    index->is_primary = made->type == 'p';
    constraint->index = index;
    constraint->columns = index->keys;
    if (made->type == 'p')
    {
        set_not_null(relation, constraint->columns);
    }
}

void
fold_validate_constraint(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);
    SchemaConstraint *constraint = relation == NULL ? NULL : schema_constraint(relation, command->member);

    if (constraint == NULL)
    {
        return;
    }
    constraint->is_valid = true;
    for (size_t i = 0; i < relation->child_count; i++)
    {
        SchemaConstraint *below = schema_constraint(relation->children[i], command->member);

        if (below != NULL && below->is_inherited)
        {
            below->is_valid = true;
        }
    }
}

void
fold_drop_constraint(Fold *fold, const Command *command)
{
    SchemaRelation *relation = fold_altered(fold, command);
    const SchemaConstraint *constraint = relation == NULL ? NULL : schema_constraint(relation, command->member);

    if (constraint == NULL)
    {
        return;
    }
    if (constraint->index != NULL)
    {
        drop_key(fold, constraint->index);
        schema_drop_constraint(fold->schema, relation, command->member);
        return;
    }
    if (constraint->type == 'f')
    {
        drop_foreign_below(fold, relation, *constraint);
    }
    for (size_t i = 0; i < relation->child_count && !command->only && constraint->type == 'c'; i++)
    {
        drop_in_children(fold, relation->children[i], command->member);
    }
    schema_drop_constraint(fold->schema, relation, command->member);
}

/* Those of partitions may have other names. */
static void
drop_foreign_below(Fold *fold, SchemaRelation *relation, SchemaConstraint key)
{
    for (size_t i = 0; i < relation->child_count; i++)
    {
        SchemaRelation *child = relation->children[i];

        drop_foreign_below(fold, child, key);
        for (size_t k = child->constraint_count; k-- > 0;)
        {
            const SchemaConstraint *constraint = &child->constraints[k];

            if (constraint->is_inherited && constraint->foreign == key.foreign &&
                same_list(constraint->columns, key.columns))
            {
                schema_drop_constraint(fold->schema, child, constraint->name);
            }
        }
    }
}

/* The constraints of the indexes of partitions, which may have other names. */
static void
drop_key(Fold *fold, SchemaRelation *index)
{
    while (index->child_count > 0)
    {
        SchemaRelation *child = index->children[0];
        const SchemaConstraint *constraint = schema_index_constraint(child);

        drop_key(fold, child);
        schema_unlink_child(index, child);
        if (constraint != NULL)
        {
            schema_drop_constraint(fold->schema, child->table, constraint->name);
        }
    }
}

static void
drop_in_children(Fold *fold, SchemaRelation *relation, const char *name)
{
    SchemaConstraint *constraint = schema_constraint(relation, name);

    if (constraint == NULL || constraint->type != 'c')
    {
        return;
    }
    if (constraint->is_also_own)
    {
        constraint->is_inherited = false;
        constraint->is_also_own = false;
        return;
    }
    if (!constraint->is_inherited)
    {
        return;
    }
    for (size_t i = 0; i < relation->child_count; i++)
    {
        drop_in_children(fold, relation->children[i], name);
    }
    schema_drop_constraint(fold->schema, relation, name);
}
