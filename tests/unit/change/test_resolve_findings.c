/* SPDX-License-Identifier: PostgreSQL */
/*
 * Every mistake of a plan that resolve finds: its code, its place in the YAML file and its message.
 */
#include "findings.h"

#define ALTER    SQL "ALTER TABLE customer "
#define PURCHASE SQL "ALTER TABLE purchase "
#define UP       "    up: |\n      UPDATE customer SET "
#define DOWN     "    down: |\n      UPDATE customer SET "

static void
what_does_not_parse_or_cannot_be_split_is_found(void **state)
{
    static const Case cases[] = {
        {SQL "ALTER TALBE customer ADD COLUMN a int\n", "P201", 3, 13, "syntax error at or near \"TALBE\"", NULL, NULL},
        {ALTER "ADD COLUMN a int\n" UP "a = = 1\n", "P201", 5, 31, "in \"up\": syntax error at or near \"=\"", NULL,
         NULL},
        {ALTER "ADD COLUMN a int\n    up: |\n      DELETE FROM customer\n", "P202", 5, 7,
         "in \"up\": expected UPDATE … SET column = expression, got DELETE", "UPDATE", NULL},
        {ALTER "ADD COLUMN a text\n    up: N/A\n", "P203", 4, 9,
         "in \"up\": N/A is two columns, n divided by a; the SQL quotes are missing (YAML removes an outer pair)", NULL,
         NULL},
        {ALTER "ADD COLUMN a int\n" UP "a = score, b = 1\n", "P204", 5, 38,
         "\"up\" assigns \"b\", which changes[1] does not add to customer", NULL, NULL},
        {ALTER "ADD COLUMN town text\n" UP "twon = city\n", "P204", 5, 27,
         "\"up\" assigns \"twon\", which changes[1] does not add to customer", "town", NULL},
        {ALTER "DROP COLUMN note\n" DOWN "noet = ''\n", "P204", 5, 27,
         "\"down\" assigns \"noet\", which changes[1] does not drop from customer", "note", NULL},
        {ALTER "ADD COLUMN a int, ADD COLUMN b int\n" UP "a = score,\n        b = a\n", "P205", 6, 13,
         "\"up\" may only read columns of the old shape; \"a\" is added by this change", NULL, NULL},
        {ALTER "ADD COLUMN a text, DROP COLUMN note\n" UP "a = note\n" DOWN "note = a || note\n", "P205", 7, 39,
         "\"down\" may only read columns of the new shape; \"note\" is dropped by this change", NULL, NULL},
        {ALTER "ADD COLUMN a int\n" UP "a = (SELECT max(id) FROM customer)\n", "P206", 5, 31,
         "in \"up\": a subquery reads more than the row", NULL, NULL},
        {ALTER "ADD COLUMN a float8\n" UP "a = random()\n", "P206", 5, 31,
         "volatile function random() gives another value each time: the two shapes could never be equal", "volatile-up",
         NULL},
        {SQL "TRUNCATE customer\n", "P207", 3, 7, "this statement cannot be split into expand and contract (TRUNCATE)",
         NULL, NULL},
        {ALTER "ADD COLUMN a int\n    as: b\n", "P214", 4, 9,
         "\"as\" gives no column of this change a second name: \"b\"", "belongs to ALTER COLUMN TYPE", NULL},
        {ALTER "ADD COLUMN a text COMPRESSION pglz\n", "P207", 3, 7,
         "this statement cannot be split into expand and contract (ADD COLUMN … COMPRESSION)", NULL, NULL},
        {ALTER "ADD COLUMN a int GENERATED ALWAYS AS (score + 1) STORED\n", "R743", 3, 7,
         "a stored generated column \"a\" makes PostgreSQL write every row under ACCESS EXCLUSIVE", "plain column",
         NULL},
        {ALTER "ADD COLUMN a serial\n" UP "a = score\n", "P323", 3, 7, "\"up\" assigns \"a\", which its sequence fills",
         "plain column", NULL},
        {SQL "SET work_mem = '1GB'\n", "P208", 3, 7, "SET inside a plan; bellows controls transactions and settings",
         "remove it", NULL},
        {ALTER "ALTER COLUMN phone TYPE bigint\n", "P209", 3, 7,
         "the type of \"phone\" changes under both versions at once", "as: new_name", NULL},
        {ALTER "ALTER COLUMN phone TYPE bigint\n    as: note\n", "P209", 3, 7, "\"as\": column \"note\" exists already",
         "as: new_name", NULL},
        {SQL "UPDATE customer SET note = ''\n", "P210", 3, 7, "UPDATE does not belong under \"sql\"", "up", NULL},
        {ALTER "ADD COLUMN a int\n    up: |\n      UPDATE purchase SET a = 1\n", "P211", 5, 7,
         "\"up\" updates purchase, which changes[1] does not alter", NULL, NULL},
    };

    CHECK_CASES(state, cases);
}

static void
add_name_check(Catalog *catalog)
{
    add_constraint(catalog, table_of(catalog, "customer"), "name_is_long", 'c', "name", "CHECK (length(name) > 3)");
}

static void
what_does_not_fit_the_tables_is_found(void **state)
{
    static const Case cases[] = {
        {SQL "ALTER TABLE custmer ADD COLUMN a int\n", "P301", 3, 7,
         "table \"custmer\" does not exist on the search_path", "did you mean \"customer\"?", NULL},
        {SQL "ALTER TABLE zzzzzz ADD COLUMN a int\n", "P301", 3, 7,
         "table \"zzzzzz\" does not exist on the search_path", "connected to database \"shop\"", NULL},
        {SQL "ALTER TABLE app.customer ADD COLUMN a int\n", "P301", 3, 7,
         "table \"customer\" does not exist in schema app", NULL, NULL},
        {ALTER "DROP COLUMN phnoe\n", "P301", 3, 7, "column \"phnoe\" of table \"customer\" does not exist",
         "did you mean \"phone\"?", NULL},
        {ALTER "RENAME COLUMN naem TO b\n", "P301", 3, 7, "column \"naem\" of table \"customer\" does not exist",
         "did you mean \"name\"?", NULL},
        {ALTER "ADD COLUMN a text\n" UP "a = phnoe\n", "P301", 5, 31,
         "column \"phnoe\" of table \"customer\" does not exist", "did you mean \"phone\"?", NULL},
        {ALTER "ALTER COLUMN phone TYPE bigint USING phnoe::bigint\n    as: b\n" DOWN "phone = b\n", "P301", 3, 65,
         "column \"phnoe\" of table \"customer\" does not exist", "did you mean \"phone\"?", NULL},
        {ALTER "ALTER COLUMN note SET NOT NULL\n" UP "note = phnoe\n", "P301", 5, 34,
         "column \"phnoe\" of table \"customer\" does not exist", "did you mean \"phone\"?", NULL},
        {SQL "DROP INDEX customer_nam_idx\n", "P301", 3, 7,
         "index \"customer_nam_idx\" does not exist on the search_path", NULL, NULL},
        {SQL "CREATE INDEX i ON customer (phnoe)\n", "P301", 3, 7,
         "column \"phnoe\" of table \"customer\" does not exist", "did you mean \"phone\"?", NULL},
        {ALTER "DROP COLUMN phone\n", "P302", 3, 7,
         "column customer.phone is NOT NULL without default: new writers cannot fill it",
         "down: UPDATE customer SET phone", NULL},
        {ALTER "ADD COLUMN a text, DROP COLUMN phone\n" UP "a = phone\n", "P302", 3, 47,
         "V reads customer.phone and would miss what V+1 writes", "down", NULL},
        {ALTER "ADD COLUMN a text, DROP COLUMN note\n" UP "a = note\n", "P303", 3, 47,
         "V reads customer.note and would miss what V+1 writes", "down", NULL},
        {ALTER "ALTER COLUMN phone TYPE bigint USING phone::bigint\n    as: b\n", "P303", 3, 7,
         "text to bigint: V reads \"phone\" and would miss what V+1 writes", "down", NULL},
        {ALTER "ADD COLUMN a int NOT NULL\n", "P310", 3, 7,
         "column \"a\" is NOT NULL without a default: neither old rows nor V's inserts fill it", "DEFAULT", NULL},
        {ALTER "ADD COLUMN name text\n", "P311", 3, 7, "column \"name\" of table \"customer\" exists already", NULL,
         NULL},
        {ALTER "RENAME COLUMN name TO note\n", "P311", 3, 7, "column \"note\" of table \"customer\" exists already",
         NULL, NULL},
        {SQL "CREATE TABLE customer (id int)\n", "P311", 3, 7, "table \"customer\" exists already in schema public",
         NULL, NULL},
        {SQL "CREATE TABLE IF NOT EXISTS public.customer (id int)\n", "P311", 3, 7,
         "table \"customer\" exists already in schema public", NULL, NULL},
        {SQL "CREATE INDEX customer_name_idx ON purchase (price)\n", "P311", 3, 7,
         "index \"customer_name_idx\" exists already", NULL, NULL},
        {ALTER "ADD CONSTRAINT name_is_long CHECK (length(name) > 3)\n", "P311", 3, 7,
         "constraint \"name_is_long\" of table \"customer\" exists already", NULL, add_name_check},
        {ALTER "ADD COLUMN a text\n" UP "a = no_such(name)\n", "P312", 5, 31, "function \"no_such\" does not exist",
         "spelling", NULL},
        {ALTER "ADD COLUMN a text\n" UP "a = private_f(name)\n", "P312", 5, 31, "function \"private_f\" does not exist",
         NULL, NULL},
        {ALTER "DROP COLUMN city\n" DOWN "city = ''\n", "P315", 5, 7,
         "\"city\" has a default, which fills it for V+1; \"down\" would replace it for V as well", "remove", NULL},
        {SQL "CREATE INDEX i ON customer (note);\n      ALTER TABLE customer DROP COLUMN note\n", "P316", 3, 7,
         "CREATE INDEX names \"note\", which this plan drops", NULL, NULL},
        {SQL "CREATE INDEX i ON customer (note)\n" ALTER "DROP COLUMN note\n", "P316", 3, 7,
         "CREATE INDEX names \"note\", which this plan replaces or drops", NULL, NULL},
        {ALTER "ALTER COLUMN note SET NOT NULL\n" ALTER "RENAME COLUMN note TO b\n", "P316", 3, 7,
         "ALTER TABLE ALTER COLUMN SET NOT NULL names \"note\", which this plan replaces or drops", NULL, NULL},
        {SQL "CREATE INDEX ON customer (note)\n", "P317", 3, 7, "this index has no name", "CREATE INDEX name ON", NULL},
    };

    CHECK_CASES(state, cases);
}

static void
add_keys_of_note(Catalog *catalog)
{
    CatalogTable *customer = table_of(catalog, "customer");
    CatalogConstraint *constraint =
        add_constraint(catalog, customer, "note_fk", 'f', "note", "FOREIGN KEY (note) REFERENCES public.word(id)");

    constraint->key = constraint->columns;
    constraint->foreign_key = one_name(catalog, "id");
    add_constraint(catalog, customer, "customer_pkey", 'p', "id", "PRIMARY KEY (id)");
    add_constraint(catalog, customer, "note_null", 'n', "note", "NOT NULL note NOT VALID")->is_valid = false;
    add_index(catalog, customer, "note_idx", "note");
    add_index(catalog, customer, "note_key", "note")->is_unique = true;
}

static void
leave_an_index_of_note(Catalog *catalog)
{
    add_index(catalog, table_of(catalog, "customer"), "note_left", "note")->is_valid = false;
}

static void
make_it_13(Catalog *catalog)
{
    catalog->server_version = 130023;
}

static void
what_is_said_of_what_is_there_is_checked(void **state)
{
    static const Case cases[] = {
        {SQL "COMMENT ON COLUMN customer.noet IS 'x'\n", "P301", 3, 7,
         "column \"noet\" of table \"customer\" does not exist", NULL, NULL},
        {SQL "COMMENT ON CONSTRAINT c ON customer IS 'x'\n", "P301", 3, 7,
         "constraint \"c\" of table \"customer\" does not exist", NULL, NULL},
        {SQL "COMMENT ON INDEX no_idx IS 'x'\n", "P301", 3, 7, "index \"no_idx\" does not exist on the search_path",
         NULL, NULL},
        {SQL "COMMENT ON COLUMN customer.note IS 'x';\n      ALTER TABLE customer DROP COLUMN note\n", "P316", 3, 7,
         "COMMENT names \"note\", which this plan drops", NULL, NULL},
        {ALTER "ALTER note SET STATISTICS 7, DROP COLUMN note\n", "P316", 3, 7,
         "ALTER TABLE ALTER COLUMN SET STATISTICS names \"note\", which this plan drops", NULL, NULL},
        {SQL
         "COMMENT ON CONSTRAINT customer_score_check ON customer IS 'x';\n      ALTER TABLE customer DROP CONSTRAINT "
         "customer_score_check\n",
         "P316", 3, 7, "COMMENT names \"customer_score_check\", which this plan drops", NULL, NULL},
        {ALTER "ALTER note SET COMPRESSION pglz\n", "P207", 3, 7, "SET COMPRESSION needs PostgreSQL 14", NULL,
         make_it_13},
        {SQL "ALTER INDEX customer_name_idx RENAME TO customer_pkey\n", "P311", 3, 7,
         "index \"customer_pkey\" exists already", NULL, NULL},
        {SQL "ALTER INDEX customer_name_idx RENAME TO a;\n      DROP INDEX customer_name_idx\n", "P212", 3, 7,
         "index \"customer_name_idx\" is changed twice in this plan", NULL, NULL},
        {SQL "ALTER INDEX customer_name_idx RENAME TO a;\n      ALTER TABLE customer RENAME COLUMN name TO b\n", "P316",
         3, 7, "index \"customer_name_idx\" is on columns that this plan replaces or drops", "plan of its own", NULL},
        {ALTER "VALIDATE CONSTRAINT score_check\n", "P301", 3, 7,
         "constraint \"score_check\" of table \"customer\" does not exist", NULL, NULL},
        {ALTER "VALIDATE CONSTRAINT note_null\n", "R729", 3, 7, "constraint \"note_null\" is a NOT NULL constraint",
         "plain SQL", add_keys_of_note},
        {ALTER "ALTER CONSTRAINT customer_score_check DEFERRABLE\n", "P324", 3, 7,
         "constraint \"customer_score_check\" is no foreign key", NULL, NULL},
        {ALTER "ALTER CONSTRAINT note_fk DEFERRABLE;\n      ALTER TABLE customer RENAME note TO b\n", "P316", 3, 7,
         "ALTER TABLE ALTER CONSTRAINT names \"note\", which this plan replaces or drops", NULL, add_keys_of_note},
        {ALTER "ADD UNIQUE USING INDEX no_idx\n", "P301", 3, 7, "index \"no_idx\" of table \"customer\" does not exist",
         NULL, NULL},
        {ALTER "ADD UNIQUE USING INDEX customer_name_idx\n", "P324", 3, 7,
         "index \"customer_name_idx\" cannot become a constraint: it is not unique", "with its columns", NULL},
        {ALTER "ADD UNIQUE USING INDEX note_left\n", "P324", 3, 7,
         "index \"note_left\" cannot become a constraint: it is not valid: an interrupted build left it", NULL,
         leave_an_index_of_note},
        {ALTER "ADD PRIMARY KEY USING INDEX note_key\n", "P311", 3, 7,
         "a primary key of table \"customer\" exists already", NULL, add_keys_of_note},
        {ALTER "ADD UNIQUE USING INDEX note_key;\n      ALTER TABLE customer RENAME note TO b\n", "P316", 3, 7,
         "ALTER TABLE ADD CONSTRAINT UNIQUE USING INDEX names \"note\", which this plan replaces or drops", NULL,
         add_keys_of_note},
        {ALTER "ADD EXCLUDE (note WITH =)\n", "R744", 3, 7,
         "the index of an EXCLUDE constraint cannot be built while others read or write customer", "blocking-build",
         NULL},
    };

    CHECK_CASES(state, cases);
}

static void
changes_that_get_in_each_others_way_are_found(void **state)
{
    static const Case cases[] = {
        {ALTER "ADD COLUMN a int\n" ALTER "ADD COLUMN a text\n", "P212", 2, 0,
         "column customer.a is changed twice in this plan", "one change", NULL},
        {ALTER "RENAME COLUMN name TO a\n" ALTER "RENAME COLUMN name TO b\n", "P212", 2, 0,
         "column customer.name is changed twice in this plan", NULL, NULL},
        {ALTER "RENAME COLUMN name TO a\n" ALTER "ADD COLUMN b text, DROP COLUMN note\n" UP "b = note || name\n" DOWN
               "note = b\n",
         "P212", 2, 0, "column customer.name is read by one change of this plan and replaced or dropped by another",
         NULL, NULL},
        {SQL "CREATE TABLE a (id int);\n      CREATE TABLE a (id bigint)\n", "P311", 4, 7,
         "table \"a\" exists already in schema public", NULL, NULL},
        {ALTER "ADD COLUMN a int\ncompat: major\n", "P306", 2, 0, "compat says major, but the changes are minor",
         "compat: minor", NULL},
    };

    CHECK_CASES(state, cases);
}

static void
use_note_in_a_view(Catalog *catalog)
{
    add_dependent(table_of(catalog, "customer"), "note", "view public.notes", false);
}

static void
use_note_in_a_body(Catalog *catalog)
{
    add_dependent(table_of(catalog, "customer"), "note", "function public.f()", true);
}

static CatalogSequence *
count_in_score(Catalog *catalog)
{
    CatalogTable *customer = table_of(catalog, "customer");

    customer->sequences = mem_array(catalog, CatalogSequence, ROOM);
    customer->sequences[customer->sequence_count++] = (CatalogSequence){
        .column = "score", .schema = "public", .name = "score_seq", .type = "integer", .maximum = "2147483647"};
    return &customer->sequences[0];
}

static void
make_score_a_serial(Catalog *catalog)
{
    count_in_score(catalog);
}

static void
make_score_an_identity(Catalog *catalog)
{
    count_in_score(catalog)->is_identity = true;
    column_of(catalog, "customer", "score")->identity = 'd';
}

static void
make_note_the_replica_identity(Catalog *catalog)
{
    add_index(catalog, table_of(catalog, "customer"), "note_idx", "note")->is_replica_identity = true;
}

/* From table visit, which no plan here is about; purchase has one as well. */
static CatalogReference *
reference_id(Catalog *catalog)
{
    CatalogTable *customer = table_of(catalog, "customer");

    customer->oid = 1;
    column_of(catalog, "customer", "id")->identity = 'd'; /* so that V+1 can do without it */
    customer->references = mem_array(catalog, CatalogReference, ROOM);
    customer->references[customer->reference_count++] = (CatalogReference){
        .oid = 2, .schema = "public", .name = "visit", .kind = 'r', .owner = "shop_owner", .we_own = true};
    customer->references[0].constraint = (CatalogConstraint){
        .name = "visit_fk",
        .type = 'f',
        .definition = "FOREIGN KEY (customer_id) REFERENCES public.customer(id) ON DELETE SET DEFAULT",
        .columns = one_name(catalog, "customer_id"),
        .key = one_name(catalog, "customer_id"),
        .foreign_key = one_name(catalog, "id"),
        .foreign_oid = 1,
        .is_valid = true,
    };
    return &customer->references[0];
}

static void
reference_id_plainly(Catalog *catalog)
{
    reference_id(catalog);
}

static void
reference_id_from_partitions(Catalog *catalog)
{
    reference_id(catalog)->kind = 'p';
}

static void
reference_id_from_a_table_of_others(Catalog *catalog)
{
    reference_id(catalog)->we_own = false;
}

static void
reference_id_without_an_index(Catalog *catalog)
{
    reference_id(catalog);
    table_of(catalog, "customer")->indexes[0].is_valid = false;
}

static void
reference_note_by_default(Catalog *catalog)
{
    CatalogConstraint *constraint =
        add_constraint(catalog, table_of(catalog, "customer"), "note_fk", 'f', "note",
                       "FOREIGN KEY (note) REFERENCES public.word(id) ON DELETE SET DEFAULT");

    constraint->key = constraint->columns;
    constraint->foreign_key = one_name(catalog, "id");
}

static void
make_the_key_deferrable(Catalog *catalog)
{
    add_constraint(catalog, table_of(catalog, "customer"), "customer_pkey", 'p', "id", "PRIMARY KEY (id) DEFERRABLE");
}

static void
exclude_on_note(Catalog *catalog)
{
    add_constraint(catalog, table_of(catalog, "customer"), "note_excl", 'x', "note", "EXCLUDE (note WITH =)");
}

static CatalogTable *
make_a_tree_with(Catalog *catalog, char kind)
{
    static const char *const key[] = {"id", NULL};
    CatalogTable *tree = table_of(catalog, "customer");
    CatalogTable *part = mem_new(catalog, CatalogTable);

    *part = *tree;
    part->kind = kind;
    part->name = "customer_f";
    part->columns = mem_array(catalog, CatalogColumn, tree->column_count);
    memcpy(part->columns, tree->columns, tree->column_count * sizeof *part->columns);
    tree->kind = 'p';
    tree->partition_columns = key;
    *mem_push(catalog, tree->parts, tree->part_count) = part;
    return part;
}

static void
make_a_partitioned_table_of_12(Catalog *catalog)
{
    catalog->server_version = 120022;
    table_of(catalog, "customer")->kind = 'p';
}

static void
make_a_tree(Catalog *catalog)
{
    (void) make_a_tree_with(catalog, 'r');
}

static void
make_a_tree_with_a_foreign_table(Catalog *catalog)
{
    (void) make_a_tree_with(catalog, 'f');
}

static void
make_a_tree_with_a_default(Catalog *catalog)
{
    CatalogTable *part = make_a_tree_with(catalog, 'r');

    for (size_t i = 0; i < part->column_count; i++)
    {
        part->columns[i].fallback = strcmp(part->columns[i].name, "note") == 0 ? "'x'" : part->columns[i].fallback;
    }
}

static void
make_a_parent(Catalog *catalog)
{
    table_of(catalog, "customer")->has_children = true;
}

static void
make_a_child(Catalog *catalog)
{
    table_of(catalog, "customer")->is_child = true;
}

static void
make_a_view(Catalog *catalog)
{
    table_of(catalog, "customer")->kind = 'v';
}

static void
make_a_partition(Catalog *catalog)
{
    table_of(catalog, "customer")->is_partition = true;
    table_of(catalog, "customer")->root = "public.people";
}

static void
make_a_temporary_table(Catalog *catalog)
{
    table_of(catalog, "customer")->persistence = 't';
}

static void
make_rules(Catalog *catalog)
{
    table_of(catalog, "customer")->has_rules = true;
}

static void
make_it_somebody_elses(Catalog *catalog)
{
    table_of(catalog, "customer")->we_own = false;
}

static void
make_name_a_constraint(Catalog *catalog)
{
    table_of(catalog, "customer")->indexes[1].constraint = "customer_name_key";
}

static void
what_keys_and_sequences_cannot_follow_is_refused(void **state)
{
    static const Case cases[] = {
        {ALTER "DROP COLUMN id\n", "R720", 2, 0,
         "foreign key visit_fk of public.visit references a column of customer that goes without a successor",
         "DROP CONSTRAINT", reference_id_plainly},
        {ALTER "RENAME COLUMN id TO b\n", "R723", 2, 0,
         "foreign key visit_fk of public.visit references what this plan replaces, and that table is partitioned", NULL,
         reference_id_from_partitions},
        {ALTER "RENAME COLUMN id TO b\n", "R724", 2, 0,
         "permission denied: only the owner of that table can alter foreign key visit_fk of public.visit",
         "GRANT shop_owner", reference_id_from_a_table_of_others},
        {ALTER "RENAME COLUMN id TO b\n", "R731", 2, 0,
         "foreign key visit_fk of public.visit rests on an index that has no equal on the new columns",
         "a unique index", reference_id_without_an_index},
        {ALTER "RENAME COLUMN note TO b\n", "R731", 2, 0,
         "foreign key note_fk of public.customer has an action SET DEFAULT, which would set the new column to NULL",
         "NO ACTION", reference_note_by_default},
        {ALTER "ALTER COLUMN score TYPE smallint\n    as: b\n" DOWN "score = b\n", "R732", 2, 0,
         "column customer.score is an identity column and cannot become smallint", "narrower", make_score_an_identity},
        {ALTER "ALTER COLUMN score TYPE text\n    as: b\n" DOWN "score = b::int\n", "R732", 2, 0,
         "column customer.score is an identity column and cannot become pg_catalog.text", "DROP IDENTITY",
         make_score_an_identity},
        {SQL "ALTER SEQUENCE score_seq AS smallint\n", "P319", 3, 7,
         "sequence \"score_seq\" (integer, maximum 2147483647) would get less room: an insert of V may fail by it",
         "a wider type", make_score_a_serial},
        {SQL "ALTER SEQUENCE score_seq MAXVALUE 1000\n", "P319", 3, 7,
         "sequence \"score_seq\" (integer, maximum 2147483647) would get less room: an insert of V may fail by it",
         NULL, make_score_a_serial},
        {SQL "ALTER SEQUENCE score_seq AS bigint;\n      ALTER SEQUENCE score_seq AS bigint\n", "P212", 4, 7,
         "sequence \"score_seq\" is changed twice in this plan", NULL, make_score_a_serial},
        {ALTER "RENAME COLUMN score TO b\n" SQL "ALTER SEQUENCE score_seq AS bigint\n", "P319", 2, 0,
         "sequence \"score_seq\" belongs to the identity column customer.score, which this plan replaces",
         "remove ALTER SEQUENCE", make_score_an_identity},
        {SQL "ALTER SEQUENCE other_seq AS bigint\n", "P301", 3, 7,
         "sequence of a column \"other_seq\" does not exist on the search_path", NULL, make_score_a_serial},
        {SQL "ALTER SEQUENCE score_seq RESTART\n", "P207", 3, 7,
         "this statement cannot be split into expand and contract (ALTER SEQUENCE)", NULL, make_score_a_serial},
    };

    CHECK_CASES(state, cases);
}

/* A serial that becomes bigint and stays at 2147483647 is told, not refused: the plan may be meant so. */
static void
a_sequence_that_stays_narrow_is_told(void **state)
{
    static const char plan[] = CHANGES ALTER "ALTER COLUMN score TYPE bigint\n    as: b\n" DOWN "score = b::int\n";
    static const char both[] =
        CHANGES ALTER "ALTER COLUMN score TYPE bigint;\n      ALTER SEQUENCE score_seq AS bigint\n"
                      "    as: b\n" DOWN "score = b::int\n";
    Fixture *in = fixture(state);
    Catalog *catalog = new_catalog(in->mem);

    make_score_a_serial(catalog);
    assert_non_null(resolve_text(in, plan, catalog));
    assert_int_equal(in->diagnostics->count, 1);
    assert_string_equal(in->diagnostics->items[0].code, "P320");
    assert_int_equal(in->diagnostics->items[0].severity, SEVERITY_WARNING);
    assert_string_equal(in->diagnostics->items[0].help,
                        "add \"ALTER SEQUENCE public.score_seq AS bigint\" to this plan");
    assert_non_null(resolve_text(in, both, catalog));
    assert_int_equal(in->diagnostics->count, 0);
}

static void
what_would_be_lost_or_broken_is_refused(void **state)
{
    static const Case cases[] = {
        {ALTER "RENAME COLUMN note TO b\n", "R720", 2, 0, "column customer.note is used by view public.notes",
         "drop or change it first", use_note_in_a_view},
        {ALTER "DROP COLUMN note\n", "R720", 2, 0, "column customer.note is used by function public.f()",
         "function-text", use_note_in_a_body},
        {ALTER "ADD COLUMN b bigint, DROP COLUMN id\n" UP "b = id\n" DOWN "id = b\n", "R721", 2, 0,
         "column customer.id is part of the primary key, which this release does not carry over", NULL, NULL},
        {ALTER "RENAME COLUMN id TO b\n", "R721", 2, 0,
         "column customer.id is part of a deferrable primary key, which this release does not carry over", NULL,
         make_the_key_deferrable},
        {ALTER "RENAME COLUMN twice TO b\n", "R721", 2, 0,
         "column customer.twice is a generated column, which this release does not carry over", NULL, NULL},
        {ALTER "ADD COLUMN b text, DROP COLUMN note\n" UP "b = note\n" DOWN "note = b\n", "R721", 2, 0,
         "column customer.note is part of the replica identity, which this release does not carry over", NULL,
         make_note_the_replica_identity},
        {ALTER "RENAME COLUMN note TO b\n", "R721", 2, 0,
         "column customer.note is part of an EXCLUDE constraint, which this release does not carry over", NULL,
         exclude_on_note},
        {ALTER "ADD COLUMN a int\n", "R735", 2, 0,
         "public.customer is partitioned, and PostgreSQL has triggers for each row of such tables since 13 only",
         "upgrade the server", make_a_partitioned_table_of_12},
        {ALTER "ADD COLUMN a int\n", "R736", 2, 0, "partition public.customer_f of customer is a foreign table",
         "detach it", make_a_tree_with_a_foreign_table},
        {ALTER "RENAME COLUMN note TO b\n", "R736", 2, 0,
         "column note of partition public.customer_f has a default of its own", "give the partitioned table the same",
         make_a_tree_with_a_default},
        {ALTER "ADD UNIQUE (note)\n", "P321", 3, 7,
         "a unique key of a partitioned table has all columns of its partition keys, and this one is without id", NULL,
         make_a_tree},
        {ALTER "ADD COLUMN a int\n", "R723", 2, 0, "public.customer is a view; only tables can be changed", NULL,
         make_a_view},
        {ALTER "ADD COLUMN a int\n", "R723", 2, 0, "public.customer is a partition of public.people",
         "write the plan for public.people", make_a_partition},
        {ALTER "ADD COLUMN a int\n", "R723", 2, 0,
         "public.customer has child tables by inheritance, whose rows an UPDATE of it reaches past its triggers",
         "NO INHERIT", make_a_parent},
        {ALTER "ADD COLUMN a int\n", "R723", 2, 0,
         "public.customer inherits from another table, which has its columns as well", "NO INHERIT", make_a_child},
        {ALTER "ADD COLUMN a int\n", "R723", 2, 0, "public.customer is a temporary table", NULL,
         make_a_temporary_table},
        {ALTER "RENAME COLUMN note TO b\n", "R723", 2, 0,
         "public.customer has rewrite rules, which can turn the backfill and the shim into no-ops", "triggers",
         make_rules},
        {ALTER "ADD COLUMN a int\n", "R724", 2, 0, "permission denied: only the owner of public.customer can alter it",
         "GRANT shop_owner TO", make_it_somebody_elses},
        {ALTER "ADD COLUMN a int\n" UP "a = twice\n", "R725", 2, 0,
         "\"up\" or \"down\" reads customer.twice, a generated column, which triggers cannot see", NULL, NULL},
        {ALTER "ALTER COLUMN note SET NOT NULL\n" UP "note = twice\n", "R725", 2, 0,
         "\"up\" or \"down\" reads customer.twice, a generated column, which triggers cannot see", NULL, NULL},
        {ALTER "DROP COLUMN note CASCADE\n", "R726", 3, 7, "CASCADE would drop objects that the plan does not name",
         NULL, NULL},
        {SQL "DROP INDEX customer_name_idx\n", "R727", 3, 7,
         "index \"customer_name_idx\" backs the constraint \"customer_name_key\"", NULL, make_name_a_constraint},
    };

    CHECK_CASES(state, cases);
}

static void
several_mistakes_are_found_in_one_run(void **state)
{
    Fixture *in = fixture(state);
    const char *plan = CHANGES ALTER "ADD COLUMN name text\n" PURCHASE "DROP COLUMN qantity\n";

    assert_null(resolve_text(in, plan, new_catalog(in->mem)));
    assert_int_equal(in->diagnostics->count, 2);
    assert_string_equal(in->diagnostics->items[0].code, "P311");
    assert_int_equal(in->diagnostics->items[0].line, 3);
    assert_string_equal(in->diagnostics->items[1].code, "P301");
    assert_int_equal(in->diagnostics->items[1].line, 5);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PLAN_TEST(what_does_not_parse_or_cannot_be_split_is_found),
        PLAN_TEST(what_does_not_fit_the_tables_is_found),
        PLAN_TEST(what_is_said_of_what_is_there_is_checked),
        PLAN_TEST(changes_that_get_in_each_others_way_are_found),
        PLAN_TEST(what_would_be_lost_or_broken_is_refused),
        PLAN_TEST(what_keys_and_sequences_cannot_follow_is_refused),
        PLAN_TEST(a_sequence_that_stays_narrow_is_told),
        PLAN_TEST(several_mistakes_are_found_in_one_run),
    };

    return cmocka_run_group_tests(tests, NULL, release_parser);
}
