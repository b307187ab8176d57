/* SPDX-License-Identifier: PostgreSQL */
/*
 * A deep copy of a whole Schema, for what will be taken back.
 *
 * Relations keep their place in the list of relations, so that a pointer to one of the old schema becomes a pointer to
 * the one at the same place of the new. Invariant: every pointer member of the structures in change/schema.h is mapped
 * or copied here.
 */
#include "schema_internal.h"

#include "base/mem.h"

typedef struct Clone
{
    const Schema *from;
    Schema *to;
    SchemaCopier copier;
} Clone;

static Schema *copy(void *owner, const Schema *schema, bool shares_texts);
static void clone_settings(Clone *clone);
static void clone_relations(Clone *clone);
static void fill_relation(const Clone *clone, const SchemaRelation *from, SchemaRelation *to);
static void fill_columns(const Clone *clone, const SchemaRelation *from, SchemaRelation *to);
static void fill_constraints(const Clone *clone, const SchemaRelation *from, SchemaRelation *to);
static void fill_parts(const Clone *clone, const SchemaRelation *from, SchemaRelation *to);
static void fill_links(const Clone *clone, const SchemaRelation *from, SchemaRelation *to);
static void clone_types(Clone *clone);
static void clone_functions(Clone *clone);
static void clone_tables(Clone *clone);
static void clone_fold_state(Clone *clone);
static SchemaRelation *mapped(const Clone *clone, const SchemaRelation *relation);
static SchemaRelation **mapped_array(const Clone *clone, void *owner, SchemaRelation *const *array, size_t count);
static SchemaDependency *mapped_dependencies(const Clone *clone, void *owner, const SchemaDependency *array,
                                             size_t count);
static const char **text_array(const Clone *clone, void *owner, const char *const *texts, size_t count);
static const char *const *list_or_null(const Clone *clone, const char *const *list);

Schema *
schema_copy(void *owner, const Schema *schema)
{
    return copy(owner, schema, false);
}

Schema *
schema_copy_briefly(void *owner, const Schema *schema)
{
    return copy(owner, schema, true);
}

static Schema *
copy(void *owner, const Schema *schema, bool shares_texts)
{
    Clone clone = {.from = schema, .to = mem_new(owner, Schema)};

    clone.to->arena.owner = clone.to;
    clone.copier = schema_copier(clone.to);
    clone.copier.shares_texts = shares_texts;
    clone_settings(&clone);
    clone_relations(&clone);
    clone_types(&clone);
    clone_functions(&clone);
    clone_tables(&clone);
    clone_fold_state(&clone);
    return clone.to;
}

static void
clone_settings(Clone *clone)
{
    clone->to->settings = clone->from->settings;
    clone->to->settings.search_path = schema_copy_list(&clone->copier, clone->from->settings.search_path);
    clone->to->session_is_changed = clone->from->session_is_changed;
    clone->to->transaction_is_changed = clone->from->transaction_is_changed;
    clone->to->session = clone->from->session;
    clone->to->session.search_path = list_or_null(clone, clone->from->session.search_path);
    clone->to->transaction = clone->from->transaction;
    clone->to->transaction.search_path = list_or_null(clone, clone->from->transaction.search_path);
}

static void
clone_relations(Clone *clone)
{
    const SchemaList *from = &clone->from->relation_list;
    SchemaList *to = &clone->to->relation_list;

    *to = (SchemaList){
        .items = mem_array(clone->to, void *, from->count + 1), .count = from->count, .holes = from->holes};
    for (size_t i = 0; i < from->count; i++)
    {
        to->items[i] = from->items[i] == NULL ? NULL : mem_new(clone->to, SchemaRelation);
    }
    for (size_t i = 0; i < from->count; i++)
    {
        if (from->items[i] != NULL)
        {
            fill_relation(clone, from->items[i], to->items[i]);
        }
    }
}

static void
fill_relation(const Clone *clone, const SchemaRelation *from, SchemaRelation *to)
{
    const SchemaCopier *copier = &clone->copier;

    *to = *from;
    to->schema = schema_copy_text(copier, from->schema);
    to->name = schema_copy_text(copier, from->name);
    to->bound = schema_copy_text(copier, from->bound);
    to->column_names = schema_copy_text(copier, from->column_names);
    to->method = schema_copy_text(copier, from->method);
    to->owner_column = schema_copy_text(copier, from->owner_column);
    to->of_type = schema_copy_text(copier, from->of_type);
    to->replica_index = schema_copy_text(copier, from->replica_index);
    to->clustered_index = schema_copy_text(copier, from->clustered_index);
    to->partition_columns = list_or_null(clone, from->partition_columns);
    to->keys = list_or_null(clone, from->keys);
    to->mentions = list_or_null(clone, from->mentions);
    fill_columns(clone, from, to);
    fill_constraints(clone, from, to);
    fill_parts(clone, from, to);
    fill_links(clone, from, to);
}

static void
fill_columns(const Clone *clone, const SchemaRelation *from, SchemaRelation *to)
{
    to->columns = from->column_count == 0 ? NULL : mem_array(to, SchemaColumn, from->column_count);
    for (size_t i = 0; i < from->column_count; i++)
    {
        const SchemaColumn *column = &from->columns[i];

        to->columns[i] = *column;
        to->columns[i].name = schema_copy_text(&clone->copier, column->name);
        to->columns[i].type = schema_copy_type(&clone->copier, column->type);
        to->columns[i].collation = schema_copy_text(&clone->copier, column->collation);
        to->columns[i].fallback = schema_copy_expression(&clone->copier, column->fallback);
        to->columns[i].generated_from = list_or_null(clone, column->generated_from);
        to->columns[i].sequence = mapped(clone, column->sequence);
    }
}

static void
fill_constraints(const Clone *clone, const SchemaRelation *from, SchemaRelation *to)
{
    to->constraints = from->constraint_count == 0 ? NULL : mem_array(to, SchemaConstraint, from->constraint_count);
    for (size_t i = 0; i < from->constraint_count; i++)
    {
        const SchemaConstraint *constraint = &from->constraints[i];

        to->constraints[i] = *constraint;
        to->constraints[i].name = schema_copy_text(&clone->copier, constraint->name);
        to->constraints[i].columns = schema_copy_list(&clone->copier, constraint->columns);
        to->constraints[i].foreign = mapped(clone, constraint->foreign);
        to->constraints[i].foreign_columns = schema_copy_list(&clone->copier, constraint->foreign_columns);
        to->constraints[i].index = mapped(clone, constraint->index);
        to->constraints[i].proves_not_null = schema_copy_list(&clone->copier, constraint->proves_not_null);
        to->constraints[i].expression = schema_copy_expression(&clone->copier, constraint->expression);
        schema_count_constraint_name(clone->to, to->schema, constraint->name, 1);
    }
}

static void
fill_parts(const Clone *clone, const SchemaRelation *from, SchemaRelation *to)
{
    to->triggers = from->trigger_count == 0 ? NULL : mem_array(to, SchemaTrigger, from->trigger_count);
    for (size_t i = 0; i < from->trigger_count; i++)
    {
        to->triggers[i] = from->triggers[i];
        to->triggers[i].name = schema_copy_text(&clone->copier, from->triggers[i].name);
        to->triggers[i].function = schema_copy_name(&clone->copier, from->triggers[i].function);
        to->triggers[i].update_columns = schema_copy_list(&clone->copier, from->triggers[i].update_columns);
    }
    to->policies = text_array(clone, to, from->policies, from->policy_count);
    to->rules = text_array(clone, to, from->rules, from->rule_count);
    to->asked = from->asked_count == 0 ? NULL : mem_array(to, QualifiedName, from->asked_count);
    for (size_t i = 0; i < from->asked_count; i++)
    {
        to->asked[i] = schema_copy_name(&clone->copier, from->asked[i]);
    }
    to->statistics = text_array(clone, to, from->statistics, from->statistic_count);
    to->statistic_columns =
        from->statistic_columns_count == 0 ? NULL : mem_array(to, const char *const *, from->statistic_columns_count);
    for (size_t i = 0; i < from->statistic_columns_count; i++)
    {
        to->statistic_columns[i] = list_or_null(clone, from->statistic_columns[i]);
    }
}

static void
fill_links(const Clone *clone, const SchemaRelation *from, SchemaRelation *to)
{
    to->parents = mapped_array(clone, to, from->parents, from->parent_count);
    to->children = mapped_array(clone, to, from->children, from->child_count);
    to->table = mapped(clone, from->table);
    to->indexes = mapped_array(clone, to, from->indexes, from->index_count);
    to->owner_table = mapped(clone, from->owner_table);
    to->reads = mapped_dependencies(clone, to, from->reads, from->read_count);
    to->readers = mapped_dependencies(clone, to, from->readers, from->reader_count);
    to->referrers = mapped_array(clone, to, from->referrers, from->referrer_count);
}

static void
clone_types(Clone *clone)
{
    const SchemaList *list = &clone->from->type_list;

    for (size_t i = 0; i < list->count; i++)
    {
        const SchemaType *from = list->items[i];
        SchemaType *to = from == NULL ? NULL : mem_new(clone->to, SchemaType);

        (void) schema_list_add(clone->to, &clone->to->type_list, to);
        if (from == NULL)
        {
            clone->to->type_list.holes++;
            continue;
        }
        *to = *from;
        to->schema = schema_copy_text(&clone->copier, from->schema);
        to->name = schema_copy_text(&clone->copier, from->name);
        to->base = schema_copy_type(&clone->copier, from->base);
        to->labels = text_array(clone, to, from->labels, from->label_count);
        to->new_labels = text_array(clone, to, from->new_labels, from->new_label_count);
        schema_table_put(clone->to, &clone->to->types, to->schema, to->name, to);
        if (to->new_label_count > 0)
        {
            *mem_push(clone->to, clone->to->changing_types, clone->to->changing_type_count) = to;
        }
    }
}

static void
clone_functions(Clone *clone)
{
    const SchemaList *list = &clone->from->function_list;

    for (size_t i = 0; i < list->count; i++)
    {
        const SchemaFunction *from = list->items[i];
        SchemaFunction *to;

        if (from == NULL)
        {
            continue;
        }
        to = schema_add_function(clone->to, (QualifiedName){.schema = from->schema, .name = from->name},
                                 from->signature);
        to->argument_count = from->argument_count;
        to->default_count = from->default_count;
        to->volatility = from->volatility;
        to->is_procedure = from->is_procedure;
        to->is_trigger = from->is_trigger;
        to->language = schema_copy_text(&clone->copier, from->language);
        to->argument_names = schema_copy_text(&clone->copier, from->argument_names);
        to->result = schema_copy_text(&clone->copier, from->result);
        to->opaque = schema_copy_text(&clone->copier, from->opaque);
        to->body_text = schema_copy_text(&clone->copier, from->body_text);
        schema_set_body(clone->to, to, from->body, from->body_count);
    }
}

static void
clone_tables(Clone *clone)
{
    for (size_t i = 0; i < clone->to->relation_list.count; i++)
    {
        SchemaRelation *relation = clone->to->relation_list.items[i];

        if (relation != NULL)
        {
            schema_table_put(clone->to, &clone->to->relations, relation->schema, relation->name, relation);
        }
    }
    for (size_t i = 0; i < clone->from->namespaces.capacity; i++)
    {
        if (clone->from->namespaces.slots[i].schema != NULL)
        {
            schema_add_namespace(clone->to, clone->from->namespaces.slots[i].name);
        }
    }
}

static void
clone_fold_state(Clone *clone)
{
    Schema *to = clone->to;

    for (size_t i = 0; i < to->relation_list.count; i++)
    {
        SchemaRelation *relation = to->relation_list.items[i];

        if (relation != NULL && relation->is_empty)
        {
            *mem_push(to, to->empties, to->empty_count) = relation;
        }
        if (relation != NULL && relation->persistence == 't' && relation->table == NULL)
        {
            *mem_push(to, to->temporaries, to->temporary_count) = relation;
        }
    }
    for (size_t i = 0; i < clone->from->publication_count; i++)
    {
        const SchemaPublication *from = &clone->from->publications[i];
        SchemaPublication *publication = mem_push(to, to->publications, to->publication_count);

        *publication = *from;
        publication->name = schema_copy_text(&clone->copier, from->name);
        publication->relations = mapped_array(clone, to, from->relations, from->relation_count);
    }
}

/* The one at the same place; NULL for one that was dropped. */
static SchemaRelation *
mapped(const Clone *clone, const SchemaRelation *relation)
{
    return relation == NULL || relation->is_dropped ? NULL : clone->to->relation_list.items[relation->order];
}

static SchemaRelation **
mapped_array(const Clone *clone, void *owner, SchemaRelation *const *array, size_t count)
{
    SchemaRelation **copy = count == 0 ? NULL : mem_array(owner, SchemaRelation *, count);

    for (size_t i = 0; i < count; i++)
    {
        copy[i] = mapped(clone, array[i]);
    }
    return copy;
}

static SchemaDependency *
mapped_dependencies(const Clone *clone, void *owner, const SchemaDependency *array, size_t count)
{
    SchemaDependency *copy = count == 0 ? NULL : mem_array(owner, SchemaDependency, count);

    for (size_t i = 0; i < count; i++)
    {
        copy[i].relation = mapped(clone, array[i].relation);
        copy[i].columns = list_or_null(clone, array[i].columns);
    }
    return copy;
}

static const char **
text_array(const Clone *clone, void *owner, const char *const *texts, size_t count)
{
    const char **copy = count == 0 ? NULL : mem_array(owner, const char *, count);

    for (size_t i = 0; i < count; i++)
    {
        copy[i] = schema_copy_text(&clone->copier, texts[i]);
    }
    return copy;
}

/* NULL and the empty list mean different things in some places. */
static const char *const *
list_or_null(const Clone *clone, const char *const *list)
{
    return list == NULL ? NULL : schema_copy_list(&clone->copier, list);
}
