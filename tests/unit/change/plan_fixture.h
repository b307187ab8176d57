/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the tests of the plan loader share: a folder of their own, files in it, and the top of the source tree as the
 * working directory (BELLOWS_ROOT names it; "." without it).
 */
#ifndef TESTS_PLAN_FIXTURE_H
#define TESTS_PLAN_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "change/plan.h"

#define ONE_CHANGE          "changes:\n  - sql: ALTER TABLE t RENAME COLUMN a TO b\n"
#define USUAL_NAME          "20260301120000_split.yaml"
#define PLAN_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

typedef struct Fixture
{
    void *mem;
    char *folder;
    Diagnostics *diagnostics;
    Error err;
} Fixture;

/* A plan with every key. */
static const char full_plan[] __attribute__((unused)) =
    "# everything a plan can have\n"
    "format: 1\n"
    "description: phone numbers become numbers\n"
    "compat: major\n"
    "after: [20250101000000, \"20250102000000\"]\n"
    "applications:\n"
    "  - {name: shop, from: 1.4.0, to: v1.5.0-rc1}\n"
    "  - name: batch\n"
    "    from: 41\n"
    "    to: 42\n"
    "    allow_attestation: true\n"
    "changes:\n"
    "  - sql: |\n"
    "      ALTER TABLE customer\n"
    "        ALTER COLUMN phone TYPE bigint\n"
    "    as: phone_number\n"
    "    up: UPDATE customer SET phone_number = phone::bigint\n"
    "    down: 'UPDATE customer SET phone = ''+'' || phone_number'\n"
    "    on_conflict: error\n"
    "    allow:\n"
    "      - {rule: volatile-up, reason: known}\n"
    "  - sql: DROP INDEX i\n"
    "    on_conflict: old\n"
    "verify:\n"
    "  - sql: SELECT 1\n"
    "    expect: 1\n"
    "backfill: {batch: 1s, pause: 50ms, fire_triggers: true}\n"
    "timeouts: {lock: 3s, statement: 2m, total: 1h}\n"
    "hold: 7d\n";

static inline Fixture *
fixture(void **state)
{
    return *state;
}

static inline int
set_up(void **state)
{
    Fixture *new;
    void *mem = mem_root("test_plan");
    const char *base = getenv("TMPDIR");

    new = mem_new(mem, Fixture);
    new->mem = mem;
    new->folder = mem_printf(mem, "%s/bellows_plan_XXXXXX", base == NULL ? P_tmpdir : base);
    new->diagnostics = diagnostics_new(mem);
    *state = new;
    return mkdtemp(new->folder) == NULL ? -1 : 0;
}

static inline int
tear_down(void **state)
{
    Fixture *old = fixture(state);
    DIR *folder = opendir(old->folder);
    const struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL)
    {
        unlink(mem_printf(old->mem, "%s/%s", old->folder, entry->d_name));
    }
    closedir(folder);
    rmdir(old->folder);
    error_clear(&old->err);
    mem_free(old->mem);
    return 0;
}

static inline const char *
write_file(Fixture *in, const char *name, const char *text, size_t length)
{
    char *path = mem_printf(in->mem, "%s/%s", in->folder, name);
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    return path;
}

static inline Plan *
load_text(Fixture *in, const char *text)
{
    const char *path = write_file(in, USUAL_NAME, text, strlen(text));

    in->diagnostics = diagnostics_new(in->mem);
    return plan_load(in->mem, path, in->diagnostics, &in->err);
}

static inline char *
read_file(void *mem, const char *path)
{
    char *text = mem_strdup(mem, "");
    FILE *file = fopen(path, "rb");
    char line[4096];

    while (file != NULL && fgets(line, sizeof(line), file) != NULL)
    {
        mem_append(&text, "%s", line);
    }
    if (file != NULL)
    {
        fclose(file);
    }
    return text;
}

static inline bool
enter_root(void)
{
    const char *root = getenv("BELLOWS_ROOT");

    return chdir(root == NULL ? "." : root) == 0;
}

#endif
