/* SPDX-License-Identifier: PostgreSQL */
/*
 * What SQL makes of an empty database, by change/fold, or what a server holds, by schema_load(), as sorted lines that say
 * all that a Schema says: "folded" and "the server on which the same SQL ran" are compared with diff.
 *
 * Usage: schemadump fold FILE…
 *        schemadump load URL
 *
 * What both cannot know alike is left out (when something was made, sizes, texts of expressions) or brought to one form:
 * names without "public.", numeric(7) as numeric(7,0), REFERENCES without columns with those of the primary key.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "change/fold.h"
#include "change/schema.h"
#include "pg/conn.h"
#include "sql/command.h"
#include "sql/ddl.h"
#include "sql/script.h"

#define SERVER_VERSION 150000

typedef struct Dump
{
    void *mem;
    const Schema *schema;
    char **lines;
    size_t count;
} Dump;

static bool fold_files(Schema *schema, char **paths, size_t count);
static bool fold_file(Schema *schema, const char *path, size_t file, FoldPlace *place);
static void fold_statement(Schema *schema, const char *path, const char *sql, FoldPlace *place);
static char *read_file(void *mem, const char *path, size_t *length);
static Schema *load(void *mem, const char *url);
static void print_schema(void *mem, const Schema *schema);
static void dump_relation(SchemaRelation *relation, void *context);
static void dump_columns(Dump *dump, const char *name, const SchemaRelation *relation);
static void dump_constraints(Dump *dump, const char *name, const SchemaRelation *relation);
static void dump_names(Dump *dump, const char *kind, const char *name, const char *const *names, size_t count);
static void dump_links(Dump *dump, const char *name, const SchemaRelation *relation);
static void dump_marks(Dump *dump, const char *name, const SchemaRelation *relation);
static void dump_index(Dump *dump, const char *name, const SchemaRelation *index);
static void dump_type(SchemaType *type, void *context);
static void dump_function(SchemaFunction *function, void *context);

int
main(int argc, char **argv)
{
    void *mem = mem_root("schemadump");
    Schema *schema = NULL;

    if (argc > 2 && strcmp(argv[1], "fold") == 0)
    {
        schema = schema_new(mem, SERVER_VERSION);
        schema_settings(schema)->is_complete = true;
        schema = fold_files(schema, argv + 2, (size_t) argc - 2) ? schema : NULL;
    }
    else if (argc == 3 && strcmp(argv[1], "load") == 0)
    {
        schema = load(mem, argv[2]);
    }
    else
    {
        fprintf(stderr, "usage: schemadump fold FILE… | load URL\n");
    }
    if (schema != NULL)
    {
        print_schema(mem, schema);
    }
    mem_free(mem);
    ddl_exit();
    return schema == NULL ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* ---- folding ---- */

static bool
fold_files(Schema *schema, char **paths, size_t count)
{
    FoldPlace place = {0};

    for (size_t i = 0; i < count; i++)
    {
        if (!fold_file(schema, paths[i], i + 1, &place))
        {
            return false;
        }
    }
    return true;
}

static bool
fold_file(Schema *schema, const char *path, size_t file, FoldPlace *place)
{
    void *mem = mem_root("file");
    size_t length;
    char *text = read_file(mem, path, &length);
    ScriptReader *reader = text == NULL ? NULL : script_open(mem, text, length);
    ScriptPiece piece;

    fold_begin_file(schema, file);
    place->file = file;
    while (reader != NULL && script_next(reader, &piece))
    {
        if (piece.kind == SCRIPT_STATEMENT)
        {
            fold_statement(schema, path, script_statement_text(mem, text, &piece), place);
        }
    }
    fold_end_transaction(schema);
    mem_free(mem);
    return reader != NULL;
}

static void
fold_statement(Schema *schema, const char *path, const char *sql, FoldPlace *place)
{
    void *mem = mem_root("statement");
    CommandList *list = NULL;
    DdlErrorPlace at;
    Error err = {0};

    place->statement++;
    if (!command_parse(mem, sql, &list, &at, &err))
    {
        fprintf(stderr, "%s: %s: %s\n", path, err.message, sql);
    }
    for (size_t i = 0; list != NULL && i < list->count; i++)
    {
        fold_command(schema, &list->commands[i], *place);
    }
    error_clear(&err);
    mem_free(mem);
}

static char *
read_file(void *mem, const char *path, size_t *length)
{
    FILE *in = fopen(path, "rb");
    char *text = NULL;
    size_t count = 0;
    int c;

    if (in == NULL)
    {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return NULL;
    }
    while ((c = getc(in)) != EOF)
    {
        *mem_push(mem, text, count) = (char) c;
    }
    *length = count;
    *mem_push(mem, text, count) = '\0';
    fclose(in);
    return text;
}

static Schema *
load(void *mem, const char *url)
{
    const ConnOptions options = {.url = url, .application_name = "schemadump"};
    Error err = {0};
    Conn *conn = conn_open(mem, &options, &err);
    Schema *schema = conn == NULL ? NULL : schema_load(mem, conn, &err);

    if (schema == NULL)
    {
        fprintf(stderr, "%s\n%s\n", err.message, err.detail == NULL ? "" : err.detail);
    }
    error_clear(&err);
    return schema;
}

/* ---- lines ---- */

static void line(Dump *dump, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
line(Dump *dump, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    *mem_push(dump->mem, dump->lines, dump->count) = mem_vprintf(dump->mem, format, args);
    va_end(args);
}

static int
compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

static void
print_schema(void *mem, const Schema *schema)
{
    Dump dump = {.mem = mem, .schema = schema};

    schema_each_relation(schema, dump_relation, &dump);
    schema_each_type(schema, dump_type, &dump);
    schema_each_function(schema, dump_function, &dump);
    qsort(dump.lines, dump.count, sizeof(dump.lines[0]), compare_texts);
    for (size_t i = 0; i < dump.count; i++)
    {
        printf("%s\n", dump.lines[i]);
    }
}

static const char *
join(Dump *dump, const char *const *names)
{
    char *text = mem_strdup(dump->mem, names == NULL ? "*" : "");

    for (size_t i = 0; names != NULL && names[i] != NULL; i++)
    {
        mem_append(&text, "%s%s", i == 0 ? "" : ",", names[i][0] == '\0' ? "(expression)" : names[i]);
    }
    return text;
}

static const char *
join_sorted(Dump *dump, const char *const *names)
{
    const char **sorted = NULL;
    size_t count = 0;

    if (names == NULL || names[0] == NULL)
    {
        return join(dump, names);
    }
    while (names[count] != NULL)
    {
        const char *name = names[count];

        *mem_push(dump->mem, sorted, count) = name;
    }
    qsort(sorted, count, sizeof(sorted[0]), compare_texts);
    *mem_push(dump->mem, sorted, count) = NULL;
    return join(dump, sorted);
}

static const char *
flag(bool is_set, const char *words)
{
    return is_set ? words : "";
}

static const char *
relation_name(Dump *dump, const SchemaRelation *relation)
{
    const char *schema = relation == NULL || strcmp(relation->schema, "public") == 0 ? NULL : relation->schema;

    return relation == NULL ? "-" : quote_qualified_name(dump->mem, (QualifiedName){schema, relation->name});
}

/* "public." and "pg_catalog." dropped; a bare name of the user's with its schema. */
static const char *
type_name(Dump *dump, CommandType type)
{
    const SchemaType *known = type.name[0] == '\0' ? NULL : schema_type(dump->schema, type.schema, type.name);
    const char *schema = known == NULL ? type.schema : known->schema;

    type.schema = schema != NULL && strcmp(schema, "public") == 0 ? NULL : schema;
    if (strcmp(type.name, "numeric") == 0 && type.modifier_count == 1)
    {
        type.modifiers[type.modifier_count++] = 0;
    }
    return type.name[0] == '\0' ? "?" : command_type_text(dump->mem, &type);
}

static void
dump_relation(SchemaRelation *relation, void *context)
{
    Dump *dump = context;
    const char *name = relation_name(dump, relation);

    line(dump, "relation %s kind %c persistence %c%s%s%s%s%s%s%s%s%s%s%s", name, relation->kind, relation->persistence,
         flag(!relation->is_known, " stub"), flag(relation->is_shown_qualified, " qualified"),
         flag(relation->is_partition, " partition"), flag(relation->is_default_partition, " default"),
         flag(relation->bound != NULL, " bound"), flag(relation->partition_columns != NULL, " by "),
         relation->partition_columns == NULL ? "" : join(dump, relation->partition_columns),
         flag(relation->of_type != NULL, " of-type"), flag(relation->row_security, " rls"),
         flag(relation->force_row_security, " forced-rls"), flag(relation->is_published, " published"));
    dump_columns(dump, name, relation);
    dump_constraints(dump, name, relation);
    dump_names(dump, "policy", name, relation->policies, relation->policy_count);
    dump_names(dump, "rule", name, relation->rules, relation->rule_count);
    for (size_t i = 0; i < relation->statistic_count; i++)
    {
        line(dump, "statistics %s on %s (%s)", relation->statistics[i], name,
             i < relation->statistic_columns_count ? join_sorted(dump, relation->statistic_columns[i]) : "*");
    }
    dump_links(dump, name, relation);
    dump_marks(dump, name, relation);
    dump_index(dump, name, relation);
}

static void
dump_columns(Dump *dump, const char *name, const SchemaRelation *relation)
{
    bool is_view = relation->kind == 'v' || relation->kind == 'm';

    for (size_t i = 0; i < relation->column_count; i++)
    {
        const SchemaColumn *column = &relation->columns[i];
        char *text = mem_printf(dump->mem, "column %s.%s %s", name, column->name,
                                is_view ? "of-view" : type_name(dump, column->type));

        if (!is_view && column->collation != NULL)
        {
            mem_append(&text, " collate %s", column->collation);
        }
        mem_append(&text, "%s%s%s", flag(column->not_null, " not-null"), flag(column->has_default, " default"),
                   flag(column->fallback != NULL && column->sequence == NULL, " known-default"));
        if (column->identity != '\0')
        {
            mem_append(&text, " identity-%c", column->identity);
        }
        if (column->generated != '\0')
        {
            mem_append(&text, " generated-%c (%s)", column->generated, join(dump, column->generated_from));
        }
        if (column->sequence != NULL)
        {
            mem_append(&text, " sequence %s", relation_name(dump, column->sequence));
        }
        line(dump, "%s%s%s", text, flag(column->is_inherited, " inherited"), flag(column->is_also_own, " also-own"));
    }
}

static const char *const *
primary_key(const SchemaRelation *relation)
{
    for (size_t i = 0; i < relation->constraint_count; i++)
    {
        if (relation->constraints[i].type == 'p')
        {
            return relation->constraints[i].columns;
        }
    }
    return NULL;
}

static void
dump_constraints(Dump *dump, const char *name, const SchemaRelation *relation)
{
    for (size_t i = 0; i < relation->constraint_count; i++)
    {
        const SchemaConstraint *constraint = &relation->constraints[i];
        const char *const *foreign = constraint->foreign_columns;
        char *more = mem_strdup(dump->mem, "");

        if (constraint->foreign != NULL)
        {
            foreign = foreign == NULL || foreign[0] == NULL ? primary_key(constraint->foreign) : foreign;
            mem_append(&more, " references %s (%s)", relation_name(dump, constraint->foreign), join(dump, foreign));
        }
        if (constraint->type == 'c')
        {
            mem_append(&more, " proves (%s)%s", join(dump, constraint->proves_not_null),
                       flag(constraint->expression != NULL, " known"));
        }
        if (constraint->index != NULL)
        {
            mem_append(&more, " index %s", constraint->index->name);
        }
        line(dump, "constraint %s.%s %c (%s)%s%s%s%s%s%s", name, constraint->name, constraint->type,
             join(dump, constraint->columns), more, flag(!constraint->is_valid, " not-valid"),
             flag(constraint->is_deferrable, " deferrable"), flag(constraint->is_inherited, " inherited"),
             flag(constraint->is_also_own, " also-own"), flag(constraint->is_no_inherit, " no-inherit"));
    }
}

static void
dump_names(Dump *dump, const char *kind, const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        line(dump, "%s %s on %s", kind, names[i], name);
    }
}

static void
dump_links(Dump *dump, const char *name, const SchemaRelation *relation)
{
    for (size_t i = 0; i < relation->parent_count; i++)
    {
        line(dump, "child %s of %s", name, relation_name(dump, relation->parents[i]));
    }
    for (size_t i = 0; i < relation->child_count; i++)
    {
        line(dump, "parent %s of %s", name, relation_name(dump, relation->children[i]));
    }
    for (size_t i = 0; i < relation->referrer_count; i++)
    {
        line(dump, "referrer %s to %s", relation_name(dump, relation->referrers[i]), name);
    }
    for (size_t i = 0; i < relation->read_count; i++)
    {
        line(dump, "read %s of %s (%s)", name, relation_name(dump, relation->reads[i].relation),
             join(dump, relation->reads[i].columns));
    }
    for (size_t i = 0; i < relation->reader_count; i++)
    {
        line(dump, "reader %s of %s", relation_name(dump, relation->readers[i].relation), name);
    }
    for (size_t i = 0; i < relation->trigger_count; i++)
    {
        const SchemaTrigger *trigger = &relation->triggers[i];

        line(dump, "trigger %s on %s function %s%s%s%s%s (%s)%s", trigger->name, name, trigger->function.name,
             flag(trigger->is_row, " row"), flag(trigger->on_insert, " insert"), flag(trigger->on_update, " update"),
             flag(trigger->on_delete, " delete"), join(dump, trigger->update_columns),
             flag(trigger->is_inherited, " inherited"));
    }
}

static void
dump_marks(Dump *dump, const char *name, const SchemaRelation *relation)
{
    bool is_table = strchr("rpmf", relation->kind) != NULL;

    if (relation->kind == 'S' && relation->owner_table != NULL)
    {
        line(dump, "sequence %s of %s.%s%s", name, relation_name(dump, relation->owner_table), relation->owner_column,
             flag(relation->is_identity_sequence, " identity"));
    }
    if (is_table && (relation->clustered_index != NULL || relation->replica_identity != 'd'))
    {
        line(dump, "marks %s replica-identity %c %s clustered %s", name, relation->replica_identity,
             relation->replica_index == NULL ? "-" : relation->replica_index,
             relation->clustered_index == NULL ? "-" : relation->clustered_index);
    }
}

static void
dump_index(Dump *dump, const char *name, const SchemaRelation *index)
{
    if (index->kind == 'i' || index->kind == 'I')
    {
        line(dump, "index %s on %s %s (%s) mentions (%s)%s%s%s%s%s%s", name, relation_name(dump, index->table),
             index->method == NULL ? "?" : index->method, join(dump, index->keys), join_sorted(dump, index->mentions),
             flag(index->is_unique, " unique"), flag(index->is_primary, " primary"),
             flag(index->is_constraint_index, " constraint"), flag(index->has_expression, " expression"),
             flag(index->has_predicate, " predicate"), flag(!index->is_valid, " invalid"));
    }
}

/* Labels in the order of their names: where one was put before another is not known of a statement. Base types come with
 * extensions. */
static void
dump_type(SchemaType *type, void *context)
{
    Dump *dump = context;
    const char **labels = mem_array(dump->mem, const char *, type->label_count + 1);
    bool is_constrained = false;

    if (type->label_count > 0)
    {
        memcpy(labels, type->labels, type->label_count * sizeof(labels[0]));
        qsort(labels, type->label_count, sizeof(labels[0]), compare_texts);
    }
    (void) schema_base_type(dump->schema, type->base, &is_constrained);
    if (type->kind == 'b')
    {
        return;
    }
    line(dump, "type %s.%s kind %c%s%s%s%s%s", type->schema, type->name, type->kind, flag(type->kind == 'd', " base "),
         type->kind == 'd' ? type_name(dump, type->base) : "",
         flag(is_constrained || type->is_constrained, " constrained"), flag(type->label_count > 0, " labels "),
         join(dump, labels));
}

/* Functions in C come with types and extensions, which SQL does not show. */
static void
dump_function(SchemaFunction *function, void *context)
{
    Dump *dump = context;

    if (strcmp(function->language, "internal") != 0 && strcmp(function->language, "c") != 0)
    {
        line(dump, "function %s.%s(%s) names (%s) result %s arguments %zu defaults %zu %c %s%s%s body %zu%s%s",
             function->schema, function->name, function->signature, function->argument_names, function->result,
             function->argument_count, function->default_count, function->volatility, function->language,
             flag(function->is_procedure, " procedure"), flag(function->is_trigger, " trigger"), function->body_count,
             flag(function->body_text != NULL, " text"), flag(function->opaque != NULL, " opaque"));
    }
}
