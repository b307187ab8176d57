/* SPDX-License-Identifier: PostgreSQL */
/*
 * Constraints of tables and domains: partners, partitions, what is read to prove them.
 *
 * Facts (measured on 12 to 18): a foreign key locks both tables with SHARE ROW EXCLUSIVE, all partitions of both;
 * UNIQUE on a partitioned table builds on the partitions under SHARE (18: ACCESS EXCLUSIVE); dropping the constraint of
 * a foreign key takes ACCESS EXCLUSIVE on its partner; one that is valid already is not validated again.
 */
#include <string.h>

#include "base/mem.h"
#include "classify_command_internal.h"

static const CommandConstraint *written(const ClassifyJudge *judge);
static void take_foreign(ClassifyJudge *judge, QualifiedName name, LockMode mode);
static void take_heirs(ClassifyJudge *judge, const SchemaRelation *relation);
static bool is_not_null(const SchemaRelation *relation, const char *column);
static void guess_partner(ClassifyJudge *judge);
static void drop_known(ClassifyJudge *judge, const SchemaConstraint *constraint);
static void take_checked(ClassifyJudge *judge);
static void drop_referring(ClassifyJudge *judge, const SchemaConstraint *key);

void
classify_refine_add_check(ClassifyJudge *judge)
{
    const CommandConstraint *constraint = written(judge);

    if (constraint == NULL)
    {
        return;
    }
    if (constraint->no_inherit && judge->relation != NULL)
    {
        /* Since 18 children are locked all the same. */
        if (judge->settings->server_version < 180000)
        {
            classify_release(judge);
            classify_take(judge, judge->relation, LOCK_ACCESS_EXCLUSIVE);
        }
        classify_touch(judge, judge->relation);
    }
    if (constraint->is_not_valid)
    {
        judge->result->scans = false;
        judge->result->change_class = CLASS_CONTRACT;
        classify_say(judge, "NOT VALID spares the scan; every write is checked from then on all the same.");
    }
}

void
classify_refine_add_foreign_key(ClassifyJudge *judge)
{
    const CommandConstraint *constraint = written(judge);

    if (constraint == NULL)
    {
        return;
    }
    take_foreign(judge, constraint->foreign_table, LOCK_SHARE_ROW_EXCLUSIVE);
    if (constraint->is_not_valid)
    {
        judge->result->scans = false;
        judge->result->change_class = CLASS_CONTRACT;
        classify_say(judge, "NOT VALID spares the scan; every write is checked from then on all the same.");
    }
}

static void
take_foreign(ClassifyJudge *judge, QualifiedName name, LockMode mode)
{
    const SchemaRelation *foreign = schema_relation(judge->schema, name);

    if (foreign == NULL)
    {
        classify_take_name(judge, name, mode);
        return;
    }
    classify_take_partitions(judge, foreign, mode);
}

void
classify_refine_add_unique(ClassifyJudge *judge)
{
    const CommandConstraint *constraint = written(judge);
    const SchemaRelation *relation = judge->relation;
    LockMode mode = judge->settings->server_version >= 180000 ? LOCK_ACCESS_EXCLUSIVE : LOCK_SHARE;

    if (relation == NULL || relation->kind != 'p' || constraint == NULL)
    {
        if (relation != NULL)
        {
            take_heirs(judge, relation);
            classify_touch(judge, relation);
        }
        return;
    }
    if (judge->command->only)
    {
        judge->result->scans = false;
        return;
    }
    for (size_t i = 0; judge->command->kind == COMMAND_ADD_PRIMARY_KEY && constraint->columns[i] != NULL; i++)
    {
        if (!is_not_null(relation, constraint->columns[i]))
        {
            mode = LOCK_ACCESS_EXCLUSIVE;
        }
    }
    classify_take_tree(judge, relation, mode);
    classify_touch_tree(judge, relation);
}

/* Children by inheritance have no such key, but get the NOT NULL of a primary key; 18 locks them for any. */
static void
take_heirs(ClassifyJudge *judge, const SchemaRelation *relation)
{
    bool is_primary =
        judge->command->kind == COMMAND_ADD_PRIMARY_KEY || judge->command->kind == COMMAND_ADD_PRIMARY_KEY_USING_INDEX;

    if (!judge->command->only && (is_primary || judge->settings->server_version >= 180000))
    {
        classify_take_tree(judge, relation, LOCK_ACCESS_EXCLUSIVE);
    }
}

static bool
is_not_null(const SchemaRelation *relation, const char *column)
{
    const SchemaColumn *found = schema_column(relation, column);

    return found != NULL && found->not_null;
}

/* The index is used as it is; what a primary key needs beside it is that its columns hold no NULL. */
void
classify_refine_using_index(ClassifyJudge *judge)
{
    const CommandConstraint *constraint = written(judge);
    const SchemaRelation *index;
    bool is_proved = true;

    if (judge->relation != NULL)
    {
        take_heirs(judge, judge->relation);
    }
    if (constraint == NULL || judge->command->kind != COMMAND_ADD_PRIMARY_KEY_USING_INDEX)
    {
        return;
    }
    index = constraint->index == NULL || judge->relation == NULL
                ? NULL
                : schema_relation(judge->schema, (QualifiedName){judge->relation->schema, constraint->index});
    if (index == NULL || index->keys == NULL)
    {
        classify_unsure(judge, "If the columns of the index may hold NULL the table is read; that is assumed.");
        return;
    }
    for (size_t i = 0; index->keys[i] != NULL; i++)
    {
        bool has_proof = is_not_null(judge->relation, index->keys[i]);

        for (size_t j = 0; j < judge->relation->constraint_count && !has_proof; j++)
        {
            const SchemaConstraint *check = &judge->relation->constraints[j];

            has_proof =
                check->type == 'c' && check->is_valid && classify_list_has(check->proves_not_null, index->keys[i]);
        }
        is_proved = is_proved && has_proof;
    }
    if (is_proved)
    {
        classify_neutral(judge);
        classify_say(judge, "The columns are known to hold no NULL: no scan.");
    }
}

void
classify_refine_validate(ClassifyJudge *judge)
{
    const SchemaRelation *relation = judge->relation;
    const SchemaConstraint *constraint =
        relation == NULL || judge->command->member == NULL ? NULL : schema_constraint(relation, judge->command->member);

    if (constraint == NULL)
    {
        if (judge->result->lock_count > 0)
        {
            classify_unsure(judge, "If it is a foreign key, ROW SHARE is taken on the other table too.");
        }
        return;
    }
    if (constraint->is_valid)
    {
        judge->result->scans = false;
        classify_say(judge, "It is valid already.");
        return;
    }
    if (constraint->type == 'f')
    {
        classify_take_partitions(judge, constraint->foreign, LOCK_ROW_SHARE);
        classify_touch(judge, relation);
    }
    else
    {
        classify_take_tree(judge, relation, LOCK_SHARE_UPDATE_EXCLUSIVE);
        classify_touch_tree(judge, relation);
    }
}

void
classify_refine_drop_constraint(ClassifyJudge *judge)
{
    const SchemaRelation *relation = judge->relation;
    const SchemaConstraint *constraint =
        relation == NULL || judge->command->member == NULL ? NULL : schema_constraint(relation, judge->command->member);

    if (constraint != NULL)
    {
        drop_known(judge, constraint);
    }
    else if (relation != NULL && judge->command->if_exists && (relation->is_known || judge->settings->is_complete))
    {
        classify_neutral(judge);
        classify_say(judge, "There is no such constraint: nothing is done.");
    }
    else if (judge->result->lock_count > 0)
    {
        guess_partner(judge);
    }
}

static void
guess_partner(ClassifyJudge *judge)
{
    QualifiedName partner = classify_guess_partner(judge, judge->command->names[0], judge->command->member);

    if (partner.name == NULL)
    {
        classify_unsure(judge, "If it is a foreign key, the other table is locked too.");
        return;
    }
    classify_take_name(judge, partner, LOCK_ACCESS_EXCLUSIVE);
    classify_unsure(judge, "By its name it is a foreign key to %s, which is locked too.", partner.name);
}

static void
drop_known(ClassifyJudge *judge, const SchemaConstraint *constraint)
{
    switch (constraint->type)
    {
        case 'f':
            classify_take(judge, constraint->foreign, LOCK_ACCESS_EXCLUSIVE);
            classify_take_referenced(judge, constraint->foreign, LOCK_ACCESS_EXCLUSIVE);
            classify_take_partitions(judge, judge->relation, LOCK_ACCESS_EXCLUSIVE);
            judge->result->breaks_old = false;
            judge->result->breaks_new = true;
            break;
        case 'c':
            take_checked(judge);
            judge->result->breaks_old = false;
            judge->result->breaks_new = true;
            break;
        case 'p':
        case 'u':
            classify_take_partitions(judge, judge->relation, LOCK_ACCESS_EXCLUSIVE);
            drop_referring(judge, constraint);
            classify_say(judge, "ON CONFLICT in V may need it.");
            break;
    }
}

/* With ONLY the constraint becomes the children's own. */
static void
take_checked(ClassifyJudge *judge)
{
    if (!judge->command->only)
    {
        classify_take_tree(judge, judge->relation, LOCK_ACCESS_EXCLUSIVE);
        return;
    }
    for (size_t i = 0; i < judge->relation->child_count; i++)
    {
        classify_take(judge, judge->relation->children[i], LOCK_ACCESS_EXCLUSIVE);
    }
}

/* With CASCADE the foreign keys that point at the key go too. */
static void
drop_referring(ClassifyJudge *judge, const SchemaConstraint *key)
{
    for (size_t i = 0; i < judge->relation->referrer_count && judge->command->cascade; i++)
    {
        const SchemaRelation *referrer = judge->relation->referrers[i];

        for (size_t j = 0; j < referrer->constraint_count; j++)
        {
            const SchemaConstraint *constraint = &referrer->constraints[j];
            const char *const *columns = constraint->foreign_columns;
            bool is_primary = columns == NULL || columns[0] == NULL;

            if (constraint->type == 'f' && constraint->foreign == judge->relation &&
                (is_primary ? key->type == 'p' : classify_list_has(key->columns, columns[0])))
            {
                classify_take_partitions(judge, referrer, LOCK_ACCESS_EXCLUSIVE);
            }
        }
    }
}

void
classify_refine_rename_constraint(ClassifyJudge *judge)
{
    const SchemaConstraint *constraint = judge->relation == NULL || judge->command->member == NULL
                                             ? NULL
                                             : schema_constraint(judge->relation, judge->command->member);

    if (constraint != NULL && constraint->type == 'c' && !judge->command->only)
    {
        classify_take_tree(judge, judge->relation, LOCK_ACCESS_EXCLUSIVE);
    }
}

static const CommandConstraint *
written(const ClassifyJudge *judge)
{
    return judge->command->constraint_count > 0 ? &judge->command->constraints[0] : NULL;
}

/* ---- domains ---- */

typedef struct DomainSearch
{
    ClassifyJudge *judge;
    const SchemaType *domain;
} DomainSearch;

static void take_if_of_domain(SchemaRelation *relation, void *context);

/* A constraint of a domain is checked in every column of it. */
void
classify_refine_domain_check(ClassifyJudge *judge)
{
    const Command *command = judge->command;
    const CommandConstraint *constraint = written(judge);
    DomainSearch search = {.judge = judge};

    if (constraint != NULL && constraint->is_not_valid)
    {
        judge->result->scans = false;
        judge->result->change_class = CLASS_CONTRACT;
        return;
    }
    search.domain =
        command->name_count == 0 ? NULL : schema_type(judge->schema, command->names[0].schema, command->names[0].name);
    if (search.domain == NULL)
    {
        classify_unsure(judge, "Every table with a column of the domain is read under SHARE.");
        judge->result->lock = LOCK_SHARE;
        judge->result->danger = true;
        return;
    }
    schema_each_relation(judge->schema, take_if_of_domain, &search);
    judge->result->scans = judge->touched_count > 0;
    if (!judge->settings->is_complete)
    {
        classify_unsure(judge, "Tables that are not known may have columns of the domain too.");
    }
}

static void
take_if_of_domain(SchemaRelation *relation, void *context)
{
    DomainSearch *search = context;

    for (size_t i = 0; i < relation->column_count && (relation->kind == 'r' || relation->kind == 'm'); i++)
    {
        const CommandType *type = &relation->columns[i].type;

        if (type->array_dimensions == 0 && classify_type_uses(search->judge->schema, *type, search->domain))
        {
            classify_take(search->judge, relation, LOCK_SHARE);
            classify_touch(search->judge, relation);
            return;
        }
    }
}
