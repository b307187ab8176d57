/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/command: what is said of an expression, and types.
 */
#include "command_fixture.h"

typedef struct Row
{
    const char *sql; /* also the text that must come out */
    const char *columns;
    const char *calls; /* names, and the first argument where it is a literal */
    const char *operators;
    bool is_constant;
    bool is_null;
    bool has_subquery;
} Row;

static const Row rows[] = {
    {"1", "", "", "", true, false, false},
    {"-1", "", "", "", true, false, false},
    {"'a'::text", "", "", "", true, false, false},
    {"NULL", "", "", "", true, true, false},
    {"NULL::int", "", "", "", true, true, false},
    {"true", "", "", "", true, false, false},
    {"interval '1 day'", "", "", "", true, false, false},
    {"'{}'::jsonb", "", "", "", true, false, false},
    {"ARRAY[1, -2]", "", "", "", true, false, false},
    {"ARRAY[1, a]", "a", "", "", false, false, false},
    {"b + a * (b - 1)", "a b", "", "* + -", false, false, false},
    {"(a + b) * c", "a b c", "", "* +", false, false, false},
    {"((a)) + ((b))", "a b", "", "+", false, false, false},
    {"(a).b", "a", "", "", false, false, false},
    {"(a)[1]", "a", "", "", false, false, false},
    {"t.a > 0", "a", "", ">", false, false, false},
    {"now()", "", "now", "", false, false, false},
    {"s.f(a, 'x')", "a", "s.f", "", false, false, false},
    {"nextval('s'::regclass)", "", "nextval:s", "", false, false, false},
    {"nextval('s')", "", "nextval:s", "", false, false, false},
    {"current_date", "", "pg_catalog.current_date", "", false, false, false},
    {"CURRENT_TIMESTAMP(3)", "", "pg_catalog.current_timestamp", "", false, false, false},
    {"COALESCE(a, now())", "a", "now", "", false, false, false},
    {"CASE WHEN a IS NOT NULL THEN 1 ELSE 2 END", "a", "", "", false, false, false},
    {"a BETWEEN 1 AND b", "a b", "", "<= >=", false, false, false},
    {"a IN (1, 2)", "a", "", "=", false, false, false},
    {"a LIKE 'x%'", "a", "", "~~", false, false, false},
    {"a AT TIME ZONE 'UTC'", "a", "pg_catalog.timezone:UTC", "", false, false, false},
    {"EXISTS (SELECT 1 FROM t WHERE f(x))", "x", "f", "", false, false, true},
    {"a = ANY ((ARRAY['x'::character varying])::text[])", "a", "", "=", false, false, false},
    {"a::timestamp with time zone", "a", "", "", false, false, false},
    {"a = ') --' /* ) */ OR b = $$)$$", "a b", "", "=", false, false, false},
};

static const char *
shown_calls(const CommandExpression *expression)
{
    char *text = mem_strdup(mem, "");

    for (size_t i = 0; i < expression->call_count; i++)
    {
        const CommandCall *call = &expression->calls[i];

        mem_append(&text, "%s%s", i == 0 ? "" : " ", shown_name(call->function));
        mem_append(&text, "%s%s", call->argument == NULL ? "" : ":", call->argument == NULL ? "" : call->argument);
    }
    return text;
}

static void
an_expression_says_what_it_reads_calls_and_is(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        const char *sql = mem_printf(mem, "ALTER TABLE t ALTER x SET DEFAULT %s, DROP y", rows[i].sql);
        const CommandExpression *expression = parse(sql)->commands[0].expression;

        print_message("# %s\n", rows[i].sql);
        assert_string_equal(expression->text, rows[i].sql);
        assert_string_equal(joined(expression->columns), rows[i].columns);
        assert_string_equal(shown_calls(expression), rows[i].calls);
        assert_string_equal(joined(expression->operators), rows[i].operators);
        assert_int_equal(expression->is_constant, rows[i].is_constant);
        assert_int_equal(expression->is_null, rows[i].is_null);
        assert_int_equal(expression->has_subquery, rows[i].has_subquery);
    }
}

static void
the_text_is_the_same_in_every_place_where_an_expression_stands(void **state)
{
    static const char *const places[] = {
        "CREATE TABLE t (a int DEFAULT %s NOT NULL, b int)",
        "CREATE TABLE t (a int DEFAULT (%s), b int)",
        "CREATE TABLE t (a int DEFAULT %s\n-- why\n, b int)",
        "ALTER TABLE t ADD a int DEFAULT %s CHECK (a > 0)",
        "ALTER TABLE t ADD a int DEFAULT %s",
        "ALTER TABLE t ADD a int DEFAULT %s COLLATE \"C\"",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        /* DEFAULT takes no AND, OR, IN … without parentheses. */
        bool is_plain = !strstr(rows[i].sql, " OR ") && !strstr(rows[i].sql, " IN ") && !strstr(rows[i].sql, "BETW") &&
                        !strstr(rows[i].sql, "LIKE") && !strstr(rows[i].sql, "ANY") && !strstr(rows[i].sql, "AT TIME");

        for (size_t j = is_plain ? 0 : 1; j < (is_plain ? sizeof(places) / sizeof(places[0]) : 2); j++)
        {
            const char *mark = strstr(places[j], "%s");
            const char *sql = mem_printf(mem, "%.*s%s%s", (int) (mark - places[j]), places[j], rows[i].sql, mark + 2);

            print_message("# %s\n", sql);
            assert_string_equal(parse_one(sql)->columns[0].fallback->text, rows[i].sql);
        }
    }
}

static void
a_check_proves_columns_not_null(void **state)
{
    static const struct
    {
        const char *check;
        const char *columns;
    } checks[] = {
        {"a IS NOT NULL", "a"},
        {"b IS NOT NULL AND a IS NOT NULL AND a > 0", "a b"},
        {"(a IS NOT NULL AND (b IS NOT NULL))", "a b"},
        {"NOT (a IS NULL)", "a"},
        {"NOT (a IS NULL OR b IS NULL)", "a b"},
        {"NOT NOT a IS NOT NULL", "a"},
        {"a IS NOT NULL OR b IS NOT NULL", ""},
        {"NOT (a IS NULL AND b IS NULL)", ""},
        {"NOT (a IS NOT NULL)", ""},
        {"lower(a) IS NOT NULL", ""},
        {"(a IS NOT NULL) = true", ""},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
    {
        const char *sql = mem_printf(mem, "ALTER TABLE t ADD CONSTRAINT n CHECK (%s) NOT VALID", checks[i].check);

        print_message("# %s\n", checks[i].check);
        assert_string_equal(joined(parse_one(sql)->expression->proves_not_null), checks[i].columns);
    }
}

static void
a_column_under_casts_alone_is_known(void **state)
{
    static const struct
    {
        const char *sql;
        const char *column;
        const char *type;
    } casts[] = {
        {"a", "a", ""},
        {"a::bigint", "a", "bigint"},
        {"(a)::text::varchar(5)", "a", "character varying(5)"},
        {"CAST(t.a AS numeric(10, 2))", "a", "numeric(10,2)"},
        {"lower(a)::text", NULL, ""},
        {"a + 1", NULL, ""},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(casts) / sizeof(casts[0]); i++)
    {
        const char *sql = mem_printf(mem, "ALTER TABLE t ALTER a TYPE x USING %s", casts[i].sql);
        const CommandExpression *expression = parse_one(sql)->expression;

        assert_string_equal(expression->text, casts[i].sql);
        if (casts[i].column == NULL)
        {
            assert_null(expression->cast_column);
        }
        else
        {
            assert_string_equal(expression->cast_column, casts[i].column);
        }
        assert_string_equal(command_type_text(mem, &expression->cast_type), casts[i].type);
    }
}

static const CommandType *
type_of(const char *type)
{
    return &parse_one(mem_printf(mem, "ALTER TABLE t ALTER a TYPE %s", type))->columns[0].type;
}

static void
a_type_is_written_with_postgresqls_own_spelling(void **state)
{
    static const struct
    {
        const char *written;
        const char *text;
    } types[] = {
        {"int", "integer"},
        {"int4", "integer"},
        {"pg_catalog.int4", "integer"},
        {"serial", "integer"},
        {"s.int4", "s.int4"},
        {"decimal(12, 2)[]", "numeric(12,2)[]"},
        {"float", "double precision"},
        {"float(3)", "real"},
        {"varchar", "character varying"},
        {"char", "character(1)"},
        {"bpchar", "bpchar"},
        {"\"char\"", "\"char\""},
        {"bit", "bit(1)"},
        {"bit varying(4)", "bit varying(4)"},
        {"timestamp", "timestamp without time zone"},
        {"timestamp(3) with time zone", "timestamp(3) with time zone"},
        {"time with time zone[][]", "time with time zone[][]"},
        {"interval", "interval"},
        {"interval(3)", "interval(3)"},
        {"interval day to second(2)", "interval day to second(2)"},
        {"interval year to month", "interval year to month"},
        {"geometry(Point, 4326)", "geometry(point,4326)"},
        {"\"Mood\"", "\"Mood\""},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
    {
        assert_string_equal(command_type_text(mem, type_of(types[i].written)), types[i].text);
    }
}

static void
types_are_equal_whatever_their_spelling(void **state)
{
    (void) state;
    assert_true(command_type_equal(type_of("integer"), type_of("int4")));
    assert_true(command_type_equal(type_of("text"), type_of("pg_catalog.text")));
    assert_true(command_type_equal(type_of("numeric(3,0)"), type_of("decimal(3,0)")));
    assert_false(command_type_equal(type_of("integer"), type_of("s.int4")));
    assert_false(command_type_equal(type_of("varchar(3)"), type_of("varchar(4)")));
    assert_false(command_type_equal(type_of("varchar(3)"), type_of("varchar")));
    assert_false(command_type_equal(type_of("int"), type_of("int[]")));
    assert_false(command_type_equal(type_of("geometry(Point,4326)"), type_of("geometry(Polygon,4326)")));
}

static void
serial_is_an_integer_with_a_sequence(void **state)
{
    const CommandType *type = type_of("bigserial");

    (void) state;
    assert_int_equal(type->serial, 8);
    assert_string_equal(type->name, "int8");
    assert_string_equal(type->schema, "pg_catalog");
    assert_int_equal(type_of("smallserial")->serial, 2);
    assert_int_equal(type_of("serial4")->serial, 4);
    assert_int_equal(type_of("public.serial")->serial, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_expression_says_what_it_reads_calls_and_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_text_is_the_same_in_every_place_where_an_expression_stands, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_check_proves_columns_not_null, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_column_under_casts_alone_is_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_type_is_written_with_postgresqls_own_spelling, set_up, tear_down),
        cmocka_unit_test_setup_teardown(types_are_equal_whatever_their_spelling, set_up, tear_down),
        cmocka_unit_test_setup_teardown(serial_is_an_integer_with_a_sequence, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
