/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the tests of sql/command share: parse a text that must parse, and lists of texts as one text.
 */
#ifndef TESTS_SQL_COMMAND_FIXTURE_H
#define TESTS_SQL_COMMAND_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/mem.h"
#include "sql/command.h"

static void *mem;

static inline int
set_up(void **state)
{
    (void) state;
    mem = mem_root("test");
    return 0;
}

static inline int
tear_down(void **state)
{
    (void) state;
    mem_free(mem);
    return 0;
}

static inline CommandList *
parse(const char *text)
{
    CommandList *list = NULL;
    DdlErrorPlace place;
    Error err = {0};

    if (!command_parse(mem, text, &list, &place, &err))
    {
        fail_msg("%s: %s", text, err.message);
    }
    return list;
}

/* The only command of TEXT. */
static inline const Command *
parse_one(const char *text)
{
    CommandList *list = parse(text);

    assert_int_equal(list->count, 1);
    return &list->commands[0];
}

/* "a b c" */
static inline const char *
joined(const char *const *texts)
{
    char *text = mem_strdup(mem, "");

    for (size_t i = 0; texts[i] != NULL; i++)
    {
        mem_append(&text, "%s%s", i == 0 ? "" : " ", texts[i]);
    }
    return text;
}

/* The bytes of TEXT that a command, column or constraint says to be its own. */
static inline const char *
slice(const char *text, size_t offset, size_t length)
{
    assert_true(offset + length <= strlen(text));
    return mem_strndup(mem, text + offset, length);
}

static inline const char *
shown_name(QualifiedName name)
{
    if (name.name == NULL)
    {
        return "";
    }
    return name.schema == NULL ? name.name : mem_printf(mem, "%s.%s", name.schema, name.name);
}

#endif
