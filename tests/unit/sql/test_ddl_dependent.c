/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/ddl: definitions of views, triggers and statistics that depend on a column.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/mem.h"
#include "sql/ddl.h"

static void *mem;

static const ColumnRename renames[] = {{"phone", "Phone \"2\""}, {"name", "label"}};

static DdlReach
reach_of(const char *definition)
{
    Error err = {0};
    DdlReach found = DDL_REACH_NAMED;

    if (!ddl_reach(mem, definition, (QualifiedName){"shop", "Customer"}, &found, &err))
    {
        fail_msg("%s: %s", definition, err.message);
    }
    return found;
}

static const DdlTrigger *
trigger_of(const char *definition)
{
    Error err = {0};
    const DdlTrigger *trigger = ddl_trigger(mem, definition, renames, 2, &err);

    if (trigger == NULL)
    {
        fail_msg("%s: %s", definition, err.message);
    }
    return trigger;
}

static void
what_reaches_other_columns_is_seen(void **state)
{
    Error err = {0};
    DdlReach found;

    (void) state;
    assert_int_equal(DDL_REACH_NAMED,
                     reach_of("CREATE OR REPLACE VIEW v AS SELECT c.name AS n FROM shop.\"Customer\" c"));
    assert_int_equal(DDL_REACH_NAMED,
                     reach_of("CREATE OR REPLACE VIEW v AS SELECT o.a FROM shop.orders o(a, b), shop.\"Customer\""));
    assert_int_equal(DDL_REACH_NAMED,
                     reach_of("CREATE OR REPLACE VIEW v AS SELECT x.a FROM (SELECT name FROM shop.\"Customer\") x(a)"));
    assert_int_equal(DDL_REACH_POSITION,
                     reach_of("CREATE OR REPLACE VIEW v AS SELECT x.a FROM shop.\"Customer\" x(a)"));
    assert_int_equal(DDL_REACH_POSITION,
                     reach_of("CREATE OR REPLACE VIEW v AS SELECT 1 WHERE EXISTS (SELECT FROM \"Customer\" x(a))"));
    assert_int_equal(DDL_REACH_POSITION,
                     reach_of("CREATE VIEW v AS SELECT j.a FROM (shop.\"Customer\" c CROSS JOIN shop.o) j(a, b)"));
    assert_int_equal(DDL_REACH_POSITION, reach_of("CREATE VIEW v AS SELECT f.a FROM shop.all_customers() f(a, b)"));
    assert_int_equal(DDL_REACH_POSITION, reach_of("CREATE OR REPLACE RULE r AS ON UPDATE TO shop.v DO INSTEAD "
                                                  "DELETE FROM shop.o USING shop.\"Customer\" c(a) WHERE c.a = 1"));
    assert_int_equal(
        DDL_REACH_POSITION,
        reach_of("ALTER POLICY p ON shop.o USING (EXISTS (SELECT FROM shop.\"Customer\" c(a) WHERE a = 1))"));
    assert_false(ddl_reach(mem, "CREATE VIEW v AS SELECT JSON_NOT_YET(COLUMNS (", (QualifiedName){0}, &found, &err));
    error_clear(&err);
}

static void
a_trigger_is_widened(void **state)
{
    const DdlTrigger *trigger =
        trigger_of("CREATE TRIGGER \"T x\" AFTER UPDATE OF name, other ON shop.\"Customer\" FOR EACH ROW "
                   "WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION shop.tell('a b')");

    (void) state;
    assert_string_equal(trigger->widened,
                        "CREATE TRIGGER \"T x\" AFTER UPDATE OF name, other, label ON shop.\"Customer\" FOR EACH ROW "
                        "WHEN (old.name IS DISTINCT FROM new.name) EXECUTE FUNCTION shop.tell('a b')");
    assert_false(trigger->sees_early);
    assert_string_equal(trigger->condition_columns[0], "name");
    assert_null(trigger->condition_columns[1]);
}

static void
other_triggers_stay_as_they_are(void **state)
{
    static const char before[] = "CREATE TRIGGER t BEFORE INSERT OR UPDATE ON shop.\"Customer\" FOR EACH ROW "
                                 "WHEN (new.name <> '') EXECUTE FUNCTION shop.tell()";
    static const char constraint[] = "CREATE CONSTRAINT TRIGGER t AFTER UPDATE OF phone, \"Phone \"\"2\"\"\" ON shop.c"
                                     " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shop.tell()";

    (void) state;
    assert_string_equal(trigger_of(before)->widened, before);
    assert_true(trigger_of(before)->sees_early);
    assert_false(trigger_of("CREATE TRIGGER t BEFORE DELETE ON c FOR EACH ROW EXECUTE FUNCTION f()")->sees_early);
    assert_string_equal(
        trigger_of("CREATE CONSTRAINT TRIGGER t AFTER UPDATE OF phone ON shop.c DEFERRABLE INITIALLY DEFERRED"
                   " FOR EACH ROW EXECUTE FUNCTION shop.tell()")
            ->widened,
        constraint);
}

static void
statistics_are_renamed(void **state)
{
    static const char definition[] =
        "CREATE STATISTICS shop.s (ndistinct, mcv) ON phone, other, lower(name) FROM shop.\"Customer\"";
    Error err = {0};
    QualifiedName name = {"shop", "New \"s\""};
    const char *text = ddl_statistics_rename(mem, definition, name, renames, 2, &err);

    (void) state;
    if (text == NULL)
    {
        fail_msg("%s", err.message);
    }
    assert_string_equal(text, "CREATE STATISTICS shop.\"New \"\"s\"\"\" (ndistinct, mcv) ON \"Phone \"\"2\"\"\", "
                              "other, (lower(label)) FROM shop.\"Customer\"");
    assert_null(ddl_statistics_rename(mem, "SELECT 1", name, renames, 2, &err));
    error_clear(&err);
}

static int
make_mem(void **state)
{
    (void) state;
    mem = mem_root("test");
    return 0;
}

static int
free_mem(void **state)
{
    (void) state;
    mem_free(mem);
    return 0;
}

static int
leave(void **state)
{
    (void) state;
    ddl_exit();
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_mem, free_mem)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_reaches_other_columns_is_seen),
        TEST(a_trigger_is_widened),
        TEST(other_triggers_stay_as_they_are),
        TEST(statistics_are_renamed),
    };

    return cmocka_run_group_tests(tests, NULL, leave);
}
