/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/command: ALTER TABLE and its kin, one command for each subcommand; ALTER DOMAIN.
 */
#include "command_fixture.h"

/* One of each subcommand of the grammar, with what its command must say: member, new_name, target, options. */
typedef struct Row
{
    const char *sql;
    CommandKind kind;
    const char *member;
    const char *new_name;
    const char *target;
    const char *options;
} Row;

static const Row rows[] = {
    {"TABLE t ADD a int", COMMAND_ADD_COLUMN, "a", NULL, "", ""},
    {"TABLE t ALTER a SET DEFAULT 1", COMMAND_SET_DEFAULT, "a", NULL, "", ""},
    {"TABLE t ALTER a DROP DEFAULT", COMMAND_DROP_DEFAULT, "a", NULL, "", ""},
    {"TABLE t ALTER a SET NOT NULL", COMMAND_SET_NOT_NULL, "a", NULL, "", ""},
    {"TABLE t ALTER a DROP NOT NULL", COMMAND_DROP_NOT_NULL, "a", NULL, "", ""},
    {"TABLE t ALTER a DROP EXPRESSION", COMMAND_DROP_EXPRESSION, "a", NULL, "", ""},
    {"TABLE t ALTER a SET STATISTICS 100", COMMAND_SET_STATISTICS, "a", "100", "", ""},
    {"INDEX i ALTER 2 SET STATISTICS 100", COMMAND_SET_STATISTICS, "2", "100", "", ""},
    {"TABLE t ALTER a SET (n_distinct = 5)", COMMAND_SET_COLUMN_OPTIONS, "a", NULL, "", "n_distinct"},
    {"TABLE t ALTER a RESET (n_distinct)", COMMAND_RESET_COLUMN_OPTIONS, "a", NULL, "", "n_distinct"},
    {"TABLE t ALTER a SET STORAGE plain", COMMAND_SET_STORAGE, "a", "plain", "", ""},
    {"TABLE t ALTER a SET COMPRESSION lz4", COMMAND_SET_COMPRESSION, "a", "lz4", "", ""},
    {"FOREIGN TABLE t ALTER a OPTIONS (ADD x 'y')", COMMAND_FOREIGN_COLUMN_OPTIONS, "a", NULL, "", "x"},
    {"TABLE t DROP a", COMMAND_DROP_COLUMN, "a", NULL, "", ""},
    {"TABLE t ALTER a TYPE text", COMMAND_ALTER_COLUMN_TYPE, "a", NULL, "", ""},
    {"TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY (START 5)", COMMAND_ADD_IDENTITY, "a", NULL, "", "start"},
    {"TABLE t ALTER a SET GENERATED ALWAYS RESTART 5", COMMAND_SET_IDENTITY, "a", NULL, "", "generated restart"},
    {"TABLE t ALTER a SET INCREMENT 5", COMMAND_SET_IDENTITY, "a", NULL, "", "increment"},
    {"TABLE t ALTER a DROP IDENTITY", COMMAND_DROP_IDENTITY, "a", NULL, "", ""},
    {"TABLE t ADD CONSTRAINT c CHECK (a > 0)", COMMAND_ADD_CHECK, "c", NULL, "", ""},
    {"TABLE t ADD FOREIGN KEY (a) REFERENCES p", COMMAND_ADD_FOREIGN_KEY, NULL, NULL, "", ""},
    {"TABLE t ADD UNIQUE (a)", COMMAND_ADD_UNIQUE, NULL, NULL, "", ""},
    {"TABLE t ADD PRIMARY KEY (a)", COMMAND_ADD_PRIMARY_KEY, NULL, NULL, "", ""},
    {"TABLE t ADD EXCLUDE USING gist (a WITH &&)", COMMAND_ADD_EXCLUDE, NULL, NULL, "", ""},
    {"TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i", COMMAND_ADD_UNIQUE_USING_INDEX, "c", NULL, "", ""},
    {"TABLE t ADD CONSTRAINT c PRIMARY KEY USING INDEX i", COMMAND_ADD_PRIMARY_KEY_USING_INDEX, "c", NULL, "", ""},
    {"TABLE t VALIDATE CONSTRAINT c", COMMAND_VALIDATE_CONSTRAINT, "c", NULL, "", ""},
    {"TABLE t ALTER CONSTRAINT c DEFERRABLE", COMMAND_ALTER_CONSTRAINT, "c", NULL, "", ""},
    {"TABLE t DROP CONSTRAINT c", COMMAND_DROP_CONSTRAINT, "c", NULL, "", ""},
    {"TABLE t SET (fillfactor = 70, toast.autovacuum_enabled)", COMMAND_SET_OPTIONS, NULL, NULL, "",
     "fillfactor toast.autovacuum_enabled"},
    {"TABLE t RESET (fillfactor)", COMMAND_RESET_OPTIONS, NULL, NULL, "", "fillfactor"},
    {"TABLE t SET LOGGED", COMMAND_SET_LOGGED, NULL, NULL, "", ""},
    {"TABLE t SET UNLOGGED", COMMAND_SET_UNLOGGED, NULL, NULL, "", ""},
    {"TABLE t SET TABLESPACE x", COMMAND_SET_TABLESPACE, NULL, "x", "", ""},
    {"TABLE t SET ACCESS METHOD x", COMMAND_SET_ACCESS_METHOD, NULL, "x", "", ""},
    {"TABLE t OWNER TO joe", COMMAND_OWNER_TO, NULL, "joe", "", ""},
    {"TABLE t OWNER TO CURRENT_USER", COMMAND_OWNER_TO, NULL, "current_user", "", ""},
    {"TABLE t CLUSTER ON i", COMMAND_CLUSTER_ON, NULL, NULL, "i", ""},
    {"TABLE t SET WITHOUT CLUSTER", COMMAND_SET_WITHOUT_CLUSTER, NULL, NULL, "", ""},
    {"TABLE t SET WITHOUT OIDS", COMMAND_SET_WITHOUT_OIDS, NULL, NULL, "", ""},
    {"TABLE t ENABLE TRIGGER x", COMMAND_ENABLE_TRIGGER, "x", NULL, "", ""},
    {"TABLE t ENABLE TRIGGER ALL", COMMAND_ENABLE_TRIGGER, NULL, NULL, "", ""},
    {"TABLE t ENABLE TRIGGER USER", COMMAND_ENABLE_TRIGGER, NULL, NULL, "", ""},
    {"TABLE t ENABLE ALWAYS TRIGGER x", COMMAND_ENABLE_ALWAYS_TRIGGER, "x", NULL, "", ""},
    {"TABLE t ENABLE REPLICA TRIGGER x", COMMAND_ENABLE_REPLICA_TRIGGER, "x", NULL, "", ""},
    {"TABLE t DISABLE TRIGGER x", COMMAND_DISABLE_TRIGGER, "x", NULL, "", ""},
    {"TABLE t DISABLE TRIGGER ALL", COMMAND_DISABLE_TRIGGER, NULL, NULL, "", ""},
    {"TABLE t DISABLE TRIGGER USER", COMMAND_DISABLE_TRIGGER, NULL, NULL, "", ""},
    {"TABLE t ENABLE RULE x", COMMAND_ENABLE_RULE, "x", NULL, "", ""},
    {"TABLE t ENABLE ALWAYS RULE x", COMMAND_ENABLE_ALWAYS_RULE, "x", NULL, "", ""},
    {"TABLE t ENABLE REPLICA RULE x", COMMAND_ENABLE_REPLICA_RULE, "x", NULL, "", ""},
    {"TABLE t DISABLE RULE x", COMMAND_DISABLE_RULE, "x", NULL, "", ""},
    {"TABLE t ENABLE ROW LEVEL SECURITY", COMMAND_ENABLE_ROW_SECURITY, NULL, NULL, "", ""},
    {"TABLE t DISABLE ROW LEVEL SECURITY", COMMAND_DISABLE_ROW_SECURITY, NULL, NULL, "", ""},
    {"TABLE t FORCE ROW LEVEL SECURITY", COMMAND_FORCE_ROW_SECURITY, NULL, NULL, "", ""},
    {"TABLE t NO FORCE ROW LEVEL SECURITY", COMMAND_NO_FORCE_ROW_SECURITY, NULL, NULL, "", ""},
    {"TABLE t REPLICA IDENTITY FULL", COMMAND_REPLICA_IDENTITY, "full", NULL, "", ""},
    {"TABLE t REPLICA IDENTITY NOTHING", COMMAND_REPLICA_IDENTITY, "nothing", NULL, "", ""},
    {"TABLE t REPLICA IDENTITY DEFAULT", COMMAND_REPLICA_IDENTITY, "default", NULL, "", ""},
    {"TABLE t REPLICA IDENTITY USING INDEX i", COMMAND_REPLICA_IDENTITY, "index", NULL, "i", ""},
    {"TABLE t INHERIT s.p", COMMAND_INHERIT, NULL, NULL, "s.p", ""},
    {"TABLE t NO INHERIT p", COMMAND_NO_INHERIT, NULL, NULL, "p", ""},
    {"TABLE t OF x", COMMAND_OF_TYPE, NULL, NULL, "", ""},
    {"TABLE t NOT OF", COMMAND_NOT_OF_TYPE, NULL, NULL, "", ""},
    {"TABLE t ATTACH PARTITION s.p DEFAULT", COMMAND_ATTACH_PARTITION, NULL, NULL, "s.p", ""},
    {"INDEX i ATTACH PARTITION j", COMMAND_ATTACH_PARTITION, NULL, NULL, "j", ""},
    {"TABLE t DETACH PARTITION p", COMMAND_DETACH_PARTITION, NULL, NULL, "p", ""},
    {"TABLE t DETACH PARTITION p CONCURRENTLY", COMMAND_DETACH_PARTITION, NULL, NULL, "p", ""},
    {"TABLE t DETACH PARTITION p FINALIZE", COMMAND_DETACH_PARTITION_FINALIZE, NULL, NULL, "p", ""},
    {"FOREIGN TABLE t OPTIONS (SET a 'b')", COMMAND_FOREIGN_OPTIONS, NULL, NULL, "", "a"},
    {"TYPE t ADD ATTRIBUTE a int", COMMAND_ADD_ATTRIBUTE, "a", NULL, "", ""},
    {"TYPE t DROP ATTRIBUTE a", COMMAND_DROP_ATTRIBUTE, "a", NULL, "", ""},
    {"TYPE t ALTER ATTRIBUTE a TYPE text", COMMAND_ALTER_ATTRIBUTE_TYPE, "a", NULL, "", ""},
    {"DOMAIN t SET DEFAULT 1", COMMAND_SET_DEFAULT, NULL, NULL, "", ""},
    {"DOMAIN t DROP DEFAULT", COMMAND_DROP_DEFAULT, NULL, NULL, "", ""},
    {"DOMAIN t SET NOT NULL", COMMAND_SET_NOT_NULL, NULL, NULL, "", ""},
    {"DOMAIN t DROP NOT NULL", COMMAND_DROP_NOT_NULL, NULL, NULL, "", ""},
    {"DOMAIN t ADD CONSTRAINT c CHECK (VALUE > 0)", COMMAND_ADD_CHECK, "c", NULL, "", ""},
    {"DOMAIN t DROP CONSTRAINT c", COMMAND_DROP_CONSTRAINT, "c", NULL, "", ""},
    {"DOMAIN t VALIDATE CONSTRAINT c", COMMAND_VALIDATE_CONSTRAINT, "c", NULL, "", ""},
};

static void
assert_text(const char *text, const char *expected)
{
    assert_string_equal(text == NULL ? "-" : text, expected == NULL ? "-" : expected);
}

static void
a_subcommand_is_read_with_its_parts(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        const Command *command = parse_one(mem_printf(mem, "ALTER %s", rows[i].sql));

        print_message("# %s\n", rows[i].sql);
        assert_string_equal(command_kind_words(command->kind), command_kind_words(rows[i].kind));
        assert_int_equal(command->kind, rows[i].kind);
        assert_int_equal(command->name_count, 1);
        assert_string_equal(command->names[0].name, rows[i].sql[0] == 'I' ? "i" : "t");
        assert_text(command->member, rows[i].member);
        assert_text(command->new_name, rows[i].new_name);
        assert_string_equal(shown_name(command->target), rows[i].target);
        assert_string_equal(joined(command->options), rows[i].options);
        assert_null(command->opaque);
    }
}

static void
flags_are_set_only_by_their_words(void **state)
{
    (void) state;
    assert_true(parse_one("ALTER TABLE IF EXISTS t DROP a")->if_exists);
    assert_true(parse_one("ALTER TABLE t DROP IF EXISTS a")->if_exists);
    assert_false(parse_one("ALTER TABLE t ADD IF NOT EXISTS a int")->if_exists);
    assert_true(parse_one("ALTER TABLE t ADD IF NOT EXISTS a int")->if_not_exists);
    assert_true(parse_one("ALTER TABLE t DROP a CASCADE")->cascade);
    assert_false(parse_one("ALTER TABLE t DROP a RESTRICT")->cascade);
    assert_true(parse_one("ALTER TABLE ONLY t DROP a")->only);
    assert_false(parse_one("ALTER TABLE t DROP a")->only);
    assert_false(parse_one("ALTER TYPE t DROP ATTRIBUTE a")->only);
    assert_true(parse_one("ALTER TABLE t DISABLE TRIGGER ALL")->full);
    assert_true(parse_one("ALTER TABLE t DISABLE TRIGGER USER")->user);
    assert_true(parse_one("ALTER TABLE t DETACH PARTITION p CONCURRENTLY")->concurrently);
    assert_true(parse_one("ALTER TABLE t ALTER a SET GENERATED BY DEFAULT")->is_default);
    assert_false(parse_one("ALTER TABLE t ALTER a SET GENERATED ALWAYS")->is_default);
    assert_true(parse_one("ALTER TABLE t ALTER a ADD GENERATED BY DEFAULT AS IDENTITY")->is_default);
}

static void
subcommands_have_their_own_places(void **state)
{
    static const char *const parts[] = {
        "ALTER TABLE t ADD a numeric(3,1) DEFAULT f(1, 2)",
        "DROP /* , */ b",
        "ADD CHECK (a IN (1, 2)) NOT VALID",
        "ALTER c TYPE text USING c || ','",
    };
    const char *text = mem_printf(mem, "SELECT 1;\n%s ,\n  -- next, please\n %s, %s,%s -- end\n;", parts[0], parts[1],
                                  parts[2], parts[3]);
    const CommandList *list = parse(text);

    (void) state;
    assert_int_equal(list->count, 5);
    for (size_t i = 0; i < 4; i++)
    {
        const Command *command = &list->commands[i + 1];

        assert_int_equal(command->part, i);
        assert_int_equal(command->part_count, 4);
        assert_string_equal(slice(text, command->offset, command->length), parts[i]);
    }
}

static void
an_added_column_has_its_definition_and_inline_constraints(void **state)
{
    const char *text = "ALTER TABLE s.t ADD a int NOT NULL DEFAULT nextval('q') CONSTRAINT c CHECK (a > 0) "
                       "REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED UNIQUE";
    const Command *command = parse_one(text);
    const CommandColumn *column = &command->columns[0];
    const CommandConstraint *constraints = command->constraints;

    (void) state;
    assert_int_equal(command->column_count, 1);
    assert_string_equal(slice(text, column->offset, column->length), text + strlen("ALTER TABLE s.t ADD "));
    assert_true(column->not_null);
    assert_string_equal(column->fallback->text, "nextval('q')");
    assert_int_equal(command->call_count, 1);
    assert_string_equal(command->calls[0].argument, "q");
    assert_int_equal(command->constraint_count, 3);
    assert_string_equal(slice(text, constraints[0].offset, constraints[0].length), "CONSTRAINT c CHECK (a > 0)");
    assert_string_equal(slice(text, constraints[1].offset, constraints[1].length),
                        "REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED");
    assert_true(constraints[1].type == 'f' && constraints[1].is_inline && constraints[1].is_deferrable);
    assert_string_equal(joined(constraints[1].columns), "a");
    assert_string_equal(joined(constraints[1].foreign_columns), "id");
    assert_true(constraints[2].type == 'u' && !constraints[2].is_deferrable);
}

static void
an_added_constraint_is_the_first_of_its_command(void **state)
{
    const Command *command =
        parse_one("ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a, b) REFERENCES s.p (x, y) NOT VALID");
    const CommandConstraint *constraint = &command->constraints[0];

    (void) state;
    assert_int_equal(command->constraint_count, 1);
    assert_string_equal(constraint->name, "c");
    assert_string_equal(joined(constraint->columns), "a b");
    assert_string_equal(shown_name(constraint->foreign_table), "s.p");
    assert_string_equal(joined(constraint->foreign_columns), "x y");
    assert_true(constraint->is_not_valid && !constraint->is_inline);
    command = parse_one("ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i DEFERRABLE");
    assert_string_equal(command->constraints[0].index, "i");
    assert_true(command->constraints[0].is_deferrable);
}

static void
a_new_type_comes_with_its_collation_and_using(void **state)
{
    const Command *command = parse_one("ALTER TABLE t ALTER a TYPE varchar(9) COLLATE \"C\" USING left(a, 9)");

    (void) state;
    assert_string_equal(command->columns[0].name, "a");
    assert_string_equal(command_type_text(mem, &command->columns[0].type), "character varying(9)");
    assert_non_null(command->columns[0].collation);
    assert_string_equal(command->expression->text, "left(a, 9)");
    assert_int_equal(command->call_count, 1);
    assert_string_equal(command->calls[0].function.name, "left");
}

static void
bounds_of_a_partition_are_kept_as_written(void **state)
{
    static const char *const bounds[] = {
        "FOR VALUES IN ('a)', 'b')",
        "FOR VALUES FROM ('2020-01-01', 1) TO (MAXVALUE, f(2))",
        "FOR VALUES WITH (modulus 4, remainder 1)",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++)
    {
        const Command *command = parse_one(mem_printf(mem, "ALTER TABLE t ATTACH PARTITION p %s", bounds[i]));

        assert_string_equal(command->bound, bounds[i]);
        assert_false(command->is_default);
    }
    assert_true(parse_one("ALTER TABLE t ATTACH PARTITION p DEFAULT")->is_default);
    assert_null(parse_one("ALTER INDEX i ATTACH PARTITION j")->bound);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_subcommand_is_read_with_its_parts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(flags_are_set_only_by_their_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(subcommands_have_their_own_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_added_column_has_its_definition_and_inline_constraints, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_added_constraint_is_the_first_of_its_command, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_new_type_comes_with_its_collation_and_using, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bounds_of_a_partition_are_kept_as_written, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
