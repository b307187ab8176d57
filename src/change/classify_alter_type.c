/* SPDX-License-Identifier: PostgreSQL */
/*
 * ALTER COLUMN TYPE: from the old type of the column to the new one, and what hangs on the column.
 *
 * Facts (measured on 12 to 18): where the heap stays, an index with an expression or predicate that mentions the column
 * is built again, and a plain one where the operator class or collation changes; valid CHECKs on the column are read
 * again even if the type is the same; partners of foreign keys are locked too, and the key is validated again where the
 * operator changes; an identity's sequence is altered with the column.
 */
#include <string.h>

#include "base/mem.h"
#include "classify_command_internal.h"

static void take_again(ClassifyJudge *judge, const SchemaRelation *relation);
static void judge_change(ClassifyJudge *judge, const SchemaColumn *column);
static void free_change(ClassifyJudge *judge, const SchemaColumn *column, ClassifyTypeChange change, bool reindexes);
static bool is_plain_conversion(const ClassifyJudge *judge);
static bool collation_changes(const ClassifyJudge *judge, const SchemaColumn *column);
static bool is_checked(const SchemaRelation *relation, const char *column);
static bool is_indexed_anew(const ClassifyJudge *judge, const SchemaRelation *relation, bool reindexes);
static void take_sequence(ClassifyJudge *judge, const SchemaColumn *column);

void
classify_refine_alter_type(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    const SchemaRelation *relation = judge->relation;
    const SchemaColumn *column = relation == NULL ? NULL : schema_column(relation, command->member);

    if (relation != NULL)
    {
        classify_take_partners(judge, relation, command->member, LOCK_ACCESS_EXCLUSIVE);
        take_again(judge, relation);
    }
    if (relation == NULL && judge->result->lock_count == 0)
    {
        return;
    }
    if (column == NULL || command->column_count == 0)
    {
        judge->result->loses_data = command->column_count > 0 && classify_type_may_round(command->columns[0].type);
        classify_unsure(judge, "Without the old type a rewrite is assumed.");
        return;
    }
    judge_change(judge, column);
    take_sequence(judge, column);
    if (relation->kind == 'f')
    {
        judge->result->scans = false;
        judge->result->rewrites = false;
    }
}

/* Keys of the column are added again; of their targets until 15 only leaves lose triggers before. */
static void
take_again(ClassifyJudge *judge, const SchemaRelation *relation)
{
    for (size_t i = 0; i < relation->constraint_count; i++)
    {
        const SchemaConstraint *constraint = &relation->constraints[i];

        if (constraint->type == 'f' && classify_list_has(constraint->columns, judge->command->member))
        {
            classify_take_partitions(judge, constraint->foreign, LOCK_SHARE_ROW_EXCLUSIVE);
        }
    }
}

static void
judge_change(ClassifyJudge *judge, const SchemaColumn *column)
{
    const CommandColumn *new = &judge->command->columns[0];
    bool reindexes;
    ClassifyTypeChange change = classify_type_step(judge->schema, column->type, new->type, &reindexes);

    if (change == CLASSIFY_TYPE_UNKNOWN)
    {
        judge->result->loses_data = classify_type_may_round(new->type);
        classify_unsure(judge, "The old type is not known: a rewrite is assumed.");
        return;
    }
    if (judge->command->expression != NULL && !is_plain_conversion(judge) && change < CLASSIFY_TYPE_REWRITE)
    {
        change = CLASSIFY_TYPE_REWRITE;
        classify_say(judge, "USING computes every value anew.");
    }
    if (change == CLASSIFY_TYPE_SAME || change == CLASSIFY_TYPE_WIDER)
    {
        free_change(judge, column, change, reindexes);
        return;
    }
    judge->result->loses_data = change == CLASSIFY_TYPE_LOSSY;
    if (judge->settings->time_zone == 0 && strncmp(column->type.name, "timestamp", 9) == 0 &&
        strncmp(new->type.name, "timestamp", 9) == 0 && strcmp(column->type.name, new->type.name) != 0)
    {
        classify_unsure(judge, "Where TimeZone is UTC only the catalog changes; that it is not is assumed.");
    }
}

static void
free_change(ClassifyJudge *judge, const SchemaColumn *column, ClassifyTypeChange change, bool reindexes)
{
    Classification *result = judge->result;
    bool is_built = is_indexed_anew(judge, judge->relation, reindexes || collation_changes(judge, column));

    result->rewrites = false;
    result->scans = is_built || is_checked(judge->relation, column->name);
    result->breaks_old = false;
    result->breaks_new = change == CLASSIFY_TYPE_WIDER;
    result->change_class = CLASS_EXPAND;
    classify_say(judge, "From %s this changes only the catalog%s.", command_type_text(judge->owner, &column->type),
                 result->scans ? ", but an index of the column is built or a CHECK on it read again" : "");
}

/* Without USING, or with the cast that PostgreSQL would make itself. */
static bool
is_plain_conversion(const ClassifyJudge *judge)
{
    const CommandExpression *expression = judge->command->expression;

    return expression->cast_column != NULL && strcmp(expression->cast_column, judge->command->member) == 0 &&
           (expression->cast_type.name == NULL || expression->cast_type.name[0] == '\0' ||
            command_type_equal(&expression->cast_type, &judge->command->columns[0].type));
}

static bool
collation_changes(const ClassifyJudge *judge, const SchemaColumn *column)
{
    return !classify_same_name(judge->command->columns[0].collation, column->collation);
}

static bool
is_checked(const SchemaRelation *relation, const char *column)
{
    for (size_t i = 0; i < relation->constraint_count; i++)
    {
        const SchemaConstraint *constraint = &relation->constraints[i];

        if (constraint->type == 'c' && constraint->is_valid && classify_list_has(constraint->columns, column))
        {
            return true;
        }
    }
    return false;
}

/* On the table or, as a partition or child has indexes of its own, below it. */
static bool
is_indexed_anew(const ClassifyJudge *judge, const SchemaRelation *relation, bool reindexes)
{
    for (size_t i = 0; i < relation->index_count; i++)
    {
        const SchemaRelation *index = relation->indexes[i];
        bool is_plain = !index->has_expression && !index->has_predicate;

        if (classify_list_has(index->mentions, judge->command->member) && (reindexes || !is_plain))
        {
            return true;
        }
    }
    for (size_t i = 0; i < relation->child_count; i++)
    {
        if (is_indexed_anew(judge, relation->children[i], reindexes))
        {
            return true;
        }
    }
    return false;
}

/* The sequence of an identity column gets the new type; a serial's default is only read again. */
static void
take_sequence(ClassifyJudge *judge, const SchemaColumn *column)
{
    if (column->identity != 0 && column->sequence != NULL)
    {
        classify_take(judge, column->sequence, LOCK_SHARE_ROW_EXCLUSIVE);
    }
    else
    {
        classify_take_default(judge, column);
    }
}
