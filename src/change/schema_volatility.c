/* SPDX-License-Identifier: PostgreSQL */
/*
 * How volatile a function is: the user's by what CREATE FUNCTION said, PostgreSQL's and its extensions' by tables.
 *
 * Calls are told apart by name and number of arguments, not by types: of several that fit, the worst counts. What
 * nobody knows is volatile, as PostgreSQL takes a function that says nothing.
 */
#include "schema_internal.h"

#include <stdlib.h>
#include <string.h>

/* Stands for every number of arguments. */
#define ANY (-1)

typedef struct Volatility
{
    const char *name;
    char volatility;
    int arguments;
} Volatility;

#define VOLATILITY(name, volatility, arguments) {name, volatility, arguments},
static const Volatility catalog_functions[] = {
#include "schema_volatility.def"
};
static const Volatility extension_functions[] = {
#include "schema_volatility_extensions.def"
};
#undef VOLATILITY

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static char user_volatility(const Schema *schema, QualifiedName function, size_t argument_count);
static char table_volatility(const Volatility *table, size_t count, const char *name, size_t argument_count);
static int compare_name(const void *key, const void *row);
static char worse(char a, char b);

char
schema_volatility(const Schema *schema, QualifiedName function, size_t argument_count, bool *is_known)
{
    bool is_catalog = function.schema == NULL || strcmp(function.schema, "pg_catalog") == 0;
    char found = user_volatility(schema, function, argument_count);

    if (is_catalog)
    {
        found =
            worse(found, table_volatility(catalog_functions, COUNT(catalog_functions), function.name, argument_count));
    }
    if (found == 0)
    {
        found = table_volatility(extension_functions, COUNT(extension_functions), function.name, argument_count);
    }
    if (is_known != NULL)
    {
        *is_known = found != 0;
    }
    return (char) (found == 0 ? 'v' : found);
}

/* 0 where the user has no such function. */
static char
user_volatility(const Schema *schema, QualifiedName function, size_t argument_count)
{
    size_t count = 0;
    SchemaFunction *first = schema_function(schema, function, argument_count, &count);
    char found = 0;

    if (first == NULL)
    {
        /* VARIADIC takes more arguments than were declared. */
        first = schema_function(schema, function, SCHEMA_ANY_ARGUMENTS, &count);
        argument_count = SCHEMA_ANY_ARGUMENTS;
    }
    for (const SchemaFunction *each = first; each != NULL; each = each->next)
    {
        if (argument_count == SCHEMA_ANY_ARGUMENTS ||
            (argument_count <= each->argument_count && argument_count + each->default_count >= each->argument_count))
        {
            found = worse(found, each->volatility);
        }
    }
    return found;
}

static char
table_volatility(const Volatility *table, size_t count, const char *name, size_t argument_count)
{
    const Volatility *row = bsearch(name, table, count, sizeof(*table), compare_name);
    const Volatility *end = table + count;
    char any = 0;

    while (row != NULL && row > table && strcmp(row[-1].name, name) == 0)
    {
        row--;
    }
    for (; row != NULL && row < end && strcmp(row->name, name) == 0; row++)
    {
        if (row->arguments == ANY)
        {
            any = row->volatility;
        }
        else if ((size_t) row->arguments == argument_count)
        {
            return row->volatility;
        }
    }
    return any;
}

static int
compare_name(const void *key, const void *row)
{
    return strcmp(key, ((const Volatility *) row)->name);
}

static char
worse(char a, char b)
{
    static const char order[] = "isv";

    if (a == 0 || b == 0)
    {
        return (char) (a == 0 ? b : a);
    }
    return (char) (strchr(order, a) > strchr(order, b) ? a : b);
}

bool
schema_is_volatile(const Schema *schema, const CommandExpression *expression, const char **which)
{
    for (size_t i = 0; expression != NULL && i < expression->call_count; i++)
    {
        const CommandCall *call = &expression->calls[i];

        if (schema_volatility(schema, call->function, call->argument_count, NULL) == 'v')
        {
            if (which != NULL)
            {
                *which = call->function.name;
            }
            return true;
        }
    }
    return false;
}
