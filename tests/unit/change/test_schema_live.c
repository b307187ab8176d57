/* SPDX-License-Identifier: PostgreSQL */
/*
 * schema_load() on a real server: everything that a Schema says of relations, types and functions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/mem.h"
#include "change/schema.h"
#include "pg/conn.h"
#include "pg/server.h"
#include "sql/ddl.h"

static void *root;
static Server *server;
static Conn *conn;
static Schema *schema; /* of schema_sql */

static const char schema_sql[] =
    "CREATE SCHEMA shop; CREATE SCHEMA bellows; CREATE TABLE bellows.leases (id integer);"
    "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');"
    "CREATE DOMAIN amount AS numeric(12,2) CHECK (VALUE >= 0);"
    "CREATE DOMAIN price AS amount;"
    "CREATE DOMAIN codes AS varchar(8)[];"
    "CREATE TYPE address AS (street text, zip varchar(5));"
    "CREATE TYPE span AS RANGE (subtype = timestamptz);"
    "CREATE FUNCTION doubled(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a * b';"
    "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN UPDATE shop.orders SET label = 'x'; RETURN NEW; END $$;"
    "CREATE PROCEDURE fill(IN n integer, VARIADIC xs text[]) LANGUAGE plpgsql AS $$ BEGIN EXECUTE xs[1]; END $$;"
    "CREATE FUNCTION shop.counted() RETURNS bigint STABLE BEGIN ATOMIC SELECT 1::bigint; END;"
    "CREATE AGGREGATE summed(integer) (SFUNC = int4pl, STYPE = integer);"
    "CREATE TABLE customer (id serial PRIMARY KEY, name varchar(40) COLLATE \"C\" NOT NULL, code char(3),"
    " score numeric(8,3) DEFAULT 1.5, tags text[] DEFAULT '{}', grid integer[][],"
    " mood mood NOT NULL DEFAULT 'ok', paid price, made timestamptz(3) NOT NULL DEFAULT now(), at_time time(2),"
    " lasting interval(3), hours interval hour to minute, bits bit(4), flags varbit(9), home address, span_of span,"
    " CONSTRAINT named CHECK (name IS NOT NULL AND code IS NOT NULL),"
    " CONSTRAINT customer_code_key UNIQUE (code) DEFERRABLE, EXCLUDE USING gist (span_of WITH &&));"
    "CREATE TABLE shop.orders (id bigint GENERATED ALWAYS AS IDENTITY, customer integer REFERENCES customer (id),"
    " total amount, label text, lower_label text GENERATED ALWAYS AS (lower(label)) STORED, PRIMARY KEY (id, total));"
    "ALTER TABLE shop.orders ADD CONSTRAINT loose CHECK (total > 1) NO INHERIT NOT VALID;"
    "CREATE INDEX by_name ON customer (lower(name), id) INCLUDE (made) WHERE score > 0;"
    "ALTER TABLE customer CLUSTER ON customer_pkey;"
    "CREATE UNIQUE INDEX label_key ON shop.orders (id);"
    "ALTER TABLE shop.orders REPLICA IDENTITY USING INDEX label_key;"
    "CREATE TABLE events (id bigint NOT NULL, made date NOT NULL, PRIMARY KEY (made, id)) PARTITION BY RANGE (made);"
    "CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');"
    "CREATE TABLE events_rest PARTITION OF events DEFAULT;"
    "CREATE TABLE refers (id bigint, made date, FOREIGN KEY (made, id) REFERENCES events (made, id));"
    "CREATE TABLE keyed (id bigint, made date, other text) PARTITION BY LIST ((made + id::int));"
    "CREATE TABLE base (a integer NOT NULL); CREATE TABLE derived (a integer, b integer) INHERITS (base);"
    "CREATE TABLE of_type OF address;"
    "CREATE TRIGGER touched AFTER UPDATE OF name, score ON customer FOR EACH ROW EXECUTE FUNCTION touch();"
    "CREATE TRIGGER said AFTER INSERT OR DELETE ON customer FOR EACH STATEMENT EXECUTE FUNCTION touch();"
    "CREATE TRIGGER cloned AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION touch();"
    "ALTER TABLE customer ENABLE ROW LEVEL SECURITY; ALTER TABLE customer FORCE ROW LEVEL SECURITY;"
    "CREATE POLICY mine ON customer USING (id > 0);"
    "CREATE RULE quiet AS ON DELETE TO base DO INSTEAD NOTHING;"
    "CREATE STATISTICS correlated ON name, code FROM customer;"
    "CREATE VIEW names AS SELECT c.id, c.name, o.total FROM customer c JOIN shop.orders o ON o.customer = c.id;"
    "CREATE VIEW counted AS SELECT count(*) FROM customer;"
    "CREATE VIEW systems AS SELECT relname FROM pg_class;"
    "CREATE MATERIALIZED VIEW held AS SELECT id, made FROM events;"
    "CREATE SEQUENCE owned_seq OWNED BY base.a; CREATE SEQUENCE free_seq;"
    "CREATE UNLOGGED TABLE cache (k text PRIMARY KEY);"
    "CREATE PUBLICATION part FOR TABLE customer, base;"
    "INSERT INTO events VALUES (1, '2024-02-03'); INSERT INTO cache SELECT g FROM generate_series(1, 50) AS g;"
    "ANALYZE cache";

/* ---- The server ---- */

static int
start_server(void **state)
{
    Error err = {0};
    /* CREATE PUBLICATION warns otherwise. */
    const char *const settings[] = {"wal_level=logical", NULL};

    (void) state;
    root = mem_root("test_schema_live");
    server = server_start(root, &(ServerOptions){.settings = settings}, &err);
    conn = server == NULL ? NULL : conn_open(root, &(ConnOptions){.url = server_url(server)}, &err);
    if (conn == NULL || !conn_exec(conn, "SET search_path = public", &err) || !conn_exec(conn, schema_sql, &err))
    {
        print_error("%s\n%s\n", err.message, err.detail == NULL ? "" : err.detail);
        return 1;
    }
    schema = schema_load(root, conn, &err);
    if (schema == NULL)
    {
        print_error("%s\n%s\n", err.message, err.detail == NULL ? "" : err.detail);
        return 1;
    }
    return 0;
}

static int
stop_server(void **state)
{
    Error err = {0};
    bool is_stopped;

    (void) state;
    conn_close(conn);
    is_stopped = server_stop(server, &err);
    mem_free(root);
    ddl_exit();
    return is_stopped ? 0 : 1;
}

static Schema *
reload(void)
{
    Error err = {0};
    Schema *loaded = schema_load(root, conn, &err);

    if (loaded == NULL)
    {
        fail_msg("%s", err.message);
    }
    return loaded;
}

static void
run(const char *sql)
{
    Error err = {0};

    if (!conn_exec(conn, sql, &err))
    {
        fail_msg("%s\n%s", err.message, sql);
    }
}

static const SchemaRelation *
relation(const char *schema_name, const char *name)
{
    SchemaRelation *found = schema_relation(schema, (QualifiedName){schema_name, name});

    if (found == NULL)
    {
        fail_msg("there is no relation %s", name);
    }
    return found;
}

static const SchemaColumn *
column(const SchemaRelation *of, const char *name)
{
    const SchemaColumn *found = schema_column(of, name);

    if (found == NULL)
    {
        fail_msg("there is no column %s", name);
    }
    return found;
}

static const SchemaConstraint *
constraint(const SchemaRelation *of, const char *name)
{
    const SchemaConstraint *found = schema_constraint(of, name);

    if (found == NULL)
    {
        fail_msg("there is no constraint %s", name);
    }
    return found;
}

static const char *
joined(const char *const *names)
{
    char *text = mem_strdup(root, names == NULL ? "NULL" : "");

    for (size_t i = 0; names != NULL && names[i] != NULL; i++)
    {
        mem_append(&text, "%s%s", i == 0 ? "" : ",", names[i]);
    }
    return text;
}

static void
assert_type(const SchemaRelation *of, const char *name, const char *wanted)
{
    assert_string_equal(command_type_text(root, &column(of, name)->type), wanted);
}

/* ---- Tests ---- */

static void
columns_have_the_types_of_their_definitions(void **state)
{
    const SchemaRelation *customer = relation("public", "customer");

    (void) state;
    assert_int_equal(customer->column_count, 16);
    assert_type(customer, "id", "integer");
    assert_type(customer, "name", "character varying(40)");
    assert_type(customer, "code", "character(3)");
    assert_type(customer, "score", "numeric(8,3)");
    assert_type(customer, "tags", "text[]");
    assert_type(customer, "grid", "integer[][]");
    assert_type(customer, "mood", "public.mood");
    assert_type(customer, "made", "timestamp(3) with time zone");
    assert_type(customer, "at_time", "time(2) without time zone");
    assert_type(customer, "lasting", "interval(3)");
    assert_type(customer, "hours", "interval hour to minute");
    assert_type(customer, "bits", "bit(4)");
    assert_type(customer, "flags", "bit varying(9)");
    assert_string_equal(column(customer, "id")->type.schema, "pg_catalog");
    assert_string_equal(column(customer, "id")->type.name, "int4");
    assert_string_equal(column(customer, "name")->collation, "\"C\"");
    assert_null(column(customer, "code")->collation);
    assert_true(column(customer, "mood")->not_null);
    assert_false(column(customer, "code")->not_null);
}

static void
defaults_and_generated_columns_are_parsed(void **state)
{
    const SchemaRelation *customer = relation("public", "customer");
    const SchemaRelation *orders = relation("shop", "orders");
    const CommandExpression *serial = column(customer, "id")->fallback;

    (void) state;
    assert_true(column(customer, "id")->has_default);
    assert_int_equal(serial->call_count, 1);
    assert_string_equal(serial->calls[0].function.name, "nextval");
    assert_string_equal(serial->calls[0].argument, "public.customer_id_seq");
    assert_true(column(customer, "score")->fallback->is_constant);
    assert_true(column(customer, "mood")->fallback->is_constant);
    assert_string_equal(column(customer, "made")->fallback->calls[0].function.name, "now");
    assert_false(column(customer, "code")->has_default);
    assert_null(column(customer, "code")->fallback);
    assert_int_equal(column(orders, "id")->identity, 'a');
    assert_false(column(orders, "id")->has_default);
    assert_int_equal(column(orders, "lower_label")->generated, 's');
    assert_false(column(orders, "lower_label")->has_default);
    assert_string_equal(joined(column(orders, "lower_label")->generated_from), "label");
    assert_null(column(orders, "label")->generated_from);
}

static void
sequences_know_their_columns_and_columns_their_sequences(void **state)
{
    const SchemaRelation *serial = relation("public", "customer_id_seq");
    const SchemaRelation *identity = relation("shop", "orders_id_seq");

    (void) state;
    assert_int_equal(serial->kind, 'S');
    assert_ptr_equal(serial->owner_table, relation("public", "customer"));
    assert_string_equal(serial->owner_column, "id");
    assert_false(serial->is_identity_sequence);
    assert_ptr_equal(column(serial->owner_table, "id")->sequence, serial);
    assert_true(identity->is_identity_sequence);
    assert_ptr_equal(column(relation("shop", "orders"), "id")->sequence, identity);
    assert_ptr_equal(column(relation("public", "base"), "a")->sequence, relation("public", "owned_seq"));
    assert_null(relation("public", "free_seq")->owner_table);
}

static void
constraints_say_what_they_hold_on_and_what_backs_them(void **state)
{
    const SchemaRelation *customer = relation("public", "customer");
    const SchemaRelation *orders = relation("shop", "orders");
    const SchemaConstraint *foreign = constraint(orders, "orders_customer_fkey");

    (void) state;
    assert_int_equal(customer->constraint_count, 4);
    assert_int_equal(constraint(customer, "customer_pkey")->type, 'p');
    assert_ptr_equal(constraint(customer, "customer_pkey")->index, relation("public", "customer_pkey"));
    assert_true(constraint(customer, "customer_code_key")->is_deferrable);
    assert_int_equal(constraint(customer, "customer_span_of_excl")->type, 'x');
    assert_string_equal(joined(constraint(customer, "named")->columns), "code,name");
    assert_string_equal(joined(constraint(customer, "named")->proves_not_null), "code,name");
    assert_true(constraint(customer, "named")->is_valid);
    assert_false(constraint(orders, "loose")->is_valid);
    assert_true(constraint(orders, "loose")->is_no_inherit);
    assert_string_equal(joined(constraint(orders, "loose")->expression->columns), "total");
    assert_string_equal(joined(constraint(orders, "orders_pkey")->columns), "id,total");
    assert_int_equal(foreign->type, 'f');
    assert_ptr_equal(foreign->foreign, customer);
    assert_string_equal(joined(foreign->columns), "customer");
    assert_string_equal(joined(foreign->foreign_columns), "id");
    assert_null(foreign->index);
    assert_int_equal(customer->referrer_count, 1);
    assert_ptr_equal(customer->referrers[0], orders);
    /* to a partitioned table: one, although the catalog has one for each partition too */
    assert_int_equal(relation("public", "refers")->constraint_count, 1);
    assert_ptr_equal(relation("public", "events")->referrers[0], relation("public", "refers"));
}

static void
indexes_say_their_keys_and_every_column_that_they_mention(void **state)
{
    const SchemaRelation *by_name = relation("public", "by_name");
    const SchemaRelation *customer = relation("public", "customer");
    const SchemaRelation *key = relation("public", "customer_pkey");

    (void) state;
    assert_ptr_equal(by_name->table, customer);
    assert_int_equal(customer->index_count, 4);
    assert_string_equal(joined(by_name->keys), ",id");
    assert_string_equal(joined(by_name->mentions), "id,made,name,score");
    assert_true(by_name->has_expression && by_name->has_predicate && by_name->is_valid);
    assert_false(by_name->is_unique || by_name->is_primary || by_name->is_constraint_index);
    assert_string_equal(by_name->method, "btree");
    assert_true(key->is_unique && key->is_primary && key->is_constraint_index);
    assert_string_equal(relation("public", "customer_span_of_excl")->method, "gist");
    assert_string_equal(customer->clustered_index, "customer_pkey");
    assert_int_equal(relation("shop", "orders")->replica_identity, 'i');
    assert_string_equal(relation("shop", "orders")->replica_index, "label_key");
}

static void
partitions_and_children_are_linked_to_their_parents(void **state)
{
    const SchemaRelation *events = relation("public", "events");
    const SchemaRelation *part = relation("public", "events_2024");
    const SchemaRelation *derived = relation("public", "derived");

    (void) state;
    assert_int_equal(events->kind, 'p');
    assert_int_equal(events->child_count, 2);
    assert_string_equal(joined(events->partition_columns), "made");
    assert_string_equal(joined(relation("public", "keyed")->partition_columns), "id,made");
    assert_true(part->is_partition);
    assert_ptr_equal(part->parents[0], events);
    assert_string_equal(part->bound, "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')");
    assert_false(part->is_default_partition);
    assert_true(relation("public", "events_rest")->is_default_partition);
    assert_true(column(part, "id")->is_inherited);
    assert_false(column(part, "id")->is_also_own);
    assert_true(constraint(part, "events_2024_pkey")->is_inherited);
    assert_ptr_equal(relation("public", "events_2024_pkey")->parents[0], relation("public", "events_pkey"));
    assert_int_equal(relation("public", "events_pkey")->kind, 'I');
    assert_ptr_equal(derived->parents[0], relation("public", "base"));
    assert_false(derived->is_partition);
    assert_true(column(derived, "a")->is_also_own);
    assert_false(column(derived, "b")->is_inherited);
    assert_string_equal(relation("public", "of_type")->of_type, "public.address");
}

static void
triggers_say_when_they_fire_and_what_they_call(void **state)
{
    const SchemaRelation *customer = relation("public", "customer");
    const SchemaTrigger *touched = &customer->triggers[0];

    (void) state;
    assert_int_equal(customer->trigger_count, 2);
    assert_string_equal(touched->name, "touched");
    assert_string_equal(touched->function.schema, "public");
    assert_string_equal(touched->function.name, "touch");
    assert_true(touched->is_row && touched->on_update);
    assert_false(touched->on_insert || touched->on_delete || touched->is_inherited);
    assert_string_equal(joined(touched->update_columns), "name,score");
    assert_false(customer->triggers[1].is_row);
    assert_true(customer->triggers[1].on_insert && customer->triggers[1].on_delete);
    assert_string_equal(joined(customer->triggers[1].update_columns), "");
    assert_false(relation("public", "events")->triggers[0].is_inherited);
    assert_int_equal(relation("public", "events_2024")->trigger_count, 1);
    assert_true(relation("public", "events_2024")->triggers[0].is_inherited);
}

static void
what_hangs_on_a_table_is_named(void **state)
{
    const SchemaRelation *customer = relation("public", "customer");

    (void) state;
    assert_true(customer->row_security && customer->force_row_security);
    assert_int_equal(customer->policy_count, 1);
    assert_string_equal(customer->policies[0], "mine");
    assert_int_equal(customer->statistic_count, 1);
    assert_string_equal(customer->statistics[0], "correlated");
    assert_string_equal(joined(customer->statistic_columns[0]), "code,name");
    assert_int_equal(customer->rule_count, 0);
    assert_string_equal(relation("public", "base")->rules[0], "quiet");
    assert_int_equal(relation("public", "names")->rule_count, 0);
    assert_true(customer->is_published);
    assert_true(relation("public", "derived")->is_published);
    assert_false(relation("shop", "orders")->is_published);
}

static void
views_say_which_columns_they_read(void **state)
{
    const SchemaRelation *names = relation("public", "names");
    const SchemaRelation *customer = relation("public", "customer");

    (void) state;
    assert_int_equal(names->kind, 'v');
    assert_int_equal(names->read_count, 2);
    assert_ptr_equal(names->reads[0].relation, customer);
    assert_string_equal(joined(names->reads[0].columns), "id,name");
    assert_string_equal(joined(names->reads[1].columns), "customer,total");
    assert_null(relation("public", "counted")->reads[0].columns);
    assert_int_equal(relation("public", "systems")->read_count, 0);
    assert_int_equal(relation("public", "held")->kind, 'm');
    assert_ptr_equal(relation("public", "held")->reads[0].relation, relation("public", "events"));
    assert_int_equal(customer->reader_count, 2);
    assert_int_equal(names->column_count, 3);
}

static void
sizes_come_from_the_server(void **state)
{
    const SchemaRelation *cache = relation("public", "cache");

    (void) state;
    assert_int_equal(cache->persistence, 'u');
    assert_true(cache->rows_estimate > 49 && cache->rows_estimate < 51);
    assert_true(cache->bytes > 0);
    assert_true(relation("public", "refers")->rows_estimate < 0);
    assert_true(relation("public", "events")->bytes == relation("public", "events_2024")->bytes);
    assert_true(relation("public", "names")->bytes < 0);
    assert_false(cache->is_empty);
    assert_true(cache->is_known);
}

static void
types_have_labels_bases_and_constraints(void **state)
{
    const SchemaType *mood = schema_type(schema, "public", "mood");
    const SchemaType *price = schema_type(schema, "public", "price");
    const SchemaType *amount = schema_type(schema, "public", "amount");
    const SchemaType *codes = schema_type(schema, "public", "codes");

    (void) state;
    assert_int_equal(mood->kind, 'e');
    assert_int_equal(mood->label_count, 3);
    assert_string_equal(mood->labels[0], "sad");
    assert_string_equal(mood->labels[2], "happy");
    assert_int_equal(amount->kind, 'd');
    assert_string_equal(command_type_text(root, &amount->base), "numeric(12,2)");
    assert_true(amount->is_constrained);
    assert_string_equal(command_type_text(root, &price->base), "public.amount");
    assert_true(price->is_constrained);
    assert_string_equal(command_type_text(root, &codes->base), "character varying(8)[]");
    assert_false(codes->is_constrained);
    assert_int_equal(schema_type(schema, "public", "address")->kind, 'c');
    assert_int_equal(relation("public", "address")->kind, 'c');
    assert_type(relation("public", "address"), "zip", "character varying(5)");
    assert_int_equal(schema_type(schema, "public", "span")->kind, 'r');
    assert_null(schema_type(schema, "public", "customer"));
    assert_null(schema_type(schema, "public", "_mood"));
}

static SchemaFunction *
function(const char *schema_name, const char *name, size_t argument_count)
{
    SchemaFunction *found = schema_function(schema, (QualifiedName){schema_name, name}, argument_count, NULL);

    if (found == NULL)
    {
        fail_msg("there is no function %s", name);
    }
    return found;
}

static void
functions_have_signatures_and_bodies(void **state)
{
    const SchemaFunction *doubled = function("public", "doubled", 1);
    const SchemaFunction *touch = function("public", "touch", 0);
    const SchemaFunction *fill = function("public", "fill", 2);

    (void) state;
    assert_string_equal(doubled->signature, "integer, integer");
    assert_int_equal(doubled->argument_count, 2);
    assert_int_equal(doubled->default_count, 1);
    assert_int_equal(doubled->volatility, 'i');
    assert_string_equal(doubled->language, "sql");
    assert_string_equal(doubled->result, "integer");
    assert_string_equal(doubled->body_text, "SELECT a * b");
    assert_int_equal(doubled->body_count, 1);
    assert_null(doubled->opaque);
    assert_true(touch->is_trigger);
    assert_int_equal(touch->volatility, 'v');
    assert_int_equal(touch->body_count, 1);
    assert_int_equal(touch->body[0].kind, COMMAND_UPDATE);
    assert_true(fill->is_procedure);
    assert_non_null(fill->opaque); /* EXECUTE of what it is given */
    assert_int_equal(function("shop", "counted", 0)->volatility, 's');
    assert_int_equal(function("shop", "counted", 0)->body_count, 1);
    assert_string_equal(function("public", "summed", 1)->language, "internal");
    assert_non_null(function("public", "summed", 1)->opaque);
}

static void
names_resolve_by_the_path_of_the_role(void **state)
{
    (void) state;
    assert_int_equal(schema_settings_of(schema)->server_version, conn_server_version(conn));
    assert_true(schema_settings_of(schema)->is_live && schema_settings_of(schema)->is_complete);
    assert_string_equal(joined(schema_settings_of(schema)->search_path), "public");
    assert_ptr_equal(relation(NULL, "customer"), relation("public", "customer"));
    assert_null(schema_relation(schema, (QualifiedName){NULL, "orders"}));
    assert_false(relation("public", "customer")->is_shown_qualified);
    assert_true(relation("shop", "orders")->is_shown_qualified);
    assert_true(schema_has_namespace(schema, "shop"));
    assert_null(schema_relation(schema, (QualifiedName){"bellows", "leases"}));
}

static void
a_time_zone_is_utc_only_where_it_always_is(void **state)
{
    static const struct
    {
        const char *name;
        int wanted;
    } zones[] = {{"UTC", 1}, {"Etc/UTC", 1}, {"Zulu", 1}, {"GMT", 1}, {"Europe/London", 2}, {"Africa/Abidjan", 2}};

    (void) state;
    for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
    {
        Error err = {0};
        Conn *other;
        Schema *loaded;

        run(mem_printf(root, "ALTER ROLE CURRENT_USER SET timezone = '%s'", zones[i].name));
        other = conn_open(root, &(ConnOptions){.url = server_url(server)}, &err);
        loaded = schema_load(root, other, &err);
        assert_non_null(loaded);
        assert_int_equal(schema_settings_of(loaded)->time_zone, zones[i].wanted);
        conn_close(other);
    }
    run("ALTER ROLE CURRENT_USER RESET timezone");
}

static void
inside_a_transaction_what_it_made_is_seen_and_it_goes_on(void **state)
{
    Schema *inside;

    (void) state;
    run("BEGIN; CREATE TABLE public.fresh (id integer); CREATE TEMP TABLE passing (id integer)");
    inside = reload();
    assert_non_null(schema_relation(inside, (QualifiedName){"public", "fresh"}));
    assert_non_null(schema_relation(inside, (QualifiedName){NULL, "passing"}));
    assert_true(conn_in_transaction(conn));
    run("ROLLBACK");
    assert_null(schema_relation(reload(), (QualifiedName){"public", "fresh"}));
    assert_false(conn_in_transaction(conn));
}

static void
everything_is_published_by_a_publication_for_all_tables(void **state)
{
    Schema *loaded;

    (void) state;
    run("CREATE PUBLICATION every FOR ALL TABLES");
    loaded = reload();
    run("DROP PUBLICATION every");
    assert_true(schema_relation(loaded, (QualifiedName){"shop", "orders"})->is_published);
    assert_false(schema_relation(loaded, (QualifiedName){"public", "cache"})->is_published);
    assert_false(schema_relation(loaded, (QualifiedName){"public", "names"})->is_published);
}

static void
a_lost_connection_is_an_error(void **state)
{
    Error err = {0};
    Conn *other = conn_open(root, &(ConnOptions){.url = server_url(server)}, &err);

    (void) state;
    run(mem_printf(root, "SELECT pg_terminate_backend(%d)", conn_backend_pid(other)));
    assert_null(schema_load(root, other, &err));
    assert_true(error_is_set(&err));
    error_clear(&err);
    conn_close(other);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_have_the_types_of_their_definitions),
        cmocka_unit_test(defaults_and_generated_columns_are_parsed),
        cmocka_unit_test(sequences_know_their_columns_and_columns_their_sequences),
        cmocka_unit_test(constraints_say_what_they_hold_on_and_what_backs_them),
        cmocka_unit_test(indexes_say_their_keys_and_every_column_that_they_mention),
        cmocka_unit_test(partitions_and_children_are_linked_to_their_parents),
        cmocka_unit_test(triggers_say_when_they_fire_and_what_they_call),
        cmocka_unit_test(what_hangs_on_a_table_is_named),
        cmocka_unit_test(views_say_which_columns_they_read),
        cmocka_unit_test(sizes_come_from_the_server),
        cmocka_unit_test(types_have_labels_bases_and_constraints),
        cmocka_unit_test(functions_have_signatures_and_bodies),
        cmocka_unit_test(names_resolve_by_the_path_of_the_role),
        cmocka_unit_test(a_time_zone_is_utc_only_where_it_always_is),
        cmocka_unit_test(inside_a_transaction_what_it_made_is_seen_and_it_goes_on),
        cmocka_unit_test(everything_is_published_by_a_publication_for_all_tables),
        cmocka_unit_test(a_lost_connection_is_an_error),
    };

    return cmocka_run_group_tests(tests, start_server, stop_server);
}
