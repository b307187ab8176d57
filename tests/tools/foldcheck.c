/* SPDX-License-Identifier: PostgreSQL */
/*
 * Folds SQL files in the order given and prints what the schema then holds, one sorted line for each relation, column,
 * constraint, index, enum and function; with --query the SQL that makes the same lines on a server.
 *
 *     foldcheck FILE… > folded;  psql -Atc "$(foldcheck --query)" | LC_ALL=C sort > real;  diff folded real
 *
 * Defaults are only said to be there or not, CHECKs have no expression: what is folded of those is text.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "change/fold.h"

static const char query[] =
    "WITH rel AS (SELECT c.*, n.nspname, n.nspname || '.' || c.relname AS full_name FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' "
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype "
    "= 'e')) "
    "SELECT format('relation %s %s%s', full_name, relkind, CASE relpersistence WHEN 'u' THEN ' unlogged' END) FROM rel "
    "UNION ALL SELECT format('column %s.%s %s%s%s%s%s', full_name, attname, CASE WHEN relkind IN ('v', 'm') THEN '' "
    "ELSE format_type(atttypid, atttypmod) END, CASE WHEN attnotnull THEN ' not null' END, CASE WHEN atthasdef AND "
    "attgenerated = '' AND pg_get_expr(adbin, adrelid) !~ '^NULL::' THEN ' default' END, ' identity ' || nullif("
    "attidentity::text, ''), ' generated ' || nullif(attgenerated::text, '')) FROM rel JOIN pg_attribute a ON attrelid "
    "= rel.oid "
    "LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum WHERE attnum > 0 AND NOT attisdropped AND relkind "
    "IN ('r', 'p', 'f', 'v', 'm', 'c') "
    "UNION ALL SELECT format('constraint %s.%s %s (%s)%s%s', full_name, conname, contype, CASE WHEN contype = 'x' THEN "
    "'' ELSE (SELECT string_agg(attname, ', ' ORDER BY CASE WHEN contype = 'c' THEN attname END COLLATE \"C\", place) "
    "FROM unnest(conkey) WITH ORDINALITY AS k (num, place) JOIN pg_attribute ON attrelid = conrelid AND attnum = num) "
    "END, ' references ' || (SELECT r.full_name FROM rel r WHERE r.oid = confrelid), CASE WHEN NOT convalidated THEN ' "
    "not valid' END) FROM pg_constraint JOIN rel ON rel.oid = conrelid WHERE contype IN ('c', 'f', 'p', 'u', 'x') AND "
    "(contype <> 'f' OR NOT EXISTS (SELECT FROM pg_constraint p WHERE p.oid = pg_constraint.conparentid AND p.conrelid "
    "= pg_constraint.conrelid)) "
    "UNION ALL SELECT format('index %s on %s%s (%s)%s', full_name, (SELECT r.full_name FROM rel r WHERE r.oid = "
    "indrelid), CASE WHEN indisunique THEN ' unique' END, (SELECT string_agg(coalesce(attname, ''), ', ' ORDER BY "
    "place) "
    "FROM unnest(indkey[0:indnkeyatts - 1]) WITH ORDINALITY AS k (num, place) LEFT JOIN pg_attribute a ON a.attrelid = "
    "indrelid AND attnum = num), CASE WHEN NOT indisvalid THEN ' invalid' END) FROM pg_index JOIN rel ON rel.oid = "
    "indexrelid "
    "UNION ALL SELECT format('trigger %s.%s', full_name, tgname) FROM pg_trigger JOIN rel ON rel.oid = tgrelid WHERE "
    "NOT "
    "tgisinternal OR (tgparentid <> 0 AND tgname !~ '^RI_') "
    "UNION ALL SELECT format('policy %s.%s', full_name, polname) FROM pg_policy JOIN rel ON rel.oid = polrelid "
    "UNION ALL SELECT format('statistics %s.%s', full_name, stxname) FROM pg_statistic_ext JOIN rel ON rel.oid = "
    "stxrelid "
    "UNION ALL SELECT format('owned %s by %s.%s', s.full_name, t.full_name, attname) FROM pg_depend d JOIN rel s ON "
    "s.oid = objid AND s.relkind = 'S' JOIN rel t ON t.oid = refobjid JOIN pg_attribute ON attrelid = t.oid AND attnum "
    "= "
    "refobjsubid WHERE deptype IN ('a', 'i') AND classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass "
    "UNION ALL SELECT format('child %s of %s', c.full_name, p.full_name) FROM pg_inherits JOIN rel c ON c.oid = "
    "inhrelid "
    "JOIN rel p ON p.oid = inhparent "
    "UNION ALL SELECT format('enum %s.%s (%s)', nspname, typname, string_agg(enumlabel, ', ' ORDER BY enumlabel "
    "COLLATE "
    "\"C\")) FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace JOIN pg_enum e ON enumtypid = t.oid GROUP BY "
    "nspname, typname "
    "UNION ALL SELECT format('domain %s.%s %s', nspname, typname, format_type(typbasetype, typtypmod)) FROM pg_type t "
    "JOIN pg_namespace n ON n.oid = typnamespace WHERE typtype = 'd' AND nspname !~ '^pg_' AND nspname <> "
    "'information_schema' "
    "UNION ALL SELECT format('function %s.%s %s %s', nspname, proname, pronargs, provolatile) FROM pg_proc p JOIN "
    "pg_namespace n ON n.oid = pronamespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND prokind IN "
    "('f', 'p') AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND "
    "d.deptype = 'e')";

typedef struct Lines
{
    void *owner;
    const char **lines;
    size_t count;
} Lines;

static bool fold_file(Schema *schema, const char *path, FoldPlace *place, double *seconds);
static char *read_file(void *owner, const char *path);
static void print_relation(SchemaRelation *relation, void *context);
static void print_columns(Lines *lines, const SchemaRelation *relation, const char *name);
static void print_constraints(Lines *lines, const SchemaRelation *relation, const char *name);
static void print_index(Lines *lines, const SchemaRelation *index, const char *name);
static void print_parts(Lines *lines, const SchemaRelation *relation, const char *name);
static void print_type(SchemaType *type, void *context);
static void print_function(SchemaFunction *function, void *context);
static const char *type_text(void *owner, const CommandType *type);
static char *joined(void *owner, const char *const *texts);
static int compare(const void *a, const void *b);
static double now(void);

#define ADD(lines, ...)                                                                                                \
    (*mem_push((lines)->owner, (lines)->lines, (lines)->count) = mem_printf((lines)->owner, __VA_ARGS__))

int
main(int argc, char **argv)
{
    void *root = mem_root("foldcheck");
    Schema *schema = NULL;
    Lines lines = {.owner = root};
    FoldPlace place = {0};
    double start = now();
    double folding = 0;
    bool fine = true;

    if (argc == 2 && strcmp(argv[1], "--query") == 0)
    {
        (void) puts(query);
        mem_free(root);
        return 0;
    }
    schema = schema_new(root, 150000);
    schema_settings(schema)->is_complete = true;
    for (int i = 1; i < argc; i++)
    {
        place.file++;
        fold_begin_file(schema, place.file);
        fine = fold_file(schema, argv[i], &place, &folding) && fine;
        fold_end_transaction(schema);
    }
    (void) fprintf(stderr, "%zu statements, %.3f s (folding %.3f s), %zu bytes\n", place.statement, now() - start,
                   folding, mem_size(schema));
    schema = schema_copy(root, schema); /* a copy must say the same */
    schema_each_relation(schema, print_relation, &lines);
    schema_each_type(schema, print_type, &lines);
    schema_each_function(schema, print_function, &lines);
    qsort(lines.lines, lines.count, sizeof(*lines.lines), compare);
    for (size_t i = 0; i < lines.count; i++)
    {
        (void) puts(lines.lines[i]);
    }
    mem_free(root);
    return fine ? 0 : 1;
}

static double
now(void)
{
    struct timespec time;

    (void) clock_gettime(CLOCK_MONOTONIC, &time);
    return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static bool
fold_file(Schema *schema, const char *path, FoldPlace *place, double *seconds)
{
    void *owner = mem_root("file");
    char *text = read_file(owner, path);
    CommandList *list = NULL;
    DdlErrorPlace where;
    Error err = {0};
    double start;
    bool fine = text != NULL && command_parse(owner, text, &list, &where, &err);

    if (!fine)
    {
        (void) fprintf(stderr, "%s: %s\n", path, text == NULL ? "cannot be read" : err.message);
    }
    start = now();
    for (size_t i = 0; fine && i < list->count; i++)
    {
        place->statement++;
        fold_command(schema, &list->commands[i], *place);
    }
    *seconds += now() - start;
    mem_free(owner);
    return fine;
}

static char *
read_file(void *owner, const char *path)
{
    FILE *in = fopen(path, "re");
    char *text = mem_strdup(owner, "");
    char buffer[65536];
    size_t bytes;

    if (in == NULL)
    {
        return NULL;
    }
    while ((bytes = fread(buffer, 1, sizeof(buffer), in)) > 0)
    {
        mem_append(&text, "%.*s", (int) bytes, buffer);
    }
    (void) fclose(in);
    return text;
}

static void
print_relation(SchemaRelation *relation, void *context)
{
    Lines *lines = context;
    char *name = mem_printf(lines->owner, "%s.%s", relation->schema, relation->name);

    if (relation->persistence == 't')
    {
        return;
    }
    ADD(lines, "relation %s %c%s%s", name, relation->kind, relation->persistence == 'u' ? " unlogged" : "",
        relation->is_known ? "" : " stub");
    if (relation->kind == 'i' || relation->kind == 'I')
    {
        print_index(lines, relation, name);
    }
    print_columns(lines, relation, name);
    print_constraints(lines, relation, name);
    print_parts(lines, relation, name);
}

static void
print_columns(Lines *lines, const SchemaRelation *relation, const char *name)
{
    bool is_view = relation->kind == 'v' || relation->kind == 'm';

    for (size_t i = 0; i < relation->column_count; i++)
    {
        const SchemaColumn *column = &relation->columns[i];
        char *text = mem_printf(lines->owner, "column %s.%s %s%s%s", name, column->name,
                                is_view ? "" : type_text(lines->owner, &column->type),
                                column->not_null ? " not null" : "", column->has_default ? " default" : "");

        if (column->identity != 0)
        {
            mem_append(&text, " identity %c", column->identity);
        }
        if (column->generated != 0)
        {
            mem_append(&text, " generated %c", column->generated);
        }
        ADD(lines, "%s", text);
    }
}

static void
print_constraints(Lines *lines, const SchemaRelation *relation, const char *name)
{
    for (size_t i = 0; i < relation->constraint_count; i++)
    {
        const SchemaConstraint *constraint = &relation->constraints[i];
        char *text = mem_printf(lines->owner, "constraint %s.%s %c (%s)", name, constraint->name, constraint->type,
                                constraint->type == 'x' ? "" : joined(lines->owner, constraint->columns));

        if (constraint->foreign != NULL)
        {
            mem_append(&text, " references %s.%s", constraint->foreign->schema, constraint->foreign->name);
        }
        ADD(lines, "%s%s", text, constraint->is_valid ? "" : " not valid");
    }
}

static void
print_index(Lines *lines, const SchemaRelation *index, const char *name)
{
    ADD(lines, "index %s on %s.%s%s (%s)%s", name, index->table->schema, index->table->name,
        index->is_unique ? " unique" : "", joined(lines->owner, index->keys), index->is_valid ? "" : " invalid");
}

static void
print_parts(Lines *lines, const SchemaRelation *relation, const char *name)
{
    for (size_t i = 0; i < relation->trigger_count; i++)
    {
        ADD(lines, "trigger %s.%s", name, relation->triggers[i].name);
    }
    for (size_t i = 0; i < relation->policy_count; i++)
    {
        ADD(lines, "policy %s.%s", name, relation->policies[i]);
    }
    for (size_t i = 0; i < relation->statistic_count; i++)
    {
        ADD(lines, "statistics %s.%s", name, relation->statistics[i]);
    }
    for (size_t i = 0; i < relation->parent_count; i++)
    {
        ADD(lines, "child %s of %s.%s", name, relation->parents[i]->schema, relation->parents[i]->name);
    }
    if (relation->owner_table != NULL)
    {
        ADD(lines, "owned %s by %s.%s.%s", name, relation->owner_table->schema, relation->owner_table->name,
            relation->owner_column);
    }
}

static void
print_type(SchemaType *type, void *context)
{
    Lines *lines = context;
    const char **labels = mem_array(lines->owner, const char *, type->label_count + 1);

    for (size_t i = 0; i < type->label_count; i++)
    {
        labels[i] = type->labels[i];
    }
    qsort(labels, type->label_count, sizeof(*labels), compare);
    if (type->kind == 'e')
    {
        ADD(lines, "enum %s.%s (%s)", type->schema, type->name, joined(lines->owner, labels));
    }
    if (type->kind == 'd')
    {
        ADD(lines, "domain %s.%s %s", type->schema, type->name, type_text(lines->owner, &type->base));
    }
}

static void
print_function(SchemaFunction *function, void *context)
{
    Lines *lines = context;

    ADD(lines, "function %s.%s %zu %c", function->schema, function->name, function->argument_count,
        function->volatility);
}

/* As format_type() writes it with search_path at its default. */
static const char *
type_text(void *owner, const CommandType *type)
{
    const char *text = command_type_text(owner, type);

    return strncmp(text, "public.", 7) == 0 ? text + 7 : text;
}

static char *
joined(void *owner, const char *const *texts)
{
    char *text = mem_strdup(owner, "");

    for (size_t i = 0; texts[i] != NULL; i++)
    {
        mem_append(&text, "%s%s", i == 0 ? "" : ", ", texts[i]);
    }
    return text;
}

static int
compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}
