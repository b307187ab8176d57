/* SPDX-License-Identifier: PostgreSQL */
/*
 * Constraints that come with `up` (repairs), and those that go with `as` and `down` (successors of the same type).
 */
#include "findings.h"

#define ALTER SQL "ALTER TABLE customer "
#define UP    "    up: |\n      UPDATE customer SET "
#define AS    "    as: "
#define DOWN  "    down: |\n      UPDATE customer SET "

static const TableChange *
changed_table(Fixture *in, const char *changes)
{
    const Resolution *resolution = resolve_good(in, mem_printf(in->mem, CHANGES "%s", changes), new_catalog(in->mem));

    assert_int_equal(resolution->table_count, 1);
    return &resolution->tables[0];
}

/* ---- Repairs ---- */

static void
a_check_with_up_is_in_force_from_expand_on(void **state)
{
    Fixture *in = fixture(state);
    const TableChange *table = changed_table(in, ALTER "ADD CHECK (score < 9)\n" UP "score = least(score, 8)\n");
    const Link *link = table->links[0];

    assert_int_equal(table->link_count, 1);
    assert_int_equal(link->kind, LINK_REPAIR);
    assert_int_equal(link->new_count, 1);
    assert_string_equal(link->new_columns[0].name, "score");
    assert_false(link->new_columns[0].not_null);
    assert_string_equal(rendered(in, link->broken), "score OPERATOR(pg_catalog.<) 9 IS FALSE");
    assert_null(link->shared[0]);
    assert_int_equal(table->in_place[0].kind, IN_PLACE_ADD_CHECK);
    assert_false(table->in_place[0].waits_for_contract);
}

static void
a_check_of_which_up_assigns_nothing_waits(void **state)
{
    Fixture *in = fixture(state);
    const TableChange *table =
        changed_table(in, ALTER "ADD COLUMN a integer, ADD CHECK (score < 9)\n" UP "a = score\n");

    assert_int_equal(table->link_count, 1);
    assert_int_equal(table->links[0]->kind, LINK_ADD);
    assert_true(table->in_place[0].waits_for_contract);
}

static void
a_repair_knows_what_its_check_reads_beside_its_columns(void **state)
{
    Fixture *in = fixture(state);
    const Link *link =
        changed_table(in, ALTER "ADD CHECK (length(note) < score)\n" UP "note = left(note, id::integer)\n")->links[0];

    assert_int_equal(link->new_count, 1);
    assert_string_equal(link->shared[0], "id");
    assert_string_equal(link->shared[1], "score");
    assert_null(link->shared[2]);
}

static void
statements_of_a_change_that_share_a_column_are_one_repair(void **state)
{
    Fixture *in = fixture(state);
    const TableChange *table = changed_table(
        in, ALTER "ALTER COLUMN note SET NOT NULL, ADD CHECK (score > 1), ADD CHECK (note <> city OR score > 2),\n"
                  "        ALTER COLUMN made SET NOT NULL\n" UP "note = 'x', score = 3, made = '2020-01-01'\n");
    const Link *both = table->links[0];

    assert_int_equal(table->link_count, 2);
    assert_int_equal(both->new_count, 2);
    assert_string_equal(both->new_columns[0].name, "note");
    assert_true(both->new_columns[0].not_null);
    assert_string_equal(both->new_columns[1].name, "score");
    assert_false(both->new_columns[1].not_null);
    assert_string_equal(rendered(in, both->broken),
                        "((score OPERATOR(pg_catalog.>) 1) IS FALSE) OR ((note IS NULL) OR (((note "
                        "OPERATOR(pg_catalog.<>) city) OR (score OPERATOR(pg_catalog.>) 2)) IS FALSE))");
    assert_string_equal(table->links[1]->new_columns[0].name, "made");
    assert_string_equal(rendered(in, table->links[1]->broken), "made IS NULL");
}

static void
add_expression_key(Catalog *catalog)
{
    CatalogTable *table = table_of(catalog, "customer");

    add_dependent(table, "score", "partition key of table customer", false);
    table->dependents[table->dependent_count - 1].kind = "partition key";
}

static void
make_identity(Catalog *catalog)
{
    column_of(catalog, "customer", "score")->identity = 'd';
}

static void
what_cannot_be_repaired_is_found(void **state)
{
    static const Case cases[] = {
        {ALTER "ADD CHECK (score < 9)\n" UP "note = ''\n", "P204", 5, 27,
         "\"up\" assigns \"note\", which changes[1] does not add to customer", "ADD CHECK of the same change", NULL},
        {ALTER "ADD UNIQUE (note)\n" UP "note = id::text\n", "P204", 5, 27,
         "\"up\" assigns \"note\", which changes[1] does not add to customer", "waits for contract", NULL},
        {ALTER "ADD FOREIGN KEY (score) REFERENCES customer\n" UP "score = NULL\n", "P204", 5, 27,
         "\"up\" assigns \"score\", which changes[1] does not add to customer", "waits for contract", NULL},
        {ALTER "ADD COLUMN a integer, ADD CHECK (a < score)\n" UP "score = 1\n", "P326", 3, 50,
         "\"up\" cannot repair what breaks this CHECK: it reads \"a\", which this change adds", "a plan of its own",
         NULL},
        {ALTER "ADD CHECK (id > 0)\n" UP "id = abs(id)\n", "R749", 2, 0,
         "\"up\" cannot repair customer.id: it is part of the primary key", "waits for contract", NULL},
        {ALTER "ADD CHECK (score > 0)\n" UP "score = 1\n", "R749", 2, 0,
         "\"up\" cannot repair customer.score: it is part of the partition key", NULL, add_expression_key},
        {ALTER "ADD CHECK (score > 0)\n" UP "score = 1\n", "R749", 2, 0,
         "\"up\" cannot repair customer.score: it is an identity column", NULL, make_identity},
        {ALTER "ADD CHECK (twice > score)\n" UP "score = 1\n", "R725", 2, 0,
         "the CHECK that \"up\" repairs reads customer.twice, a generated column, which triggers cannot see", NULL,
         NULL},
        {ALTER "ADD CHECK (score > 0)\n" UP "score = 1\n" ALTER "ADD COLUMN a integer\n" UP "a = score\n", "P212", 2, 0,
         "column customer.score is repaired by \"up\" and read by another conversion of this plan", "two plans", NULL},
        {ALTER "ADD CHECK (score > 0)\n" UP "score = 1\n" ALTER "ADD CHECK (score < 9)\n" UP "score = 8\n", "P212", 2,
         0, "column customer.score is changed twice in this plan", NULL, NULL},
    };

    CHECK_CASES(state, cases);
}

/* ---- Successors of the same type ---- */

static void
not_null_with_as_falls_for_a_successor_only(void **state)
{
    Fixture *in = fixture(state);
    const TableChange *table = changed_table(in, ALTER "ALTER COLUMN phone DROP NOT NULL\n" AS "digits\n" DOWN
                                                       "phone = coalesce(digits, '')\n");
    const Link *link = table->links[0];

    assert_int_equal(table->link_count, 1);
    assert_int_equal(table->in_place_count, 0);
    assert_int_equal(link->kind, LINK_REPLACE);
    assert_true(link->is_successor);
    assert_true(link->is_rename);
    assert_string_equal(link->new_columns[0].type, "text");
    assert_false(link->new_columns[0].not_null);
    assert_true(link->old_columns[0].not_null);
    assert_string_equal(rendered(in, link->new_columns[0].value), "phone");
    assert_string_equal(rendered(in, link->old_columns[0].value), "COALESCE(digits, '')");
}

static void
a_check_with_as_falls_for_a_successor_only(void **state)
{
    Fixture *in = fixture(state);
    const TableChange *table = changed_table(in, ALTER "DROP CONSTRAINT customer_score_check\n" AS "points\n" UP
                                                       "points = score - 1\n" DOWN "score = greatest(points, 1)\n");
    const Link *link = table->links[0];

    assert_int_equal(table->link_count, 1);
    assert_int_equal(table->in_place_count, 0);
    assert_int_equal(table->loosened_count, 1);
    assert_true(resolve_is_loosened(table, &table->table->constraints[0]));
    assert_string_equal(link->new_columns[0].name, "points");
    assert_string_equal(rendered(in, link->new_columns[0].value), "score OPERATOR(pg_catalog.-) 1");
}

static void
all_that_a_change_loosens_of_one_column_is_one_successor(void **state)
{
    Fixture *in = fixture(state);
    const TableChange *table;

    table = changed_table(in, ALTER "ALTER COLUMN phone DROP NOT NULL, ALTER COLUMN phone SET DEFAULT 'none',\n"
                                    "        ALTER COLUMN name DROP NOT NULL\n" AS "digits\n" DOWN
                                    "phone = coalesce(digits, '')\n");
    assert_int_equal(table->link_count, 1);
    assert_string_equal(table->links[0]->new_columns[0].fallback, "'none'");
    assert_null(table->links[0]->old_columns[0].fallback);
    assert_int_equal(table->in_place_count, 1); /* name: "down" says nothing of it */
    assert_string_equal(table->in_place[0].column, "name");

    table = changed_table(in, ALTER "DROP CONSTRAINT customer_score_check, ALTER COLUMN score TYPE bigint\n" AS
                                    "points\n" DOWN "score = greatest(points, 1)::integer\n");
    assert_int_equal(table->link_count, 1);
    assert_int_equal(table->in_place_count, 0);
    assert_int_equal(table->loosened_count, 1);
    assert_string_equal(table->links[0]->new_columns[0].type, "bigint");
    assert_false(table->links[0]->is_rename);

    table = changed_table(in, ALTER
                          "ALTER COLUMN phone TYPE bigint USING phone::bigint, ALTER COLUMN phone DROP NOT NULL\n" AS
                          "digits\n" DOWN "phone = coalesce(digits::text, '')\n");
    assert_int_equal(table->in_place_count, 0);
    assert_false(table->links[0]->new_columns[0].not_null);
}

static void
without_as_and_down_both_versions_lose_the_constraint(void **state)
{
    Fixture *in = fixture(state);
    const TableChange *table = changed_table(in, ALTER "DROP CONSTRAINT customer_score_check,\n"
                                                       "        ALTER COLUMN phone DROP NOT NULL\n");

    assert_int_equal(table->link_count, 0);
    assert_int_equal(table->loosened_count, 0);
    assert_int_equal(table->in_place_count, 2);
}

static void
add_wide_check(Catalog *catalog)
{
    static const char *const columns[] = {"name", "note", NULL};

    add_constraint(catalog, table_of(catalog, "customer"), "wide", 'c', "name", "CHECK (name < note)")->columns =
        columns;
}

static void
add_unique(Catalog *catalog)
{
    add_constraint(catalog, table_of(catalog, "customer"), "customer_note_key", 'u', "note", "UNIQUE (note)");
}

static void
what_cannot_be_loosened_is_found(void **state)
{
    static const Case cases[] = {
        {ALTER "ALTER COLUMN phone DROP NOT NULL\n" DOWN "phone = coalesce(phone, '')\n", "P209", 3, 7,
         "\"down\" gives V a \"phone\" of its own, but one column cannot show two values", "as: new_name", NULL},
        {ALTER "DROP CONSTRAINT customer_score_check\n" DOWN "score = greatest(score, 1)\n", "P209", 3, 7,
         "\"down\" gives V a \"score\" of its own, but one column cannot show two values", "as: new_name", NULL},
        {ALTER "ALTER COLUMN phone DROP NOT NULL\n" AS "digits\n", "P303", 3, 7,
         "V relies on what ALTER TABLE ALTER COLUMN DROP NOT NULL takes away, and would meet what V+1 writes",
         "add \"down: UPDATE customer SET phone", NULL},
        {ALTER "ALTER COLUMN phone DROP NOT NULL\n" AS "note\n" DOWN "phone = note\n", "P209", 3, 7,
         "\"as\": column \"note\" exists already", NULL, NULL},
        {ALTER "ALTER COLUMN note DROP NOT NULL\n" AS "remark\n" DOWN "note = remark\n", "P209", 3, 7,
         "column \"note\" may be NULL already: V can bear it", "RENAME COLUMN", NULL},
        {ALTER "ALTER COLUMN phone DROP NOT NULL\n" AS "digits\n" DOWN "phone = coalesce(phone, '')\n", "P205", 6, 44,
         "\"down\" may only read columns of the new shape; \"phone\" is replaced by this change", NULL, NULL},
        {ALTER "ALTER COLUMN phone DROP NOT NULL, ALTER COLUMN name DROP NOT NULL\n" AS "digits\n" DOWN
               "phone = digits, name = digits\n",
         "P209", 3, 62, "\"as\" names the successor of \"phone\", and \"down\" gives V \"name\" as well",
         "a change of its own", NULL},
        {ALTER "DROP CONSTRAINT wide\n" AS "label\n" DOWN "name = label\n", "P209", 3, 7,
         "CHECK \"wide\" reads \"name\" and \"note\", and only one column can have a successor", "both versions",
         add_wide_check},
        {ALTER "DROP CONSTRAINT customer_note_key\n" AS "label\n" DOWN "note = label\n", "P204", 6, 27,
         "\"down\" assigns \"note\", which changes[1] does not drop from customer", "NOT NULL or a CHECK is dropped",
         add_unique},
        {ALTER "ALTER COLUMN id DROP NOT NULL\n", "R749", 3, 7,
         "column \"id\" is part of the primary key, which PostgreSQL keeps NOT NULL", NULL, NULL},
        {ALTER "ALTER COLUMN phone DROP NOT NULL\n" AS "digits\n" DOWN "phone = digits\n" ALTER
               "RENAME COLUMN phone TO tel\n",
         "P212", 2, 0, "column customer.phone is changed twice in this plan", NULL, NULL},
    };

    CHECK_CASES(state, cases);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PLAN_TEST(a_check_with_up_is_in_force_from_expand_on),
        PLAN_TEST(a_check_of_which_up_assigns_nothing_waits),
        PLAN_TEST(a_repair_knows_what_its_check_reads_beside_its_columns),
        PLAN_TEST(statements_of_a_change_that_share_a_column_are_one_repair),
        PLAN_TEST(what_cannot_be_repaired_is_found),
        PLAN_TEST(not_null_with_as_falls_for_a_successor_only),
        PLAN_TEST(a_check_with_as_falls_for_a_successor_only),
        PLAN_TEST(all_that_a_change_loosens_of_one_column_is_one_successor),
        PLAN_TEST(without_as_and_down_both_versions_lose_the_constraint),
        PLAN_TEST(what_cannot_be_loosened_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, release_parser);
}
