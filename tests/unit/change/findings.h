/* SPDX-License-Identifier: PostgreSQL */
/*
 * A wrong plan and the one finding that resolve has for it.
 */
#ifndef TESTS_CHANGE_FINDINGS_H
#define TESTS_CHANGE_FINDINGS_H

#include "change_fixture.h"

typedef struct Case
{
    const char *plan; /* behind "changes:" */
    const char *code;
    size_t line;
    size_t column;
    const char *message;
    const char *help; /* part of it; or NULL */
    void (*prepare)(Catalog *catalog);
} Case;

static inline void
check_cases(Fixture *in, const Case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
    {
        const Case *wanted = &cases[i];
        Catalog *catalog = new_catalog(in->mem);
        const Diagnostic *found;

        if (wanted->prepare)
        {
            wanted->prepare(catalog);
        }
        if (resolve_text(in, mem_printf(in->mem, CHANGES "%s", wanted->plan), catalog))
        {
            fail_msg("%s: not found in\n%s", wanted->code, wanted->plan);
        }
        assert_true(in->diagnostics->count > 0);
        found = &in->diagnostics->items[0];
        if (strcmp(found->code, wanted->code) != 0 || strcmp(found->message, wanted->message) != 0 ||
            found->line != wanted->line || found->column != wanted->column || in->diagnostics->count != 1 ||
            (wanted->help && (!found->help || !strstr(found->help, wanted->help))))
        {
            fail_msg("wanted %s at %zu:%zu %s\nin\n%s\ngot\n%s", wanted->code, wanted->line, wanted->column,
                     wanted->message, wanted->plan, diagnostics_format(in->mem, in->diagnostics));
        }
    }
}

#define CHECK_CASES(state, cases) check_cases(fixture(state), cases, sizeof(cases) / sizeof((cases)[0]))

#endif
