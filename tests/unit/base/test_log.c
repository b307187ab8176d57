/* SPDX-License-Identifier: PostgreSQL */
/*
 * base/log: what is masked, and the lines that come out on stderr.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"

typedef struct MaskCase
{
    const char *text;
    const char *expected;
} MaskCase;

static const MaskCase mask_cases[] = {
    {"nothing to hide", "nothing to hide"},
    {"", ""},
    {"postgres://u:secret@host/db", "postgres://u:***@host/db"},
    {"postgresql://u:p@ss@host:5432/db?x=1", "postgresql://u:***@host:5432/db?x=1"},
    {"see postgres://u:p/w#?@host/db now", "see postgres://u:***@host/db now"},
    {"postgres://u:p@h/db?options=a@b", "postgres://u:***@h/db?options=a@b"},
    {"postgres://u@host/db", "postgres://u@host/db"},
    {"postgres://host:5432/db", "postgres://host:5432/db"},
    {"postgres://:pw@host", "postgres://:***@host"},
    {"postgres://u:@host", "postgres://u:@host"},
    {"a://u:x@h and b://v:y@i", "a://u:***@h and b://v:***@i"},
    {"host=h password=secret user=u", "host=h password=*** user=u"},
    {"host=h password='it''s' user=u", "host=h password=*** user=u"},
    {"password = 'a \\' b' user=u", "password = *** user=u"},
    {"PGPASSWORD=secret psql", "PGPASSWORD=*** psql"},
    {"sslpassword=a&b", "sslpassword=***"},
    {"postgres://h/db?user=u&password=p%20w&sslmode=require", "postgres://h/db?user=u&password=***&sslmode=require"},
    {"password='never closed", "password=***"},
    {"password=", "password="},
    {"Password=x PASSWORD=y", "Password=*** PASSWORD=***"},
    {"password authentication failed", "password authentication failed"},
};

static void
passwords_are_masked_wherever_they_stand(void **state)
{
    void *mem = mem_root("test");

    (void) state;
    for (size_t i = 0; i < sizeof(mask_cases) / sizeof(mask_cases[0]); i++)
    {
        assert_string_equal(log_mask(mem, mask_cases[i].text), mask_cases[i].expected);
    }
    mem_free(mem);
}

/* What BODY writes to stderr, owned by OWNER. */
static char *
captured(void *owner, void (*body)(void))
{
    FILE *file = tmpfile();
    char *text = mem_array(owner, char, 10000);
    int saved = dup(STDERR_FILENO);

    assert_non_null(file);
    dup2(fileno(file), STDERR_FILENO);
    body();
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    rewind(file);
    (void) !fread(text, 1, 9999, file);
    fclose(file);
    return text;
}

static void
say_some(void)
{
    log_debug("hidden");
    log_info("row \"%s\"", "a\nb\033[2J");
    log_warning("connecting to %s", "postgres://u:pw@h");
    log_message(LOG_ERROR, "no");
}

static void
text_lines_have_a_prefix_and_no_control_characters(void **state)
{
    void *mem = mem_root("test");

    (void) state;
    log_configure(LOG_INFO, LOG_FORMAT_TEXT);
    assert_string_equal(captured(mem, say_some), "row \"a\\x0ab\\x1b[2J\"\n"
                                                 "bellows: warning: connecting to postgres://u:***@h\n"
                                                 "bellows: error: no\n");
    mem_free(mem);
}

static void
json_lines_are_one_object_each(void **state)
{
    void *mem = mem_root("test");
    char *text;
    json_t *event;
    const char *level;
    const char *message;
    const char *ts;

    (void) state;
    log_configure(LOG_WARNING, LOG_FORMAT_JSON);
    text = captured(mem, say_some);
    assert_non_null(strchr(text, '\n'));
    *strchr(text, '\n') = '\0';
    event = json_loads(text, 0, NULL);
    assert_non_null(event);
    assert_int_equal(json_unpack(event, "{s:s, s:s, s:s}", "ts", &ts, "level", &level, "msg", &message), 0);
    assert_string_equal(level, "warning");
    assert_string_equal(message, "connecting to postgres://u:***@h");
    assert_int_equal(strlen(ts), strlen("2026-01-01T00:00:00.000Z"));
    json_decref(event);
    mem_free(mem);
    log_configure(LOG_INFO, LOG_FORMAT_TEXT);
}

static void
progress_of_a_hundred_batches(void)
{
    for (int i = 1; i <= 100; i++)
    {
        log_progress("batch %d", i);
    }
    log_progress_end();
    log_progress_end();
}

static void
off_a_terminal_progress_is_its_first_and_its_last_state(void **state)
{
    void *mem = mem_root("test");

    (void) state;
    assert_string_equal(captured(mem, progress_of_a_hundred_batches), "batch 1\nbatch 100\n");
    mem_free(mem);
}

static void
progress_with_values(void)
{
    const LogField fields[] = {{"plan", "a\"b", 0}, {"rows_done", NULL, 12}, {"done", NULL, 0.5}, {"eta_s", NULL, NAN}};

    log_progress_with(fields, LOG_FIELD_COUNT(fields), "12 rows");
    log_progress_drop();
    log_event("backfill_ends", fields, 2, "at its end");
}

static void
values_stand_beside_the_text_in_json_alone(void **state)
{
    void *mem = mem_root("test");
    char *text;

    (void) state;
    assert_string_equal(captured(mem, progress_with_values), "12 rows\nat its end\n");
    log_configure(LOG_INFO, LOG_FORMAT_JSON);
    text = captured(mem, progress_with_values);
    log_configure(LOG_INFO, LOG_FORMAT_TEXT);
    assert_non_null(strstr(text, "\"event\":\"progress\",\"msg\":\"12 rows\",\"plan\":\"a\\\"b\",\"rows_done\":12,"
                                 "\"done\":0.5,\"eta_s\":null}\n"));
    assert_non_null(
        strstr(text, "\"event\":\"backfill_ends\",\"msg\":\"at its end\",\"plan\":\"a\\\"b\",\"rows_done\":12}\n"));
    mem_free(mem);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_are_masked_wherever_they_stand),
        cmocka_unit_test(text_lines_have_a_prefix_and_no_control_characters),
        cmocka_unit_test(json_lines_are_one_object_each),
        cmocka_unit_test(values_stand_beside_the_text_in_json_alone),
        cmocka_unit_test(off_a_terminal_progress_is_its_first_and_its_last_state),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
