/* SPDX-License-Identifier: PostgreSQL */
/*
 * sql/script: comments that allow findings, and what is wrong with those that do not.
 */
#include "script_fixture.h"

/* "rule,rule|reason", with "file:" in front for a whole file; "!problem"; "-" for an ordinary comment. */
static void
check(const char *comment, const char *expected)
{
    void *mem = mem_root("test");
    char *actual = mem_strdup(mem, "-");
    ScriptDirective directive;

    if (script_directive(mem, comment, strlen(comment), &directive))
    {
        actual = mem_strdup(mem, directive.whole_file ? "file:" : "");
        for (size_t i = 0; directive.rules[i] != NULL; i++)
        {
            mem_append(&actual, "%s%s", i == 0 ? "" : ",", directive.rules[i]);
        }
        mem_append(&actual, "|%s", directive.reason == NULL ? "" : directive.reason);
        actual = directive.problem == NULL ? actual : mem_printf(mem, "!%s", directive.problem);
    }
    assert_string_equal(actual, expected);
    mem_free(mem);
}

static void
a_directive_names_rules_and_a_reason(void **state)
{
    (void) state;
    check("-- bellows: allow B101 because the table is empty", "B101|the table is empty");
    check("--bellows:allow a-b,c.d , e because  x  y ", "a-b,c.d,e|x y");
    check("/* Bellows: ALLOW B101 Because because */", "B101|because");
    check("/*bellows: allow b because x*/", "b|x");
    check("--- bellows: allow b because x\r", "b|x");
    check("/**\n * bellows: allow b,\n *   c\n * because x\n *  is 2 * 3\n **/", "b,c|x is 2 * 3");
    check("-- bellows: allow b because \xc3\xa9\xff", "b|\xc3\xa9\xff");
}

static void
a_directive_can_be_for_the_whole_file(void **state)
{
    (void) state;
    check("-- bellows: allow-file B101, B102 because x", "file:B101,B102|x");
}

static void
other_comments_are_ordinary(void **state)
{
    (void) state;
    check("-- see bellows: allow x", "-");
    check("-- bellows", "-");
    check("--", "-");
    check("/**/", "-");
    check("/*", "-");
    check("-", "-");
    check("", "-");
}

static void
what_is_not_understood_is_a_problem(void **state)
{
    (void) state;
    check("-- bellows: alow x because y", "!\"alow\" is no directive; did you mean \"allow\"?");
    check("-- bellows: zzz", "!\"zzz\" is no directive; write: bellows: allow RULE because REASON");
    check("-- bellows:", "!nothing follows \"bellows:\"; write: bellows: allow RULE because REASON");
    check("-- bellows: ,", "!nothing follows \"bellows:\"; write: bellows: allow RULE because REASON");
    check("-- bellows: allow", "!no rule is named; write: bellows: allow RULE because REASON");
    check("-- bellows: allow because x", "!no rule is named; write: bellows: allow RULE because REASON");
    check("-- bellows: allow x, because y", "!a rule is missing after the comma");
    check("-- bellows: allow x", "!no reason is given; write: bellows: allow RULE because REASON");
    check("-- bellows: allow x y because z", "!\",\" or \"because\" is missing before \"y because z\"");
    check("-- bellows: allow x because ", "!the reason is missing after \"because\"");
}

static void
rules_are_kept_where_the_reason_is_missing(void **state)
{
    static const char comment[] = "-- bellows: allow x, y";
    void *mem = mem_root("test");
    ScriptDirective directive;

    (void) state;
    assert_true(script_directive(mem, comment, strlen(comment), &directive));
    assert_string_equal(directive.rules[0], "x");
    assert_string_equal(directive.rules[1], "y");
    assert_null(directive.rules[2]);
    assert_null(directive.reason);
    mem_free(mem);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_directive_names_rules_and_a_reason),
        cmocka_unit_test(a_directive_can_be_for_the_whole_file),
        cmocka_unit_test(other_comments_are_ordinary),
        cmocka_unit_test(what_is_not_understood_is_a_problem),
        cmocka_unit_test(rules_are_kept_where_the_reason_is_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
