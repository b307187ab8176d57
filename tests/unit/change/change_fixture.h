/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the tests of resolve, shim and steps share: a small catalog made by hand, and a plan's text resolved against it.
 * The catalog has room for what a test adds, so that pointers into it stay.
 */
#ifndef TESTS_CHANGE_FIXTURE_H
#define TESTS_CHANGE_FIXTURE_H

#include "plan_fixture.h"

#include "change/resolve.h"
#include "sql/ddl.h"

#define ROOM 24
/* The first line of `sql` is line 3 of the plan, its first column is 7. */
#define CHANGES "changes:\n"
#define SQL     "  - sql: |\n      "

static inline CatalogTable *
add_table(Catalog *catalog, const char *name)
{
    CatalogTable *table = &catalog->tables[catalog->table_count++];

    assert_true(catalog->table_count < ROOM);
    *table = (CatalogTable){
        .schema = "public",
        .name = name,
        .kind = 'r',
        .persistence = 'p',
        .owner = "shop_owner",
        .we_own = true,
        .rows_estimate = -1,
        .columns = mem_array(catalog, CatalogColumn, ROOM),
        .indexes = mem_array(catalog, CatalogIndex, ROOM),
        .constraints = mem_array(catalog, CatalogConstraint, ROOM),
        .dependents = mem_array(catalog, CatalogDependent, ROOM),
        .triggers = mem_array(catalog, CatalogTrigger, ROOM),
    };
    return table;
}

static inline CatalogColumn *
add_column(CatalogTable *table, const char *name, const char *type)
{
    CatalogColumn *column = &table->columns[table->column_count++];

    assert_true(table->column_count < ROOM);
    *column = (CatalogColumn){.name = name, .attnum = (int) table->column_count, .type = type, .statistics_target = -1};
    return column;
}

static inline const char *const *
one_name(void *mem, const char *name)
{
    const char **names = mem_array(mem, const char *, 2);

    names[0] = name;
    return names;
}

static inline CatalogIndex *
add_index(Catalog *catalog, CatalogTable *table, const char *name, const char *column)
{
    CatalogIndex *index = &table->indexes[table->index_count++];

    *index = (CatalogIndex){
        .name = name,
        .schema = "public",
        .definition = mem_printf(catalog, "CREATE INDEX %s ON public.%s USING btree (%s)", name, table->name, column),
        .columns = one_name(catalog, column),
        .is_valid = true,
    };
    return index;
}

static inline CatalogConstraint *
add_constraint(Catalog *catalog, CatalogTable *table, const char *name, char type, const char *column,
               const char *definition)
{
    CatalogConstraint *constraint = &table->constraints[table->constraint_count++];

    *constraint = (CatalogConstraint){
        .name = name,
        .type = type,
        .definition = definition,
        .columns = one_name(catalog, column),
        .is_valid = true,
    };
    return constraint;
}

static inline void
add_dependent(CatalogTable *table, const char *column, const char *description, bool by_text)
{
    table->dependents[table->dependent_count++] =
        (CatalogDependent){.column = column, .kind = "view", .description = description, .by_text = by_text};
}

/* customer and purchase, on a server of version 15. */
static inline Catalog *
new_catalog(void *mem)
{
    static const char *const path[] = {"public", "app", NULL};
    static const char *const all[] = {"public.customer", "public.purchase", NULL};
    static const char *const key[] = {"id", NULL};
    Catalog *catalog = mem_new(mem, Catalog);
    CatalogTable *customer;
    CatalogTable *purchase;

    catalog->server_version = 150004;
    catalog->database = "shop";
    catalog->search_path = path;
    catalog->all_tables = all;
    catalog->tables = mem_array(catalog, CatalogTable, ROOM);
    customer = add_table(catalog, "customer");
    customer->primary_key = key;
    add_column(customer, "id", "bigint")->not_null = true;
    add_column(customer, "name", "text")->not_null = true;
    add_column(customer, "phone", "text")->not_null = true;
    add_column(customer, "note", "text");
    add_column(customer, "city", "text")->fallback = "'Berlin'::text";
    add_column(customer, "score", "integer");
    add_column(customer, "twice", "integer")->generated = 's';
    add_column(customer, "made", "timestamp with time zone")->settings_dependent = true;
    add_index(catalog, customer, "customer_pkey", "id")->is_primary = true;
    customer->indexes[0].constraint = "customer_pkey";
    customer->indexes[0].is_unique = true;
    add_index(catalog, customer, "customer_name_idx", "name");
    add_constraint(catalog, customer, "customer_score_check", 'c', "score", "CHECK ((score > 0))");
    purchase = add_table(catalog, "purchase");
    purchase->primary_key = key;
    add_column(purchase, "id", "bigint")->not_null = true;
    add_column(purchase, "quantity", "integer")->not_null = true;
    add_column(purchase, "price", "numeric(10,2)");
    return catalog;
}

static inline CatalogTable *
table_of(Catalog *catalog, const char *name)
{
    for (size_t i = 0; i < catalog->table_count; i++)
    {
        if (strcmp(catalog->tables[i].name, name) == 0)
        {
            return &catalog->tables[i];
        }
    }
    return NULL;
}

static inline CatalogColumn *
column_of(Catalog *catalog, const char *table, const char *name)
{
    CatalogTable *found = table_of(catalog, table);

    for (size_t i = 0; i < found->column_count; i++)
    {
        if (strcmp(found->columns[i].name, name) == 0)
        {
            return &found->columns[i];
        }
    }
    return NULL;
}

/* Where names are: in pg_catalog, unless the beginning of one says something else. */
static inline NameSchemas
schemas_of(const NameUse *use)
{
    static const char *const in_catalog[] = {"pg_catalog", NULL};
    static const char *const in_public[] = {"public", NULL};
    static const char *const in_two[] = {"public", "app", NULL};
    static const char *const elsewhere[] = {"private", NULL};
    static const char *const nowhere[] = {NULL};
    static const struct
    {
        const char *start;
        const char *const *schemas;
        bool is_volatile;
    } rules[] = {
        {"ext_", in_public, false}, {"two_", in_two, false},      {"private_", elsewhere, false},
        {"no_", nowhere, false},    {"random", in_catalog, true}, {"<->", in_public, false},
    };

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
    {
        if (strncmp(use->name, rules[i].start, strlen(rules[i].start)) == 0)
        {
            return (NameSchemas){use->name_class, use->name, rules[i].schemas, rules[i].is_volatile};
        }
    }
    return (NameSchemas){use->name_class, use->name, in_catalog, false};
}

/* The plan TEXT against CATALOG, its statements judged in SCHEMA (or NULL); NULL when there are findings
 * (in->diagnostics). */
static inline Resolution *
resolve_in_schema(Fixture *in, const char *text, const Catalog *catalog, const Schema *schema)
{
    Plan *plan = load_text(in, text);
    ParsedPlan *parsed;
    NameUse *uses;
    NameSchemas *names = NULL;
    size_t use_count = 0;
    size_t count = 0;

    if (!plan)
    {
        fail_msg("the plan of the test is not valid:\n%s\n%s", text, diagnostics_format(in->mem, in->diagnostics));
    }
    parsed = resolve_parse(in->mem, plan, in->diagnostics);
    if (!parsed)
    {
        return NULL;
    }
    uses = resolve_names(in->mem, parsed, &use_count);
    for (size_t i = 0; i < use_count; i++)
    {
        *mem_push(in->mem, names, count) = schemas_of(&uses[i]);
    }
    return resolve_plan(in->mem, parsed, catalog, schema, names, count, in->diagnostics);
}

static inline Resolution *
resolve_text(Fixture *in, const char *text, const Catalog *catalog)
{
    return resolve_in_schema(in, text, catalog, NULL);
}

/* The same for a plan that must be right. */
static inline Resolution *
resolve_good(Fixture *in, const char *text, const Catalog *catalog)
{
    Resolution *resolution = resolve_text(in, text, catalog);

    if (!resolution)
    {
        fail_msg("%s\n%s", text, diagnostics_format(in->mem, in->diagnostics));
    }
    return resolution;
}

static inline char *
rendered(Fixture *in, const SqlExpression *expression)
{
    char *text = ddl_expression_render(in->mem, expression, NULL, NULL, 0, &in->err);

    assert_non_null(text);
    return text;
}

static inline int
release_parser(void **state)
{
    (void) state;
    ddl_exit();
    return 0;
}

#endif
