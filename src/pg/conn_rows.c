/* SPDX-License-Identifier: PostgreSQL */
/*
 * Rows: values of a result by row number and column name.
 *
 * All values come in text format. Names are compared as they are: PQfnumber() would fold them to lower case first.
 */
#include "conn_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static int column_number(const Rows *rows, const char *column);
static const char *read_element(void *owner, const char *text, const char **element);

size_t
rows_count(const Rows *rows)
{
    return (size_t) PQntuples(rows->result);
}

bool
rows_has(const Rows *rows, const char *column)
{
    for (int i = 0; i < PQnfields(rows->result); i++)
    {
        if (strcmp(PQfname(rows->result, i), column) == 0)
        {
            return true;
        }
    }
    return false;
}

size_t
rows_affected(const Rows *rows)
{
    /* libpq 15 does not change the result here, but does not say so in its types. */
    return strtoul(PQcmdTuples(rows->result), NULL, 10);
}

bool
rows_is_null(const Rows *rows, size_t row, const char *column)
{
    assert(row < rows_count(rows));
    return PQgetisnull(rows->result, (int) row, column_number(rows, column)) != 0;
}

const char *
rows_text(const Rows *rows, size_t row, const char *column)
{
    if (rows_is_null(rows, row, column))
    {
        return NULL;
    }
    return PQgetvalue(rows->result, (int) row, column_number(rows, column));
}

int64_t
rows_int64(const Rows *rows, size_t row, const char *column)
{
    const char *text = rows_text(rows, row, column);
    return text == NULL ? 0 : strtoll(text, NULL, 10);
}

double
rows_double(const Rows *rows, size_t row, const char *column)
{
    const char *text = rows_text(rows, row, column);
    return text == NULL ? 0 : strtod(text, NULL);
}

bool
rows_bool(const Rows *rows, size_t row, const char *column)
{
    const char *text = rows_text(rows, row, column);
    return text != NULL && text[0] == 't';
}

const char *const *
rows_text_array(void *owner, const Rows *rows, size_t row, const char *column)
{
    return rows_parse_text_array(owner, rows_text(rows, row, column));
}

const char *const *
rows_parse_text_array(void *owner, const char *text)
{
    const char **items = NULL;
    size_t count = 0;
    text = text != NULL && text[0] == '{' ? text + 1 : "";
    while (*text != '\0' && *text != '}')
    {
        const char *element;
        text = read_element(owner, text, &element);
        *mem_push(owner, items, count) = element;
        text += *text == ',' ? 1 : 0;
    }
    *mem_push(owner, items, count) = NULL;
    return items;
}

static int
column_number(const Rows *rows, const char *column)
{
    int count = PQnfields(rows->result);
    for (int i = 0; i < count; i++)
    {
        if (strcmp(PQfname(rows->result, i), column) == 0)
        {
            return i;
        }
    }
    assert(!"no such column in the result");
    return -1;
}

/* One element up to the comma or brace behind it. An unquoted NULL, which would end the array early, reads as "". */
static const char *
read_element(void *owner, const char *text, const char **element)
{
    bool is_quoted = *text == '"';
    size_t length = 0;
    char *value = mem_array(owner, char, strlen(text) + 1);
    text += is_quoted ? 1 : 0;
    while (*text != '\0' && (is_quoted ? *text != '"' : *text != ',' && *text != '}'))
    {
        text += *text == '\\' && text[1] != '\0' ? 1 : 0;
        value[length++] = *text++;
    }
    text += is_quoted && *text == '"' ? 1 : 0;
    *element = mem_strdup(owner, !is_quoted && strcmp(value, "NULL") == 0 ? "" : value);
    mem_free(value);
    return text;
}
