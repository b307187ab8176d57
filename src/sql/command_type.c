/* SPDX-License-Identifier: PostgreSQL */
/*
 * Types as written ↔ CommandType.
 *
 * The grammar turns its own spellings into names of pg_catalog (integer → pg_catalog.int4) and leaves all other names as
 * they are. pg_catalog is searched first unless search_path names it later, so that a bare int4 is the same type.
 * serial and its kin are no types: transformColumnDefinition() knows them by their bare names (parse_utilcmd.c, 15).
 */
#include <string.h>

#include "base/mem.h"
#include "command_internal.h"

/* The bits of an interval's first modifier: 1 << MONTH and so on (utils/datetime.h); all of them: nothing written. */
#define INTERVAL_ALL 0x7FFF

typedef struct Spelling
{
    const char *name;
    const char *words;
    const char *words_behind; /* behind the modifier */
} Spelling;

static void read_modifiers(CommandParse *parse, CommandType *type, PgQuery__Node *const *nodes, size_t count);
static const char *modifier_text(CommandParse *parse, const PgQuery__Node *node);
static void read_serial(CommandType *type);
static const Spelling *spelling_of(const CommandType *type);
static const char *interval_fields(int mask);
static char *modifiers_of(void *owner, const CommandType *type);
static bool same_texts(const char *a, const char *b);
static bool same_schema(const char *a, const char *b);

CommandType
command_type(CommandParse *parse, const PgQuery__TypeName *type)
{
    CommandType read = {.name = ""};
    QualifiedName name;

    if (type == NULL || type->n_names == 0)
    {
        return read;
    }
    name = command_name_of(parse, type->names, type->n_names);
    read.schema = name.schema;
    read.name = name.name;
    read.array_dimensions = type->n_array_bounds;
    read.is_set = type->setof;
    read.is_copied = type->pct_type;
    read_modifiers(parse, &read, type->typmods, type->n_typmods);
    if (!type->pct_type)
    {
        read_serial(&read);
    }
    return read;
}

static void
read_modifiers(CommandParse *parse, CommandType *type, PgQuery__Node *const *nodes, size_t count)
{
    char *text = NULL;

    for (size_t i = 0; i < count; i++)
    {
        const PgQuery__Node *node = nodes[i];

        if (node->node_case != PG_QUERY__NODE__NODE_A_CONST || node->a_const->val_case != PG_QUERY__A__CONST__VAL_IVAL)
        {
            text = mem_strdup(parse->owner, "");
        }
        else if (type->modifier_count < 2)
        {
            type->modifiers[type->modifier_count++] = node->a_const->ival->ival;
        }
    }
    for (size_t i = 0; text != NULL && i < count; i++)
    {
        mem_append(&text, "%s%s", i > 0 ? "," : "", modifier_text(parse, nodes[i]));
    }
    type->modifier_text = text;
}

static const char *
modifier_text(CommandParse *parse, const PgQuery__Node *node)
{
    if (node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF)
    {
        return ddl_names(node->column_ref->fields, node->column_ref->n_fields).name;
    }
    if (node->node_case == PG_QUERY__NODE__NODE_A_CONST)
    {
        const PgQuery__AConst *constant = node->a_const;

        if (constant->val_case == PG_QUERY__A__CONST__VAL_IVAL)
        {
            return mem_printf(parse->owner, "%d", constant->ival->ival);
        }
        if (constant->val_case == PG_QUERY__A__CONST__VAL_SVAL)
        {
            return constant->sval->sval;
        }
        if (constant->val_case == PG_QUERY__A__CONST__VAL_FVAL)
        {
            return constant->fval->fval;
        }
    }
    return "?";
}

static void
read_serial(CommandType *type)
{
    static const struct
    {
        const char *name;
        const char *type;
        char bytes;
    } serials[] = {
        {"serial", "int4", 4},  {"serial4", "int4", 4},     {"bigserial", "int8", 8},
        {"serial8", "int8", 8}, {"smallserial", "int2", 2}, {"serial2", "int2", 2},
    };

    for (size_t i = 0; type->schema == NULL && i < sizeof(serials) / sizeof(serials[0]); i++)
    {
        if (strcmp(type->name, serials[i].name) == 0)
        {
            type->schema = "pg_catalog";
            type->name = serials[i].type;
            type->serial = serials[i].bytes;
        }
    }
}

char *
command_type_text(void *owner, const CommandType *type)
{
    const Spelling *spelling = spelling_of(type);
    QualifiedName name = {type->schema, type->name};
    char *text = mem_strdup(owner, type->is_set ? "SETOF " : "");

    if (type->name[0] == '\0')
    {
        return mem_strdup(owner, "");
    }
    if (type->schema != NULL && strcmp(type->schema, "pg_catalog") == 0)
    {
        name.schema = NULL;
    }
    mem_append(&text, "%s", spelling == NULL ? quote_qualified_name(owner, name) : spelling->words);
    mem_append(&text, "%s", modifiers_of(owner, type));
    mem_append(&text, "%s%s", spelling == NULL ? "" : spelling->words_behind, type->is_copied ? "%TYPE" : "");
    for (size_t i = 0; i < type->array_dimensions; i++)
    {
        mem_append(&text, "[]");
    }
    return text;
}

static const Spelling *
spelling_of(const CommandType *type)
{
    static const Spelling spellings[] = {
        {"int2", "smallint", ""},
        {"int4", "integer", ""},
        {"int8", "bigint", ""},
        {"float4", "real", ""},
        {"float8", "double precision", ""},
        {"numeric", "numeric", ""}, /* these three are keywords, which would be quoted as names */
        {"interval", "interval", ""},
        {"bit", "bit", ""},
        {"bool", "boolean", ""},
        {"varchar", "character varying", ""},
        {"varbit", "bit varying", ""},
        {"timestamp", "timestamp", " without time zone"},
        {"timestamptz", "timestamp", " with time zone"},
        {"time", "time", " without time zone"},
        {"timetz", "time", " with time zone"},
    };
    static const Spelling character = {"bpchar", "character", ""};

    if (type->is_copied || (type->schema != NULL && strcmp(type->schema, "pg_catalog") != 0))
    {
        return NULL;
    }
    /* Without a length bpchar is another type than character, which is character(1). */
    if (strcmp(type->name, "bpchar") == 0)
    {
        return type->modifier_count > 0 ? &character : NULL;
    }
    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
    {
        if (strcmp(type->name, spellings[i].name) == 0)
        {
            return &spellings[i];
        }
    }
    return NULL;
}

static char *
modifiers_of(void *owner, const CommandType *type)
{
    bool is_interval = strcmp(type->name, "interval") == 0;

    if (type->modifier_text != NULL)
    {
        return mem_printf(owner, "(%s)", type->modifier_text);
    }
    if (type->modifier_count == 0)
    {
        return mem_strdup(owner, "");
    }
    if (is_interval)
    {
        const char *fields = interval_fields(type->modifiers[0]);

        return type->modifier_count == 1 ? mem_strdup(owner, fields)
                                         : mem_printf(owner, "%s(%d)", fields, type->modifiers[1]);
    }
    return type->modifier_count == 1 ? mem_printf(owner, "(%d)", type->modifiers[0])
                                     : mem_printf(owner, "(%d,%d)", type->modifiers[0], type->modifiers[1]);
}

static const char *
interval_fields(int mask)
{
    enum
    {
        MONTH = 1 << 1,
        YEAR = 1 << 2,
        DAY = 1 << 3,
        HOUR = 1 << 10,
        MINUTE = 1 << 11,
        SECOND = 1 << 12,
    };
    static const struct
    {
        int mask;
        const char *words;
    } fields[] = {
        {INTERVAL_ALL, ""},
        {YEAR, " year"},
        {MONTH, " month"},
        {DAY, " day"},
        {HOUR, " hour"},
        {MINUTE, " minute"},
        {SECOND, " second"},
        {YEAR | MONTH, " year to month"},
        {DAY | HOUR, " day to hour"},
        {DAY | HOUR | MINUTE, " day to minute"},
        {DAY | HOUR | MINUTE | SECOND, " day to second"},
        {HOUR | MINUTE, " hour to minute"},
        {HOUR | MINUTE | SECOND, " hour to second"},
        {MINUTE | SECOND, " minute to second"},
    };

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
    {
        if (fields[i].mask == mask)
        {
            return fields[i].words;
        }
    }
    return "";
}

bool
command_type_equal(const CommandType *a, const CommandType *b)
{
    bool equal = same_schema(a->schema, b->schema) && strcmp(a->name, b->name) == 0 &&
                 a->modifier_count == b->modifier_count && a->array_dimensions == b->array_dimensions &&
                 a->is_set == b->is_set && a->is_copied == b->is_copied &&
                 same_texts(a->modifier_text, b->modifier_text);

    for (size_t i = 0; equal && i < a->modifier_count; i++)
    {
        equal = a->modifiers[i] == b->modifiers[i];
    }
    return equal;
}

static bool
same_schema(const char *a, const char *b)
{
    return same_texts(a == NULL ? "pg_catalog" : a, b == NULL ? "pg_catalog" : b) || same_texts(a, b);
}

static bool
same_texts(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}
