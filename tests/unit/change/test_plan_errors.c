/* SPDX-License-Identifier: PostgreSQL */
/*
 * What is wrong in a plan: each finding with its code, place and text, and as it is printed.
 *
 * BELLOWS_GOLDEN_UPDATE=1 rewrites the files expected.txt of tests/golden/plan-errors.
 */
#include "../../../src/change/plan_internal.h"
#include "plan_fixture.h"

typedef struct Sample
{
    const char *code;
    size_t line;
    size_t column;
    const char *message;
    const char *source;
} Sample;

static const char golden_folder[] = "tests/golden/plan-errors";

static const Sample samples[] = {
    {"P100", 1, 1, "the file is empty", ""},
    {"P100", 1, 1, "the file is empty", "# nothing\n---\n~\n"},
    {"P101", 1, 1, "this file must be a mapping with the key \"changes\", found a list", "- sql: SELECT 1\n"},
    {"P101", 1, 1, "this file must be a mapping with the key \"changes\", found text", "DROP TABLE t;\n"},
    {"P102", 3, 5, "unknown key \"upp\" in changes[1]", ONE_CHANGE "    upp: x\n"},
    {"P103", 3, 5, "key \"sql\" appears twice in changes[1] (first at line 2)", ONE_CHANGE "    sql: x\n"},
    {"P104", 2, 5, "changes[1] has no \"sql\"", "changes:\n  - up: UPDATE t SET a = b\n"},
    {"P104", 1, 1, "the plan has no \"changes\"", "description: x\n"},
    {"P104", 1, 10, "\"changes\" is an empty list", "changes: []\n"},
    {"P105", 2, 10, "\"sql\" must be text, found a mapping", "changes:\n  - sql: {a: b}\n"},
    {"P105", 2, 5, "\"sql\" must be text, found nothing", "changes:\n  - sql:\n"},
    {"P105", 3, 9, "\"as\" must be text, found nothing", ONE_CHANGE "    as: null\n"},
    {"P105", 3, 7, "\"hold\" must be a duration such as 2s, found an empty text", ONE_CHANGE "hold: ''\n"},
    {"P105", 2, 5, "changes[1] must be a mapping, found text", "changes:\n  - DROP TABLE t\n"},
    {"P106", 3, 1, "a tab indents this line; YAML allows only spaces", ONE_CHANGE "\tup: x\n"},
    {"P107", 3, 15, "\": \" ends the value here, so YAML sees a second key", ONE_CHANGE "    up: ä || ': ' || b\n"},
    {"P108", 3, 9, "the quote opened at 3:9 is never closed", ONE_CHANGE "    up: 'x\n"},
    {"P108", 3, 9, "the quote opened at 3:9 is never closed", ONE_CHANGE "    up: \"x\n"},
    {"P109", 3, 9, "\"@\" cannot start a value in YAML", ONE_CHANGE "    up: @x\n"},
    {"P109", 3, 9, "\"`\" cannot start a value in YAML", ONE_CHANGE "    up: `x`\n"},
    {"P109", 3, 9, "\"%\" cannot start a value in YAML", ONE_CHANGE "    up: %x\n"},
    {"P110", 3, 14, "everything after \" #\" was read as a YAML comment; the SQL would be cut to \"data\"",
     ONE_CHANGE "    up: data #>> '{a}'\n"},
    {"P111", 3, 1, "a second document (\"---\") is not allowed; one plan is one file", ONE_CHANGE "---\n" ONE_CHANGE},
    {"P112", 3, 9, "YAML anchors, aliases and tags are not allowed in plans", ONE_CHANGE "    up: &a x\n"},
    {"P112", 3, 9, "YAML anchors, aliases and tags are not allowed in plans", ONE_CHANGE "    up: !x y\n"},
    {"P113", 3, 9, "\"format\": \"1k\" is not a whole number (1 is the only format)", ONE_CHANGE "format: 1k\n"},
    {"P113", 3, 9, "\"format\": \"01\" is not a whole number (1 is the only format)", ONE_CHANGE "format: 01\n"},
    {"P113", 3, 9, "\"format\": \"2\" is not a format that this program reads", ONE_CHANGE "format: 2\n"},
    {"P114", 3, 18, "\"timeouts.lock\": \"2\" has no unit", ONE_CHANGE "timeouts: {lock: 2}\n"},
    {"P114", 3, 18, "\"timeouts.lock\": \"0s\" is out of range (1ms to 24d)", ONE_CHANGE "timeouts: {lock: 0s}\n"},
    {"P114", 3, 7, "\"hold\": \"1w\" is not a duration", ONE_CHANGE "hold: 1w\n"},
    {"P115", 3, 27, "\"fasle\" is not true or false", ONE_CHANGE "backfill: {fire_triggers: fasle}\n"},
    {"P116", 3, 9, "\"compat\": \"mayor\" is not one of major, minor, patch", ONE_CHANGE "compat: mayor\n"},
    {"P116", 3, 18, "\"on_conflict\": \"ne\" is not one of new, old, error", ONE_CHANGE "    on_conflict: ne\n"},
    {"P119", 4, 30, "\"to\" must be a version above \"from\" (1.4), found 1.4.0",
     ONE_CHANGE "applications:\n  - {name: a, from: 1.4, to: 1.4.0}\n"},
    {"P120", 4, 21, "\"from\": \"new\" is not a version",
     ONE_CHANGE "applications:\n  - {name: a, from: new, to: 2}\n"},
    {"P121", 3, 9, "\"after[1]\": \"7\" is not the version of a plan (14 digits)", ONE_CHANGE "after: [7]\n"},
    {"P121", 3, 9, "\"after[1]\": a plan cannot come after itself", ONE_CHANGE "after: [20260301120000]\n"},
    {"P122", 5, 12, "application \"a\" is listed twice (first at line 4)",
     ONE_CHANGE "applications:\n  - {name: a, from: 1, to: 2}\n  - {name: a, from: 1, to: 2}\n"},
    {"P123", 1, 14, "byte 0xE4 is not valid UTF-8", "description: \xe4\n"},
    {"P124", 1, 14, "a control character is not allowed in a plan", "description: \x1b[1m\n"},
    {"P124", 1, 14, "a carriage return without a line feed is not allowed in a plan", "description: \ra\n"},
    {"P124", 1, 14, "a Unicode line separator is not allowed in a plan", "description: \xe2\x80\xa8\n"},
    {"P124", 3, 14, "a NUL character is not allowed in a plan", ONE_CHANGE "description: \"\\0\"\n"},
    {"P126", 1, 25, "lists and mappings are nested more than 16 deep", "after:   [[[[[[[[[[[[[[[[[[[[[[[[[[\n"},
    {"P127", 3, 12, "no text can follow \"|\" on its line", ONE_CHANGE "    up: |  x\n"},
    {"P127", 3, 11, "the \"{\" opened at 3:11 is never closed", ONE_CHANGE "timeouts: {lock: 2s\n"},
};

static void
each_finding_has_its_code_place_and_text(void **state)
{
    Fixture *in = fixture(state);

    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
    {
        const Sample *sample = &samples[i];
        bool is_found = false;

        assert_null(load_text(in, sample->source));
        assert_false(error_is_set(&in->err));
        for (size_t j = 0; j < in->diagnostics->count; j++)
        {
            const Diagnostic *item = &in->diagnostics->items[j];

            is_found = is_found || (strcmp(item->code, sample->code) == 0 && item->line == sample->line &&
                                    item->column == sample->column && strcmp(item->message, sample->message) == 0);
        }
        if (!is_found)
        {
            fail_msg("sample %zu (%s) gives:\n%s", i, sample->code, diagnostics_format(in->mem, in->diagnostics));
        }
    }
}

static void
each_finding_is_printed_as_the_golden_file_says(void **state)
{
    Fixture *in = fixture(state);
    DIR *cases = opendir(golden_folder);
    const struct dirent *entry;
    size_t count = 0;

    assert_non_null(cases);
    while ((entry = readdir(cases)) != NULL)
    {
        char *folder = mem_printf(in->mem, "%s/%s", golden_folder, entry->d_name);
        char *expected = mem_printf(in->mem, "%s/expected.txt", folder);
        Diagnostics *diagnostics = diagnostics_new(in->mem);
        char **paths;
        char *printed;

        if (*entry->d_name == '.')
        {
            continue;
        }
        paths = plan_list(in->mem, folder, &in->err);
        assert_non_null(paths);
        assert_non_null(paths[0]);
        assert_null(plan_load(in->mem, paths[0], diagnostics, &in->err));
        printed = diagnostics_format(in->mem, diagnostics);
        if (getenv("BELLOWS_GOLDEN_UPDATE") != NULL)
        {
            FILE *file = fopen(expected, "wb");

            assert_non_null(file);
            fputs(printed, file);
            fclose(file);
        }
        assert_string_equal(printed, read_file(in->mem, expected));
        count++;
    }
    closedir(cases);
    assert_true(count >= 40);
}

static void
a_file_that_is_too_large_is_refused(void **state)
{
    Fixture *in = fixture(state);
    char *text = mem_array(in->mem, char, PLAN_BYTES_MAX + 2);

    memset(text, '#', PLAN_BYTES_MAX + 1);
    assert_null(load_text(in, text));
    assert_string_equal(in->diagnostics->items[0].code, "P125");
    text[PLAN_BYTES_MAX] = '\0';
    assert_null(load_text(in, text));
    assert_string_equal(in->diagnostics->items[0].code, "P100");
}

static void
a_list_that_is_too_long_is_refused(void **state)
{
    Fixture *in = fixture(state);
    char *text = mem_strdup(in->mem, "after:\n");

    for (size_t i = 0; i <= PLAN_ITEMS_MAX; i++)
    {
        mem_append(&text, "- 20250101000000\n");
    }
    assert_null(load_text(in, text));
    assert_string_equal(in->diagnostics->items[0].code, "P126");
    assert_int_equal(in->diagnostics->items[0].line, PLAN_ITEMS_MAX + 2);
}

static void
a_line_of_many_values_ends_soon(void **state)
{
    Fixture *in = fixture(state);
    char *text = mem_array(in->mem, char, PLAN_BYTES_MAX + 1);
    size_t length = 0;

    for (size_t i = 0; length + 8 < PLAN_BYTES_MAX; i++)
    {
        memcpy(text + length, i == 0 ? "[[" : i % 500 == 0 ? "],['',  " : "'',     ", i == 0 ? 2 : 8);
        length += i == 0 ? 2 : 8;
    }
    assert_null(load_text(in, text));
    assert_string_equal(in->diagnostics->items[1].code, "P126");
    assert_string_equal(in->diagnostics->items[1].message, "the file has more than 20000 keys and values");
}

static void
a_plan_cut_anywhere_is_either_valid_or_has_a_finding(void **state)
{
    Fixture *in = fixture(state);

    for (size_t length = 0; length <= strlen(full_plan); length++)
    {
        void *outer = in->mem;
        Plan *plan;

        in->mem = mem_child(outer, "cut");
        plan = load_text(in, mem_strndup(in->mem, full_plan, length));
        assert_false(error_is_set(&in->err));
        assert_int_equal(plan == NULL, in->diagnostics->errors > 0);
        mem_free(in->mem);
        in->mem = outer;
    }
}

static void
the_version_of_a_plan_is_its_own(void **state)
{
    Fixture *in = fixture(state);

    write_file(in, "20260301120000_other.up.sql", "", 0);
    write_file(in, "20260301120000_other.txt", "", 0);
    assert_null(load_text(in, ONE_CHANGE));
    assert_string_equal(in->diagnostics->items[0].code, "P118");
    assert_string_equal(
        in->diagnostics->items[0].message,
        mem_printf(in->mem, "version 20260301120000 is also used by %s/20260301120000_other.up.sql", in->folder));
}

static void
a_wrong_file_name_gets_a_suggestion(void **state)
{
    static const char *const names[][2] = {
        {"split.yaml", "suggested: YYYYMMDDHHMMSS_split.yaml"},
        {"20260301_Split It.yml", "suggested: 20260301000000_split-it.yaml"},
        {"2026-03-01T1200.yaml", "suggested: 20260301000000_t1200.yaml"},
        {"202603011200001_x.yaml", "suggested: 20260301120000_x.yaml"},
        {"20260301120000.yaml", "suggested: 20260301120000_slug.yaml"},
    };
    Fixture *in = fixture(state);

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
    {
        const char *path = write_file(in, names[i][0], ONE_CHANGE, strlen(ONE_CHANGE));

        in->diagnostics = diagnostics_new(in->mem);
        assert_null(plan_load(in->mem, path, in->diagnostics, &in->err));
        assert_int_equal(in->diagnostics->count, 1);
        assert_string_equal(in->diagnostics->items[0].code, "P117");
        assert_int_equal(in->diagnostics->items[0].line, 0);
        assert_string_equal(in->diagnostics->items[0].help, names[i][1]);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        PLAN_TEST(each_finding_has_its_code_place_and_text),
        PLAN_TEST(each_finding_is_printed_as_the_golden_file_says),
        PLAN_TEST(a_file_that_is_too_large_is_refused),
        PLAN_TEST(a_list_that_is_too_long_is_refused),
        PLAN_TEST(a_line_of_many_values_ends_soon),
        PLAN_TEST(a_plan_cut_anywhere_is_either_valid_or_has_a_finding),
        PLAN_TEST(the_version_of_a_plan_is_its_own),
        PLAN_TEST(a_wrong_file_name_gets_a_suggestion),
    };

    return enter_root() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
