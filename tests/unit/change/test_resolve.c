/* SPDX-License-Identifier: PostgreSQL */
/*
 * What a right plan becomes: links of each kind, plain and dropped columns, changes in place, names, the summary.
 */
#include "change_fixture.h"

#include "change/fold.h"

#define ALTER SQL "ALTER TABLE customer "
#define UP    "    up: |\n      UPDATE customer SET "
#define DOWN  "    down: |\n      UPDATE customer SET "

static Resolution *
resolve_changes(Fixture *in, const char *changes)
{
    return resolve_good(in, mem_printf(in->mem, CHANGES "%s", changes), new_catalog(in->mem));
}

static const Link *
only_link(const Resolution *resolution)
{
    assert_int_equal(resolution->table_count, 1);
    assert_int_equal(resolution->tables[0].link_count, 1);
    return resolution->tables[0].links[0];
}

static void
a_rename_is_a_link_both_ways_and_inherits_what_the_column_has(void **state)
{
    Fixture *in = fixture(state);
    const Resolution *resolution = resolve_changes(in, ALTER "RENAME COLUMN city TO town\n");
    const Link *link = only_link(resolution);

    assert_int_equal(link->kind, LINK_REPLACE);
    assert_true(link->is_successor);
    assert_int_equal(link->new_count, 1);
    assert_int_equal(link->old_count, 1);
    assert_string_equal(link->new_columns[0].name, "town");
    assert_string_equal(link->new_columns[0].type, "text");
    assert_string_equal(link->new_columns[0].fallback, "'Berlin'::text");
    assert_false(link->new_columns[0].not_null);
    assert_string_equal(rendered(in, link->new_columns[0].value), "city");
    assert_string_equal(link->old_columns[0].name, "city");
    assert_string_equal(rendered(in, link->old_columns[0].value), "town");
    assert_null(link->shared[0]);
    assert_int_equal(strncmp(link->old_columns[0].held_name, "bellows_held_city_", 18), 0);
    assert_string_not_equal(link->old_columns[0].held_name, link->new_columns[0].held_name);
    assert_true(resolution->needs_contract);
    assert_int_equal(resolution->semver, SEMVER_MAJOR);
}

static void
a_new_type_takes_its_value_from_using_or_up_or_the_column(void **state)
{
    Fixture *in = fixture(state);
    const Link *link = only_link(resolve_changes(
        in, ALTER "ALTER COLUMN phone TYPE bigint USING replace(phone, '+', '')::bigint\n    as: digits\n" DOWN
                  "phone = '+' || digits::text\n"));

    assert_int_equal(link->kind, LINK_REPLACE);
    assert_true(link->is_successor);
    assert_string_equal(link->new_columns[0].name, "digits");
    assert_string_equal(link->new_columns[0].type, "bigint");
    assert_true(link->new_columns[0].not_null);
    assert_string_equal(rendered(in, link->new_columns[0].value), "pg_catalog.replace(phone, '+', '')::bigint");

    link = only_link(resolve_changes(in, ALTER "ALTER COLUMN score TYPE bigint\n    as: points\n" UP
                                               "points = score * 2\n" DOWN "score = points / 2\n"));
    assert_string_equal(rendered(in, link->new_columns[0].value), "score OPERATOR(pg_catalog.*) 2");

    link = only_link(
        resolve_changes(in, ALTER "ALTER COLUMN score TYPE bigint\n    as: points\n" DOWN "score = points\n"));
    assert_string_equal(rendered(in, link->new_columns[0].value), "score");
}

static void
a_new_type_has_its_own_collation_and_not_the_old_columns(void **state)
{
    Fixture *in = fixture(state);
    Catalog *catalog = new_catalog(in->mem);
    const Link *link;

    column_of(catalog, "customer", "phone")->collation = "pg_catalog.\"C\"";
    link =
        only_link(resolve_good(in,
                               CHANGES ALTER "ALTER COLUMN phone TYPE bigint USING phone::bigint\n    as: digits\n" DOWN
                                             "phone = digits::text\n",
                               catalog));
    assert_null(link->new_columns[0].collation);

    link = only_link(resolve_good(in, CHANGES ALTER "RENAME COLUMN phone TO digits\n", catalog));
    assert_string_equal(link->new_columns[0].collation, "pg_catalog.\"C\"");

    link = only_link(resolve_good(in, CHANGES ALTER "ADD COLUMN a text COLLATE ext_german\n" UP "a = name\n", catalog));
    assert_string_equal(link->new_columns[0].collation, "public.ext_german");
}

static void
a_split_is_one_link_with_two_new_columns(void **state)
{
    Fixture *in = fixture(state);
    const Link *link =
        only_link(resolve_changes(in, ALTER "ADD COLUMN first text,\n        ADD COLUMN last text,\n"
                                            "        DROP COLUMN name\n" UP
                                            "first = split_part(name, ' ', 1), last = split_part(name, ' ', 2)\n" DOWN
                                            "name = first || ' ' || last\n"));

    assert_int_equal(link->kind, LINK_REPLACE);
    assert_false(link->is_successor);
    assert_int_equal(link->new_count, 2);
    assert_int_equal(link->old_count, 1);
    assert_string_equal(rendered(in, link->old_columns[0].value),
                        "(first OPERATOR(pg_catalog.||) ' ') OPERATOR(pg_catalog.||) last");
}

static void
a_merge_is_one_link_with_two_old_columns_and_what_stays_is_shared(void **state)
{
    Fixture *in = fixture(state);
    const Link *link = only_link(
        resolve_changes(in, ALTER "ADD COLUMN label text,\n        DROP COLUMN note,\n        DROP COLUMN city\n" UP
                                  "label = note || city || score::text || score\n" DOWN
                                  "note = left(label, 1), city = substr(label, score)\n"));

    assert_int_equal(link->kind, LINK_REPLACE);
    assert_int_equal(link->new_count, 1);
    assert_int_equal(link->old_count, 2);
    assert_string_equal(link->old_columns[1].name, "city");
    assert_string_equal(link->old_columns[1].fallback, "'Berlin'::text");
    assert_string_equal(link->shared[0], "score");
    assert_null(link->shared[1]);
}

static void
a_column_that_goes_with_down_is_a_link_and_without_is_only_dropped(void **state)
{
    Fixture *in = fixture(state);
    const Resolution *resolution;
    const Link *link = only_link(resolve_changes(in, ALTER "DROP COLUMN phone\n" DOWN "phone = name\n"));

    assert_int_equal(link->kind, LINK_DROP);
    assert_int_equal(link->new_count, 0);
    assert_string_equal(rendered(in, link->old_columns[0].value), "name");
    assert_string_equal(link->shared[0], "name");

    resolution = resolve_changes(in, ALTER "DROP COLUMN note\n");
    assert_int_equal(resolution->tables[0].link_count, 0);
    assert_int_equal(resolution->tables[0].dropped_count, 1);
    assert_string_equal(resolution->tables[0].dropped[0].name, "note");
    assert_true(resolution->needs_contract);

    resolution = resolve_changes(in, ALTER "DROP COLUMN IF EXISTS nothing\n");
    assert_int_equal(resolution->tables[0].dropped_count, 0);
    assert_false(resolution->needs_contract);
}

static void
a_column_that_comes_with_up_is_a_link_and_without_is_plain(void **state)
{
    Fixture *in = fixture(state);
    const Resolution *resolution;
    const Link *link = only_link(resolve_changes(
        in, ALTER "ADD COLUMN total numeric(12,2) NOT NULL DEFAULT random()\n" UP "total = score * 2\n"));

    assert_int_equal(link->kind, LINK_ADD);
    assert_true(link->new_columns[0].not_null);
    assert_string_equal(link->new_columns[0].type, "numeric(12, 2)");
    assert_string_equal(link->new_columns[0].fallback, "pg_catalog.random()");
    assert_true(link->new_columns[0].fallback_is_volatile);
    assert_string_equal(link->shared[0], "score");

    resolution = resolve_changes(in, ALTER "ADD COLUMN total int NOT NULL DEFAULT 0\n");
    assert_int_equal(resolution->tables[0].link_count, 0);
    assert_int_equal(resolution->tables[0].plain_count, 1);
    assert_string_equal(resolution->tables[0].plain[0].fallback, "0");
    assert_string_equal(resolution->tables[0].plain[0].type, "int");
    assert_false(resolution->needs_contract);
    assert_int_equal(resolution->semver, SEMVER_MINOR);
}

static void
not_null_with_up_is_a_repair_and_without_waits_for_contract(void **state)
{
    Fixture *in = fixture(state);
    const Resolution *resolution =
        resolve_changes(in, ALTER "ALTER COLUMN note SET NOT NULL\n" UP "note = coalesce(note, city)\n");
    const Link *link = only_link(resolution);

    assert_int_equal(link->kind, LINK_REPAIR);
    assert_string_equal(link->new_columns[0].name, "note");
    assert_string_equal(link->shared[0], "city");
    assert_int_equal(link->old_count, 0);
    assert_int_equal(resolution->tables[0].in_place[0].kind, IN_PLACE_SET_NOT_NULL);
    assert_false(resolution->tables[0].in_place[0].waits_for_contract);

    resolution = resolve_changes(in, ALTER "ALTER COLUMN note SET NOT NULL\n");
    assert_int_equal(resolution->tables[0].link_count, 0);
    assert_true(resolution->tables[0].in_place[0].waits_for_contract);
    assert_string_equal(resolution->tables[0].in_place[0].violation, "t.note IS NULL");
    assert_true(resolution->needs_contract);
}

static void
what_is_so_already_is_not_changed_so_that_no_rollback_takes_it_back(void **state)
{
    Fixture *in = fixture(state);
    const Resolution *resolution =
        resolve_changes(in, ALTER "ALTER COLUMN name SET NOT NULL, ALTER COLUMN note DROP NOT NULL\n");

    assert_int_equal(resolution->tables[0].in_place_count, 0);
    assert_false(resolution->needs_contract);
}

static void
changes_in_place_wait_where_the_old_version_could_mind(void **state)
{
    static const struct
    {
        const char *sql;
        InPlaceKind kind;
        bool waits;
    } cases[] = {
        {ALTER "ALTER COLUMN name DROP NOT NULL\n", IN_PLACE_DROP_NOT_NULL, false},
        {ALTER "ALTER COLUMN note SET DEFAULT 'x'\n", IN_PLACE_SET_DEFAULT, false},
        {ALTER "ALTER COLUMN note SET DEFAULT random()::text\n", IN_PLACE_SET_DEFAULT, false},
        {ALTER "ALTER COLUMN city DROP DEFAULT\n", IN_PLACE_DROP_DEFAULT, true},
        {ALTER "ADD CHECK (score < 9)\n", IN_PLACE_ADD_CHECK, true},
        {ALTER "ADD COLUMN a int, ADD CHECK (a < 9)\n", IN_PLACE_ADD_CHECK, false},
        {ALTER "ADD COLUMN a int, ADD CHECK (a < score)\n", IN_PLACE_ADD_CHECK, true},
        {ALTER "ADD UNIQUE (note)\n", IN_PLACE_ADD_UNIQUE, true},
        {ALTER "ADD COLUMN a int, ADD UNIQUE (a)\n", IN_PLACE_ADD_UNIQUE, false},
        {ALTER "ADD FOREIGN KEY (score) REFERENCES customer (id)\n", IN_PLACE_ADD_FOREIGN_KEY, true},
        {ALTER "ADD COLUMN a int, ADD FOREIGN KEY (a) REFERENCES customer\n", IN_PLACE_ADD_FOREIGN_KEY, false},
        {ALTER "DROP CONSTRAINT customer_score_check\n", IN_PLACE_DROP_CONSTRAINT, false},
        {ALTER "RENAME CONSTRAINT customer_score_check TO small\n", IN_PLACE_RENAME_CONSTRAINT, true},
        {SQL "CREATE INDEX i ON customer (note)\n", IN_PLACE_CREATE_INDEX, false},
        {SQL "CREATE UNIQUE INDEX i ON customer (note)\n", IN_PLACE_CREATE_INDEX, true},
        {ALTER "ADD COLUMN a int;\n      CREATE UNIQUE INDEX i ON customer (a)\n", IN_PLACE_CREATE_INDEX, false},
        {SQL "DROP INDEX customer_name_idx\n", IN_PLACE_DROP_INDEX, true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    {
        const Resolution *resolution = resolve_changes(fixture(state), cases[i].sql);

        assert_int_equal(resolution->table_count, 1);
        assert_int_equal(resolution->tables[0].in_place_count, 1);
        assert_int_equal(resolution->tables[0].in_place[0].kind, cases[i].kind);
        assert_int_equal(resolution->tables[0].in_place[0].waits_for_contract, cases[i].waits);
        assert_int_equal(resolution->needs_contract, cases[i].waits);
    }
}

static void
an_unnamed_check_gets_a_name_that_is_free(void **state)
{
    Fixture *in = fixture(state);
    const TableChange *table =
        resolve_changes(in, ALTER "ADD CHECK (score < 9), ADD CHECK (score < 8), ADD CHECK (score < length(name)),\n"
                                  "        ADD CONSTRAINT mine CHECK (note <> '')\n")
            ->tables;

    assert_string_equal(table->in_place[0].constraint_name, "customer_score_check1");
    assert_string_equal(table->in_place[1].constraint_name, "customer_score_check2");
    assert_string_equal(table->in_place[2].constraint_name, "customer_check");
    assert_string_equal(table->in_place[2].check, "score OPERATOR(pg_catalog.<) pg_catalog.length(name)");
    assert_string_equal(table->in_place[2].violation, "NOT (t.score OPERATOR(pg_catalog.<) pg_catalog.length(t.name))");
    assert_string_equal(table->in_place[3].constraint_name, "mine");
}

static void
all_changes_of_a_table_are_one_table_change(void **state)
{
    Fixture *in = fixture(state);
    const Resolution *resolution = resolve_changes(
        in, ALTER "RENAME COLUMN name TO full_name\n" SQL "ALTER TABLE purchase ADD COLUMN total numeric\n"
                  "    up: |\n      UPDATE purchase SET total = quantity * price\n" SQL
                  "ALTER TABLE public.customer DROP COLUMN phone\n" DOWN "phone = ''\n");

    assert_int_equal(resolution->table_count, 2);
    assert_string_equal(resolution->tables[0].name.name, "customer");
    assert_int_equal(resolution->tables[0].link_count, 2);
    assert_int_equal(resolution->tables[1].link_count, 1);
    assert_int_equal(strlen(resolution->tables[0].key), 8);
    assert_string_not_equal(resolution->tables[0].key, resolution->tables[1].key);
    assert_int_equal(resolution->verdict_count, 3);
    assert_int_equal(resolution->verdicts[2].table, 0);
}

static void
a_created_table_takes_its_indexes_along(void **state)
{
    Fixture *in = fixture(state);
    const Resolution *resolution =
        resolve_changes(in, SQL "CREATE TABLE visit (id int);\n      CREATE INDEX visit_idx ON visit (id)\n");

    assert_int_equal(resolution->created_count, 1);
    assert_int_equal(resolution->created_index_count, 1);
    assert_int_equal(resolution->table_count, 0);
    assert_int_equal(resolution->verdicts[1].table, RESOLVE_NO_TABLE);
    assert_string_equal(resolution->create_schema, "public");
    assert_false(resolution->needs_contract);
}

static void
names_of_functions_types_and_operators_are_qualified(void **state)
{
    Fixture *in = fixture(state);
    const Link *link =
        only_link(resolve_changes(in, ALTER "ADD COLUMN a ext_type, ADD COLUMN b public.ext_type[]\n" UP
                                            "a = ext_make(lower(note))::ext_type, b = note <-> app.two_f(city)\n"));

    assert_string_equal(link->new_columns[0].type, "public.ext_type");
    assert_string_equal(link->new_columns[1].type, "public.ext_type[]");
    assert_string_equal(rendered(in, link->new_columns[0].value),
                        "public.ext_make(pg_catalog.lower(note))::public.ext_type");
    assert_string_equal(rendered(in, link->new_columns[1].value), "note OPERATOR(public.<->) app.two_f(city)");
}

static void
a_function_in_two_schemas_pins_the_search_path(void **state)
{
    Fixture *in = fixture(state);
    const Resolution *resolution = resolve_changes(in, ALTER "ADD COLUMN a text\n" UP "a = two_f(name)\n");

    assert_non_null(resolution);
    assert_true(resolution->tables[0].pins_search_path);
    assert_string_equal(rendered(in, resolution->tables[0].links[0]->new_columns[0].value), "two_f(name)");
}

static void
a_volatile_up_is_taken_when_the_plan_allows_it(void **state)
{
    Fixture *in = fixture(state);
    const Link *link = only_link(resolve_changes(in, ALTER "ADD COLUMN a float8\n" UP "a = random()\n"
                                                           "    allow:\n      - {rule: volatile-up, reason: dice}\n"));

    assert_string_equal(rendered(in, link->new_columns[0].value), "pg_catalog.random()");
}

static void
on_conflict_comes_from_the_change(void **state)
{
    static const struct
    {
        const char *line;
        ConflictPolicy policy;
    } cases[] = {
        {"", CONFLICT_NEW},
        {"    on_conflict: new\n", CONFLICT_NEW},
        {"    on_conflict: old\n", CONFLICT_OLD},
        {"    on_conflict: error\n", CONFLICT_ERROR},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    {
        Fixture *in = fixture(state);
        const char *plan = mem_printf(in->mem, ALTER "RENAME COLUMN name TO a\n%s", cases[i].line);

        assert_int_equal(only_link(resolve_changes(in, plan))->on_conflict, cases[i].policy);
    }
}

static void
settings_are_pinned_where_a_conversion_depends_on_them(void **state)
{
    static const struct
    {
        const char *changes;
        bool pins;
    } cases[] = {
        {ALTER "ADD COLUMN a text\n" UP "a = made::text\n", true},
        {ALTER "ADD COLUMN a date\n" UP "a = note::date\n", true},
        {ALTER "ALTER COLUMN note SET NOT NULL\n" UP "note = made::text\n", true},
        {ALTER "ALTER COLUMN score TYPE bigint\n    as: a\n" DOWN "score = a\n", false},
        {ALTER "ADD COLUMN a text\n" UP "a = note\n", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    {
        assert_int_equal(resolve_changes(fixture(state), cases[i].changes)->tables[0].pins_settings, cases[i].pins);
    }
}

static void
what_falls_with_a_dropped_column_is_listed(void **state)
{
    Fixture *in = fixture(state);
    const Resolution *resolution =
        resolve_changes(in, ALTER "DROP COLUMN score,\n        DROP COLUMN name\n" DOWN "name = ''\n");

    assert_string_equal(
        resolution->falls[0],
        "index customer_name_idx: CREATE INDEX customer_name_idx ON public.customer USING btree (name)");
    assert_string_equal(resolution->falls[1], "constraint customer_score_check: CHECK ((score > 0))");
    assert_null(resolution->falls[2]);
    assert_null(resolve_changes(in, ALTER "RENAME COLUMN name TO a\n")->falls[0]);
}

static void
a_function_in_whose_text_a_column_was_found_can_be_allowed(void **state)
{
    Fixture *in = fixture(state);
    Catalog *catalog = new_catalog(in->mem);

    add_dependent(table_of(catalog, "customer"), "note", "function public.f()", true);
    add_dependent(table_of(catalog, "customer"), "city", "view public.v", false);
    resolve_good(
        in, CHANGES ALTER "DROP COLUMN note\n    allow:\n      - {rule: function-text, reason: \"it is a comment\"}\n",
        catalog);
}

static void
the_fingerprint_is_of_the_meaning_and_not_of_the_spelling(void **state)
{
    static const struct
    {
        const char *changes;
        bool is_same;
    } cases[] = {
        {SQL "alter table customer\n        add a integer -- a comment\n" UP "a = score+1\n", true},
        {ALTER "ADD COLUMN a integer\n" UP "a = score + 2\n", false},
        {ALTER "ADD COLUMN a bigint\n" UP "a = score + 1\n", false},
        {ALTER "ADD COLUMN b integer\n" UP "b = score + 1\n", false},
        {ALTER "ADD COLUMN a integer\n" UP "a = score + 1\n    on_conflict: old\n", false},
    };
    Fixture *in = fixture(state);
    const char *first = resolve_changes(in, ALTER "ADD COLUMN a integer\n" UP "a = score + 1\n")->fingerprint;

    assert_int_equal(strlen(first), 16);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    {
        assert_int_equal(strcmp(resolve_changes(in, cases[i].changes)->fingerprint, first) == 0, cases[i].is_same);
    }
}

static void
long_names_that_differ_only_at_their_ends_are_held_under_different_names(void **state)
{
    static const char start[] = "a_very_long_name_of_a_column_that_is_clipped_when_it_is_held_";
    Fixture *in = fixture(state);
    Catalog *catalog = new_catalog(in->mem);
    const TableChange *table;

    add_column(table_of(catalog, "customer"), mem_printf(in->mem, "%sa", start), "text");
    add_column(table_of(catalog, "customer"), mem_printf(in->mem, "%sb", start), "text");
    table =
        resolve_good(in, mem_printf(in->mem, CHANGES ALTER "DROP COLUMN %sa, DROP COLUMN %sb\n", start, start), catalog)
            ->tables;
    assert_int_equal(table->dropped_count, 2);
    assert_string_not_equal(table->dropped[0].held_name, table->dropped[1].held_name);
    assert_true(strlen(table->dropped[0].held_name) <= 63);
}

static void
only_what_is_used_is_asked_for(void **state)
{
    Fixture *in = fixture(state);
    Plan *plan = load_text(in, CHANGES SQL "ALTER TABLE app.customer RENAME COLUMN a TO b;\n      DROP INDEX i\n");
    ParsedPlan *parsed = resolve_parse(in->mem, plan, in->diagnostics);
    size_t count = 0;
    const CatalogRequest *requests = resolve_requests(in->mem, parsed, &count);

    assert_int_equal(count, 2);
    assert_string_equal(requests[0].schema, "app");
    assert_string_equal(requests[0].name, "customer");
    assert_null(requests[1].schema);
    assert_string_equal(requests[1].name, "i");
    resolve_names(in->mem, parsed, &count);
    assert_int_equal(count, 0);
}

static Schema *
schema_of(Fixture *in, const char *sql)
{
    Schema *schema = schema_new(in->mem, 150004);
    CommandList *list = NULL;
    DdlErrorPlace place;

    assert_true(command_parse(in->mem, sql, &list, &place, &in->err));
    fold_begin_file(schema, 1);
    for (size_t i = 0; i < list->count; i++)
    {
        fold_command(schema, &list->commands[i], (FoldPlace){.file = 1, .statement = i + 1});
    }
    schema_settings(schema)->is_complete = true;
    return schema;
}

static void
statements_are_judged_by_what_the_database_holds(void **state)
{
    static const char plan[] = CHANGES ALTER "ALTER COLUMN note SET NOT NULL\n";
    Fixture *in = fixture(state);
    Catalog *catalog = new_catalog(in->mem);
    const Schema *schema = schema_of(in, "CREATE TABLE customer (id bigint, note text CHECK (note IS NOT NULL))");
    const Classification *known = resolve_in_schema(in, plan, catalog, schema)->verdicts[0].classification;
    const Classification *unknown = resolve_text(in, plan, catalog)->verdicts[0].classification;

    assert_false(known->scans);
    assert_true(known->is_exact);
    assert_int_equal(known->change_class, CLASS_EXPAND);
    assert_true(unknown->scans);
    assert_false(unknown->is_exact);
    assert_int_equal(unknown->change_class, CLASS_EXPAND_CONTRACT);
}

static void
each_statement_is_judged_behind_those_before_it(void **state)
{
    Fixture *in = fixture(state);
    Schema *schema = schema_of(in, "CREATE TABLE customer (id bigint PRIMARY KEY, phone text)");
    const Resolution *resolution =
        resolve_in_schema(in,
                          CHANGES SQL "CREATE TABLE visit (id bigint, customer_id bigint REFERENCES customer);\n"
                                      "      CREATE INDEX visit_idx ON visit (customer_id);\n"
                                      "      ALTER TABLE customer ADD COLUMN rank int;\n"
                                      "      ALTER TABLE customer ADD CHECK (rank > 0)\n",
                          new_catalog(in->mem), schema);
    const StatementVerdict *verdicts = resolution->verdicts;

    assert_int_equal(resolution->verdict_count, 4);
    assert_int_equal(verdicts[0].classification->lock_count, 1);
    assert_string_equal(verdicts[0].classification->locks[0].relation, "public.customer");
    assert_int_equal(verdicts[0].classification->locks[0].mode, LOCK_SHARE_ROW_EXCLUSIVE);
    /* Nobody writes to a table that is not there yet. */
    assert_false(verdicts[1].classification->danger);
    assert_true(verdicts[1].classification->is_exact);
    assert_string_equal(verdicts[1].classification->locks[0].relation, "public.visit");
    assert_true(verdicts[3].classification->danger);
    /* What is judged is a copy. */
    assert_null(schema_relation(schema, (QualifiedName){.name = "visit"}));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PLAN_TEST(statements_are_judged_by_what_the_database_holds),
        PLAN_TEST(each_statement_is_judged_behind_those_before_it),
        PLAN_TEST(a_rename_is_a_link_both_ways_and_inherits_what_the_column_has),
        PLAN_TEST(a_new_type_takes_its_value_from_using_or_up_or_the_column),
        PLAN_TEST(a_new_type_has_its_own_collation_and_not_the_old_columns),
        PLAN_TEST(a_split_is_one_link_with_two_new_columns),
        PLAN_TEST(a_merge_is_one_link_with_two_old_columns_and_what_stays_is_shared),
        PLAN_TEST(a_column_that_goes_with_down_is_a_link_and_without_is_only_dropped),
        PLAN_TEST(a_column_that_comes_with_up_is_a_link_and_without_is_plain),
        PLAN_TEST(not_null_with_up_is_a_repair_and_without_waits_for_contract),
        PLAN_TEST(what_is_so_already_is_not_changed_so_that_no_rollback_takes_it_back),
        PLAN_TEST(changes_in_place_wait_where_the_old_version_could_mind),
        PLAN_TEST(an_unnamed_check_gets_a_name_that_is_free),
        PLAN_TEST(all_changes_of_a_table_are_one_table_change),
        PLAN_TEST(a_created_table_takes_its_indexes_along),
        PLAN_TEST(names_of_functions_types_and_operators_are_qualified),
        PLAN_TEST(a_function_in_two_schemas_pins_the_search_path),
        PLAN_TEST(a_volatile_up_is_taken_when_the_plan_allows_it),
        PLAN_TEST(on_conflict_comes_from_the_change),
        PLAN_TEST(settings_are_pinned_where_a_conversion_depends_on_them),
        PLAN_TEST(what_falls_with_a_dropped_column_is_listed),
        PLAN_TEST(a_function_in_whose_text_a_column_was_found_can_be_allowed),
        PLAN_TEST(the_fingerprint_is_of_the_meaning_and_not_of_the_spelling),
        PLAN_TEST(long_names_that_differ_only_at_their_ends_are_held_under_different_names),
        PLAN_TEST(only_what_is_used_is_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, release_parser);
}
