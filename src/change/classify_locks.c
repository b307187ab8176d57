/* SPDX-License-Identifier: PostgreSQL */
/*
 * Which relations a statement locks: itself, what inherits from it, partners of foreign keys, sequences, what views
 * read.
 *
 * Every relation is in the result once, with its strongest mode. What the schema does not know is named as written,
 * unless the schema is complete: then it does not exist.
 */
#include <ctype.h>
#include <stdarg.h>
#include <string.h>

#include "base/mem.h"
#include "classify_command_internal.h"

/* Views on views are followed this deep: PostgreSQL allows no cycles, a schema that was folded wrongly might have one. */
#define VIEW_DEPTH_MAX 64

static void take_read(ClassifyJudge *judge, const SchemaRelation *relation, LockMode mode, size_t depth);
static void take_named(ClassifyJudge *judge, const CommandCall *calls, size_t count, LockMode mode);
static void take_serial(ClassifyJudge *judge, QualifiedName table, LockMode mode);
static bool locks_what_is_stored(int server_version);
static bool is_key_on(const SchemaConstraint *constraint, const char *column);

void
classify_take_text(ClassifyJudge *judge, const char *text, LockMode mode)
{
    Classification *result = judge->result;
    RelationLock *lock;

    result->lock = mode > result->lock ? mode : result->lock;
    for (size_t i = 0; i < result->lock_count; i++)
    {
        if (strcmp(result->locks[i].relation, text) == 0)
        {
            result->locks[i].mode = mode > result->locks[i].mode ? mode : result->locks[i].mode;
            return;
        }
    }
    lock = mem_push(judge->owner, result->locks, result->lock_count);
    lock->relation = mem_strdup(judge->owner, text);
    lock->mode = mode;
}

void
classify_take(ClassifyJudge *judge, const SchemaRelation *relation, LockMode mode)
{
    if (mode != LOCK_NONE)
    {
        classify_take_text(judge, schema_relation_text(judge->owner, judge->schema, relation), mode);
    }
}

void
classify_take_name(ClassifyJudge *judge, QualifiedName name, LockMode mode)
{
    const SchemaRelation *relation;

    if (name.name == NULL || mode == LOCK_NONE || classify_is_system(name))
    {
        return;
    }
    relation = schema_relation(judge->schema, name);
    if (relation != NULL)
    {
        classify_take(judge, relation, mode);
    }
    else if (classify_may_exist(judge))
    {
        classify_take_text(judge, schema_name_text(judge->owner, judge->schema, name), mode);
    }
}

/* Catalogs are locked by everything that looks at them. */
bool
classify_is_system(QualifiedName name)
{
    return name.schema == NULL
               ? strncmp(name.name, "pg_", 3) == 0
               : strcmp(name.schema, "pg_catalog") == 0 || strcmp(name.schema, "information_schema") == 0;
}

void
classify_take_tree(ClassifyJudge *judge, const SchemaRelation *relation, LockMode mode)
{
    classify_take(judge, relation, mode);
    for (size_t i = 0; i < relation->child_count; i++)
    {
        classify_take_tree(judge, relation->children[i], mode);
    }
}

void
classify_take_tree_name(ClassifyJudge *judge, QualifiedName name, LockMode mode)
{
    const SchemaRelation *relation = name.name == NULL ? NULL : schema_relation(judge->schema, name);

    if (relation != NULL)
    {
        classify_take_tree(judge, relation, mode);
        return;
    }
    classify_take_name(judge, name, mode);
}

void
classify_take_partitions(ClassifyJudge *judge, const SchemaRelation *relation, LockMode mode)
{
    if (relation->kind == 'p')
    {
        classify_take_tree(judge, relation, mode);
        return;
    }
    classify_take(judge, relation, mode);
}

/* Until 15 only the leaves of a partitioned table have triggers of the keys that refer to it. */
void
classify_take_referenced(ClassifyJudge *judge, const SchemaRelation *relation, LockMode mode)
{
    if (relation->kind != 'p' || judge->settings->server_version >= 150000)
    {
        classify_take_partitions(judge, relation, mode);
        return;
    }
    for (size_t i = 0; i < relation->child_count; i++)
    {
        classify_take_referenced(judge, relation->children[i], mode);
    }
}

void
classify_take_above(ClassifyJudge *judge, const SchemaRelation *partition)
{
    if (partition->is_partition && partition->parent_count > 0)
    {
        classify_unsure(judge, "The partitioned tables above it are locked by the first such statement of a session.");
    }
    while (partition->is_partition && partition->parent_count > 0)
    {
        partition = partition->parents[0];
        classify_take(judge, partition, LOCK_ACCESS_SHARE);
    }
}

void
classify_release(ClassifyJudge *judge)
{
    judge->result->lock = LOCK_NONE;
    judge->result->lock_count = 0;
    judge->result->locks = NULL;
}

void
classify_take_targets(ClassifyJudge *judge, const SchemaRelation *relation, const char *column, LockMode mode)
{
    for (size_t i = 0; i < relation->constraint_count; i++)
    {
        const SchemaConstraint *constraint = &relation->constraints[i];

        if (constraint->type == 'f' && (column == NULL || classify_list_has(constraint->columns, column)))
        {
            classify_take_referenced(judge, constraint->foreign, mode);
        }
    }
}

void
classify_take_partners(ClassifyJudge *judge, const SchemaRelation *relation, const char *column, LockMode mode)
{
    classify_take_targets(judge, relation, column, mode);
    for (size_t i = 0; i < relation->referrer_count; i++)
    {
        const SchemaRelation *referrer = relation->referrers[i];

        for (size_t j = 0; j < referrer->constraint_count; j++)
        {
            const SchemaConstraint *constraint = &referrer->constraints[j];

            if (constraint->type == 'f' && constraint->foreign == relation &&
                (column == NULL || is_key_on(constraint, column)))
            {
                classify_take_partitions(judge, referrer, mode);
            }
        }
    }
}

/* An empty list means the primary key; where that is not known it is taken to be COLUMN. */
static bool
is_key_on(const SchemaConstraint *constraint, const char *column)
{
    if (constraint->foreign_columns != NULL && constraint->foreign_columns[0] != NULL)
    {
        return classify_list_has(constraint->foreign_columns, column);
    }
    for (size_t i = 0; i < constraint->foreign->constraint_count; i++)
    {
        if (constraint->foreign->constraints[i].type == 'p')
        {
            return classify_list_has(constraint->foreign->constraints[i].columns, column);
        }
    }
    return true;
}

void
classify_take_sequences(ClassifyJudge *judge, const SchemaRelation *relation, LockMode mode)
{
    for (size_t i = 0; i < relation->column_count; i++)
    {
        if (relation->columns[i].sequence != NULL)
        {
            classify_take(judge, relation->columns[i].sequence, mode);
        }
    }
}

void
classify_take_called(ClassifyJudge *judge, const CommandCall *calls, size_t count)
{
    take_named(judge, calls, count, LOCK_ROW_EXCLUSIVE);
}

void
classify_take_stored(ClassifyJudge *judge, const CommandCall *calls, size_t count)
{
    if (locks_what_is_stored(judge->settings->server_version))
    {
        take_named(judge, calls, count, LOCK_ACCESS_SHARE);
    }
}

void
classify_take_default(ClassifyJudge *judge, const SchemaColumn *column)
{
    bool is_serial = column->sequence != NULL && column->identity == 0 && column->has_default;

    if (is_serial && locks_what_is_stored(judge->settings->server_version))
    {
        classify_take(judge, column->sequence, LOCK_ACCESS_SHARE);
    }
    else if (!is_serial && column->fallback != NULL)
    {
        classify_take_stored(judge, column->fallback->calls, column->fallback->call_count);
    }
}

/* Of each major version, the first minor one that locks a sequence when a default comes to depend on it. Measured: not
 * 14.23, 16.14, 17.10 and 18.4, but 15.20. A version without a minor number stands for the newest. */
static bool
locks_what_is_stored(int server_version)
{
    static const int first[] = {140024, 150019, 160015, 170011, 180005};

    for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
    {
        if (server_version / 10000 == first[i] / 10000)
        {
            return server_version % 10000 == 0 || server_version >= first[i];
        }
    }
    return server_version >= 190000;
}

static void
take_named(ClassifyJudge *judge, const CommandCall *calls, size_t count, LockMode mode)
{
    static const char *const sequence_functions[] = {"nextval", "setval", "currval", NULL};

    for (size_t i = 0; i < count; i++)
    {
        if (calls[i].argument != NULL && strcmp(calls[i].function.name, "pg_get_serial_sequence") == 0)
        {
            take_serial(judge, classify_name_in_text(judge->owner, calls[i].argument), mode);
        }
        if (calls[i].argument == NULL || !classify_list_has(sequence_functions, calls[i].function.name))
        {
            continue;
        }
        classify_take_name(judge, classify_name_in_text(judge->owner, calls[i].argument), mode);
    }
}

/* setval(pg_get_serial_sequence('t', 'c'), …): mostly there is one. */
static void
take_serial(ClassifyJudge *judge, QualifiedName table, LockMode mode)
{
    const SchemaRelation *relation = schema_relation(judge->schema, table);
    size_t found = 0;

    for (size_t i = 0; relation != NULL && i < relation->column_count; i++)
    {
        found += relation->columns[i].sequence != NULL ? 1 : 0;
    }
    if (found > 0)
    {
        classify_take_sequences(judge, relation, mode);
    }
    judge->result->is_exact = judge->result->is_exact && found == 1;
}

void
classify_take_uses(ClassifyJudge *judge, bool is_planned)
{
    for (size_t i = 0; i < judge->command->use_count; i++)
    {
        classify_take_use(judge, &judge->command->uses[i], is_planned);
    }
}

void
classify_take_use(ClassifyJudge *judge, const CommandUse *use, bool is_planned)
{
    const SchemaRelation *relation = schema_relation(judge->schema, use->relation);

    if (relation == NULL || !is_planned)
    {
        classify_take_name(judge, use->relation, use->lock);
        return;
    }
    if (use->only)
    {
        classify_take(judge, relation, use->lock);
        return;
    }
    take_read(judge, relation, use->lock, 0);
}

/* A query on a view locks what the view reads in the same way; a write through a view writes its one table. */
static void
take_read(ClassifyJudge *judge, const SchemaRelation *relation, LockMode mode, size_t depth)
{
    if (relation->kind != 'v')
    {
        classify_take_tree(judge, relation, mode);
        return;
    }
    classify_take(judge, relation, mode);
    for (size_t i = 0; i < relation->read_count && depth < VIEW_DEPTH_MAX; i++)
    {
        LockMode below = mode == LOCK_ROW_EXCLUSIVE && relation->read_count > 1 ? LOCK_ACCESS_SHARE : mode;

        take_read(judge, relation->reads[i].relation, below, depth + 1);
    }
}

void
classify_touch(ClassifyJudge *judge, const SchemaRelation *relation)
{
    ClassifyTouch *touch = mem_push(judge->owner, judge->touched, judge->touched_count);

    touch->relation = relation;
    touch->text = schema_relation_text(judge->owner, judge->schema, relation);
}

void
classify_touch_tree(ClassifyJudge *judge, const SchemaRelation *relation)
{
    classify_touch(judge, relation);
    for (size_t i = 0; i < relation->child_count && !judge->command->only; i++)
    {
        classify_touch_tree(judge, relation->children[i]);
    }
}

void
classify_touch_text(ClassifyJudge *judge, const char *text)
{
    ClassifyTouch *touch = mem_push(judge->owner, judge->touched, judge->touched_count);

    touch->relation = NULL;
    touch->text = text;
}

void
classify_say(ClassifyJudge *judge, const char *format, ...)
{
    Classification *result = judge->result;
    va_list args;
    char *note;

    va_start(args, format);
    note = mem_vprintf(judge->owner, format, args);
    va_end(args);
    result->note = result->note == NULL ? note : mem_printf(judge->owner, "%s %s", result->note, note);
}

void
classify_unsure(ClassifyJudge *judge, const char *format, ...)
{
    Classification *result = judge->result;
    va_list args;
    char *note;

    va_start(args, format);
    note = mem_vprintf(judge->owner, format, args);
    va_end(args);
    result->is_exact = false;
    result->note = result->note == NULL ? note : mem_printf(judge->owner, "%s %s", result->note, note);
}

void
classify_neutral(ClassifyJudge *judge)
{
    Classification *result = judge->result;

    result->breaks_old = false;
    result->breaks_new = false;
    result->loses_data = false;
    result->scans = false;
    result->rewrites = false;
    result->change_class = CLASS_EXPAND;
}

bool
classify_may_exist(const ClassifyJudge *judge)
{
    return !judge->settings->is_complete;
}

bool
classify_list_has(const char *const *list, const char *text)
{
    for (size_t i = 0; list != NULL && list[i] != NULL; i++)
    {
        if (strcmp(list[i], text) == 0)
        {
            return true;
        }
    }
    return false;
}

/* As regclass reads a text: parts folded to lower case unless in double quotes. */
QualifiedName
classify_name_in_text(void *owner, const char *text)
{
    QualifiedName name = {.schema = NULL, .name = NULL};
    char *part = mem_strdup(owner, text);
    char *write = part;
    bool is_quoted = false;

    for (const char *read = text; *read != '\0'; read++)
    {
        if (*read == '"')
        {
            is_quoted = !is_quoted;
        }
        else if (*read == '.' && !is_quoted)
        {
            *write++ = '\0';
            name.schema = part;
            part = write;
        }
        else
        {
            *write = *read;
            if (!is_quoted && *read >= 'A' && *read <= 'Z')
            {
                *write = (char) tolower((unsigned char) *read);
            }
            write++;
        }
    }
    *write = '\0';
    name.name = part;
    return name;
}

bool
classify_same_name(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}
