/* SPDX-License-Identifier: PostgreSQL */
/*
 * From one type to another: does the heap stay, and does every value?
 *
 * Types come as format_type() writes them (old) and as the parser does (new), so both are brought to one spelling
 * first. Which changes keep the heap was measured on 12 to 18 (binary-coercible casts, and length coercions that only
 * widen). timestamp ↔ timestamptz keeps it only where TimeZone is UTC, so it counts as a rewrite.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "classify_internal.h"

#define NO_MODIFIER (-1)

/* "numeric(12,2)[]" taken apart. */
typedef struct Type
{
    const char *name;
    long modifiers[2];
    bool is_array;
} Type;

/* Spellings of one type. */
static const struct
{
    const char *written;
    const char *name;
} spellings[] = {
    {"bool", "boolean"},
    {"int2", "smallint"},
    {"int", "integer"},
    {"int4", "integer"},
    {"int8", "bigint"},
    {"float4", "real"},
    {"float8", "double precision"},
    {"float", "double precision"},
    {"decimal", "numeric"},
    {"dec", "numeric"},
    {"varchar", "character varying"},
    {"char", "character"},
    {"bpchar", "character"},
    {"varbit", "bit varying"},
    {"timestamp", "timestamp without time zone"},
    {"timestamptz", "timestamp with time zone"},
    {"time", "time without time zone"},
    {"timetz", "time with time zone"},
};

/* Types that are built in and are spelled as above or as here. */
static const char *const others[] = {
    "\"char\"", "bit",       "box",       "bytea",    "cidr",    "circle",    "date",      "inet",     "interval",
    "json",     "jsonb",     "line",      "lseg",     "macaddr", "macaddr8",  "money",     "name",     "numeric",
    "oid",      "path",      "pg_lsn",    "point",    "polygon", "text",      "tsquery",   "tsvector", "uuid",
    "xml",      "int4range", "int8range", "numrange", "tsrange", "tstzrange", "daterange", "regclass", "xid",
};

/* Heap and values stay: FROM may become TO whatever the modifier, if TO has none. */
static const struct
{
    const char *from;
    const char *to;
} coercible[] = {
    {"character varying", "text"},
    {"text", "character varying"},
    {"cidr", "inet"},
};

/* Each type holds every value of those before it in its row, or refuses what it cannot hold. */
static const char *const widening[][5] = {
    {"smallint", "integer", "bigint", "numeric"},
    {"bigint", "integer", "smallint"},
    {"real", "double precision"},
    {"smallint", "integer", "double precision"},
    {"date", "timestamp without time zone"},
    {"date", "timestamp with time zone"},
    {"jsonb", "json"},
    {"character", "character varying", "text"},
};

static Type read_type(void *owner, const char *text);
static const char *canonical(void *owner, const char *name);
static bool same_modifiers(const Type *a, const Type *b);
static bool only_widens(const Type *from, const Type *to);
static bool narrowing_is_refused(const Type *from, const Type *to);
static bool keeps_values(const Type *from, const Type *to);

TypeChange
classify_type_change(void *owner, const char *from_text, const char *to_text)
{
    Type from = read_type(owner, from_text);
    Type to = read_type(owner, to_text);
    bool same_name = strcmp(from.name, to.name) == 0 && from.is_array == to.is_array;

    if (same_name && same_modifiers(&from, &to))
    {
        return TYPE_SAME;
    }
    if (!from.is_array && !to.is_array)
    {
        if (same_name)
        {
            if (only_widens(&from, &to))
            {
                return TYPE_WIDER;
            }
            return narrowing_is_refused(&from, &to) ? TYPE_REWRITE : TYPE_LOSSY;
        }
        for (size_t i = 0; i < sizeof(coercible) / sizeof(coercible[0]); i++)
        {
            if (strcmp(from.name, coercible[i].from) == 0 && strcmp(to.name, coercible[i].to) == 0 &&
                to.modifiers[0] == NO_MODIFIER)
            {
                return TYPE_WIDER;
            }
        }
    }
    return keeps_values(&from, &to) ? TYPE_REWRITE : TYPE_LOSSY;
}

bool
classify_type_is_built_in(void *owner, const char *text)
{
    Type type = read_type(owner, text);

    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
    {
        if (strcmp(type.name, spellings[i].name) == 0)
        {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
    {
        if (strcmp(type.name, others[i]) == 0)
        {
            return true;
        }
    }
    return strncmp(type.name, "interval ", 9) == 0;
}

/* What a cast to it may silently cut off, whatever the old type was. */
bool
classify_type_may_round(void *owner, const char *text)
{
    static const char *const rounding[] = {"smallint", "integer", "real", "date"};
    Type type = read_type(owner, text);

    for (size_t i = 0; i < sizeof(rounding) / sizeof(rounding[0]); i++)
    {
        if (strcmp(type.name, rounding[i]) == 0)
        {
            return true;
        }
    }
    return strncmp(type.name, "time without", 12) == 0 ||
           (type.modifiers[0] != NO_MODIFIER && strncmp(type.name, "char", 4) != 0 &&
            strncmp(type.name, "bit", 3) != 0);
}

/* Takes the modifier out of "timestamp (3) with time zone", and "pg_catalog." away. */
static Type
read_type(void *owner, const char *text)
{
    static const char catalog[] = "pg_catalog.";
    Type type = {.modifiers = {NO_MODIFIER, NO_MODIFIER}};
    char *name = mem_strdup(owner, strncmp(text, catalog, strlen(catalog)) == 0 ? text + strlen(catalog) : text);
    char *bracket = strchr(name, '[');
    char *open;

    if (bracket != NULL)
    {
        type.is_array = true;
        *bracket = '\0';
    }
    open = strchr(name, '(');
    if (open != NULL && strchr(open, ')') != NULL)
    {
        char *close = strchr(open, ')');
        char *end;

        type.modifiers[0] = strtol(open + 1, &end, 10);
        if (*end == ',')
        {
            type.modifiers[1] = strtol(end + 1, NULL, 10);
        }
        while (open > name && open[-1] == ' ')
        {
            open--;
        }
        memmove(open, close + 1, strlen(close + 1) + 1);
    }
    type.name = canonical(owner, name);
    if (strcmp(type.name, "numeric") == 0 && type.modifiers[0] != NO_MODIFIER && type.modifiers[1] == NO_MODIFIER)
    {
        type.modifiers[1] = 0;
    }
    if ((strcmp(type.name, "character") == 0 || strcmp(type.name, "bit") == 0) && type.modifiers[0] == NO_MODIFIER &&
        strcmp(name, "bpchar") != 0)
    {
        type.modifiers[0] = 1;
    }
    return type;
}

static const char *
canonical(void *owner, const char *name)
{
    size_t length = strlen(name);

    while (length > 0 && isspace((unsigned char) name[length - 1]))
    {
        length--;
    }
    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
    {
        if (strlen(spellings[i].written) == length && strncasecmp(spellings[i].written, name, length) == 0)
        {
            return spellings[i].name;
        }
    }
    return mem_strndup(owner, name, length);
}

static bool
same_modifiers(const Type *a, const Type *b)
{
    return a->modifiers[0] == b->modifiers[0] && a->modifiers[1] == b->modifiers[1];
}

/* Of one type, with other modifiers. char(n) is padded and bit(n) is not shortened or extended without a rewrite. */
static bool
only_widens(const Type *from, const Type *to)
{
    if (strcmp(from->name, "character") == 0 || strcmp(from->name, "bit") == 0)
    {
        return false;
    }
    if (to->modifiers[0] == NO_MODIFIER)
    {
        return true;
    }
    return from->modifiers[0] != NO_MODIFIER && to->modifiers[0] >= from->modifiers[0] &&
           to->modifiers[1] == from->modifiers[1];
}

/* A text, a bit string, or the digits before the point that are too long are errors; digits behind it are cut off. */
static bool
narrowing_is_refused(const Type *from, const Type *to)
{
    if (strcmp(from->name, "numeric") == 0)
    {
        return from->modifiers[0] != NO_MODIFIER && to->modifiers[1] >= from->modifiers[1];
    }
    return strncmp(from->name, "bit", 3) == 0 || strncmp(from->name, "char", 4) == 0;
}

static bool
keeps_values(const Type *from, const Type *to)
{
    if (strcmp(to->name, "text") == 0 || strcmp(to->name, "character varying") == 0)
    {
        return true;
    }
    for (size_t row = 0; from->is_array == to->is_array && row < sizeof(widening) / sizeof(widening[0]); row++)
    {
        bool seen = false;

        for (size_t i = 0; i < 5 && widening[row][i] != NULL; i++)
        {
            if (seen && strcmp(widening[row][i], to->name) == 0 && to->modifiers[0] == NO_MODIFIER)
            {
                return true;
            }
            seen = seen || strcmp(widening[row][i], from->name) == 0;
        }
    }
    return false;
}
