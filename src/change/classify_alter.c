/* SPDX-License-Identifier: PostgreSQL */
/*
 * ADD COLUMN and the small subcommands about columns: what the table, the type and the expression change of the facts.
 *
 * Facts (measured on 12 to 18): a default is stored in the catalog unless it is volatile (11); a column of a domain with
 * a constraint rewrites the table even without a default; an inline CHECK or UNIQUE reads the table; REFERENCES reads
 * it only with a default; SET NOT NULL believes a valid CHECK (12).
 */
#include <string.h>

#include "base/mem.h"
#include "classify_command_internal.h"

static void add_value(ClassifyJudge *judge, const CommandColumn *column);
static void add_type(ClassifyJudge *judge, const CommandColumn *column);
static void add_inline(ClassifyJudge *judge, const CommandColumn *column, const CommandConstraint *constraint);
static void rewrite(ClassifyJudge *judge);
static bool has_default(const CommandColumn *column);
static const SchemaColumn *own_column(const ClassifyJudge *judge);
static const SchemaConstraint *proof_of_not_null(const SchemaRelation *relation, const char *column);

void
classify_refine_nothing(ClassifyJudge *judge)
{
    (void) judge;
}

void
classify_refine_add_column(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    const CommandColumn *column = command->column_count > 0 ? &command->columns[0] : NULL;

    if (column == NULL || (judge->relation == NULL && judge->result->lock_count == 0))
    {
        return;
    }
    if (command->if_not_exists && judge->relation != NULL && schema_column(judge->relation, column->name) != NULL)
    {
        classify_neutral(judge);
        classify_release(judge);
        classify_take(judge, judge->relation, LOCK_ACCESS_EXCLUSIVE);
        classify_say(judge, "The column exists: nothing is done, even where its type differs.");
        return;
    }
    add_value(judge, column);
    add_type(judge, column);
    for (size_t i = 0; i < command->constraint_count; i++)
    {
        add_inline(judge, column, &command->constraints[i]);
    }
    if (judge->relation != NULL && judge->relation->kind == 'f')
    {
        judge->result->scans = false;
        judge->result->rewrites = false;
    }
}

static void
add_value(ClassifyJudge *judge, const CommandColumn *column)
{
    const char *which = NULL;

    if (column->type.serial != 0 || column->identity != 0)
    {
        rewrite(judge);
        classify_say(judge, "Every row is rewritten to hold its number.");
    }
    else if (column->generated != NULL)
    {
        rewrite(judge);
        classify_say(judge, "Every row is rewritten to hold the generated value.");
    }
    else if (has_default(column) && schema_is_volatile(judge->schema, column->fallback, &which))
    {
        bool is_known = which == NULL;

        rewrite(judge);
        if (which != NULL)
        {
            schema_volatility(judge->schema, classify_name_in_text(judge->owner, which), 0, &is_known);
        }
        classify_take_called(judge, column->fallback->calls, column->fallback->call_count);
        classify_say(judge, "The default is volatile (%s): every row gets a value of its own.",
                     which == NULL ? "it is no constant" : which);
        judge->result->is_exact = judge->result->is_exact && (is_known || judge->settings->is_complete);
    }
    else if (column->not_null && !has_default(column))
    {
        judge->result->scans = true;
        judge->result->breaks_old = true;
        judge->result->change_class = CLASS_EXPAND_CONTRACT;
        classify_say(judge, "V does not fill it, and neither have the old rows a value.");
    }
}

/* The constraint of a domain is checked row by row, in a rewrite. */
static void
add_type(ClassifyJudge *judge, const CommandColumn *column)
{
    bool is_known;

    if (!classify_type_is_constrained(judge, column->type, &is_known))
    {
        if (strcmp(column->type.name, "json") == 0 && column->type.array_dimensions == 0)
        {
            classify_say(judge, "json has no equality: SELECT DISTINCT * and UNION fail from then on.");
        }
        return;
    }
    rewrite(judge);
    if (!is_known)
    {
        classify_unsure(judge, "If %s is a domain with a constraint the table is rewritten; that is assumed.",
                        column->type.name);
        return;
    }
    classify_say(judge, "%s is a domain with a constraint: the table is rewritten to check it.", column->type.name);
}

static void
add_inline(ClassifyJudge *judge, const CommandColumn *column, const CommandConstraint *constraint)
{
    const SchemaRelation *foreign;

    switch (constraint->type)
    {
        case 'f':
            foreign = schema_relation(judge->schema, constraint->foreign_table);
            if (foreign != NULL)
            {
                classify_take_partitions(judge, foreign, LOCK_SHARE_ROW_EXCLUSIVE);
            }
            else
            {
                classify_take_name(judge, constraint->foreign_table, LOCK_SHARE_ROW_EXCLUSIVE);
            }
            judge->result->scans = judge->result->scans || has_default(column) || judge->result->rewrites;
            break;
        case 'c':
            judge->result->scans = true;
            classify_say(judge, "The inline CHECK reads the table.");
            break;
        case 'u':
        case 'p':
        case 'x':
            judge->result->scans = true;
            classify_say(judge, "The index is built under ACCESS EXCLUSIVE.");
            break;
    }
}

static void
rewrite(ClassifyJudge *judge)
{
    judge->result->scans = true;
    judge->result->rewrites = true;
}

static bool
has_default(const CommandColumn *column)
{
    return column->fallback != NULL && !column->fallback->is_null;
}

void
classify_refine_set_default(ClassifyJudge *judge)
{
    const CommandExpression *expression = judge->command->expression;

    if (expression != NULL)
    {
        classify_take_stored(judge, expression->calls, expression->call_count);
    }
}

void
classify_refine_drop_default(ClassifyJudge *judge)
{
    const SchemaColumn *column = own_column(judge);

    if (column == NULL)
    {
        classify_unsure(judge, "It is assumed that the column has a default on which V's INSERTs rely.");
    }
    else if (!column->has_default)
    {
        judge->result->breaks_old = false;
        classify_say(judge, "The column has no default.");
    }
    else if (!column->not_null)
    {
        judge->result->breaks_old = true;
        classify_say(judge, "V's INSERTs that leave the column out store NULL from then on.");
    }
}

void
classify_refine_set_not_null(ClassifyJudge *judge)
{
    const SchemaColumn *column = own_column(judge);
    const SchemaConstraint *proof;

    if (column == NULL)
    {
        classify_unsure(judge, "It is assumed that nothing proves yet that no row holds NULL.");
        return;
    }
    proof = proof_of_not_null(judge->relation, judge->command->member);
    if (column->not_null)
    {
        classify_neutral(judge);
        /* Until 18 children by inheritance are visited all the same. */
        if (judge->settings->server_version >= 180000 || judge->relation->kind == 'p')
        {
            classify_release(judge);
            classify_take(judge, judge->relation, LOCK_ACCESS_EXCLUSIVE);
        }
        classify_say(judge, "The column is NOT NULL already.");
    }
    else if (proof != NULL && judge->settings->server_version >= 120000)
    {
        classify_neutral(judge);
        classify_say(judge, "The valid CHECK \"%s\" proves it: no scan.", proof->name);
    }
}

/* Since 18 NOT NULL is a constraint, which children inherit: where there is none, nothing is done. */
void
classify_refine_drop_not_null(ClassifyJudge *judge)
{
    const SchemaRelation *relation = judge->relation;
    const SchemaColumn *column = own_column(judge);

    if (column == NULL || judge->settings->server_version < 180000)
    {
        return;
    }
    if (!column->not_null)
    {
        classify_release(judge);
        classify_take(judge, relation, LOCK_ACCESS_EXCLUSIVE);
    }
    for (size_t i = 0; column->not_null && judge->command->only && i < relation->child_count; i++)
    {
        classify_take(judge, relation->children[i], LOCK_ACCESS_EXCLUSIVE);
    }
}

static const SchemaConstraint *
proof_of_not_null(const SchemaRelation *relation, const char *column)
{
    for (size_t i = 0; i < relation->constraint_count; i++)
    {
        const SchemaConstraint *constraint = &relation->constraints[i];

        if (constraint->type == 'c' && constraint->is_valid && classify_list_has(constraint->proves_not_null, column))
        {
            return constraint;
        }
    }
    return NULL;
}

void
classify_refine_set_identity(ClassifyJudge *judge)
{
    const SchemaColumn *column = own_column(judge);

    if (column != NULL && column->sequence != NULL)
    {
        classify_take(judge, column->sequence, LOCK_SHARE_ROW_EXCLUSIVE);
    }
    else if (column == NULL)
    {
        classify_unsure(judge, "The sequence of the column is locked too.");
    }
}

void
classify_refine_drop_identity(ClassifyJudge *judge)
{
    const SchemaColumn *column = own_column(judge);

    if (column != NULL && column->identity != 0 && column->sequence != NULL)
    {
        classify_take(judge, column->sequence, LOCK_ACCESS_EXCLUSIVE);
    }
    else if (column != NULL)
    {
        classify_neutral(judge);
    }
    else
    {
        classify_unsure(judge, "The sequence of the column is locked too, and dropped.");
    }
}

static const SchemaColumn *
own_column(const ClassifyJudge *judge)
{
    return judge->relation == NULL || judge->command->member == NULL
               ? NULL
               : schema_column(judge->relation, judge->command->member);
}

void
classify_refine_drop_column(ClassifyJudge *judge)
{
    const SchemaRelation *relation = judge->relation;
    const char *name = judge->command->member;
    const SchemaColumn *column = own_column(judge);

    if (relation == NULL)
    {
        if (judge->result->lock_count > 0)
        {
            classify_unsure(judge, "Whether a foreign key on the column locks a second table is not known.");
        }
        return;
    }
    if (column == NULL && judge->command->if_exists && (relation->is_known || judge->settings->is_complete))
    {
        classify_neutral(judge);
        classify_release(judge);
        classify_take(judge, relation, LOCK_ACCESS_EXCLUSIVE);
        classify_say(judge, "There is no such column: nothing is done.");
        return;
    }
    classify_take_targets(judge, relation, name, LOCK_ACCESS_EXCLUSIVE);
    if (column != NULL && column->sequence != NULL)
    {
        classify_take(judge, column->sequence, LOCK_ACCESS_EXCLUSIVE);
    }
    if (judge->command->cascade)
    {
        classify_take_partners(judge, relation, name, LOCK_ACCESS_EXCLUSIVE);
        classify_take_readers(judge, relation, name);
    }
    for (size_t i = 0; judge->command->only && i < relation->child_count; i++)
    {
        classify_take(judge, relation->children[i], LOCK_ACCESS_EXCLUSIVE); /* its column becomes its own */
    }
    judge->result->is_exact = judge->result->is_exact && (relation->is_known || relation->is_empty);
}
