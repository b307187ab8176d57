/* SPDX-License-Identifier: PostgreSQL */
/*
 * From one type to another: does the heap stay, do indexes stay, does every value?
 *
 * Measured on 12 to 18: the heap stays where the cast is binary-coercible and the modifier does not narrow; plain
 * indexes stay where the operator class and the collation do. timestamp ↔ timestamptz is binary only where TimeZone is
 * UTC or like it (12). A domain counts as its base type, and one with a constraint has every row rewritten.
 */
#include <string.h>

#include "base/mem.h"
#include "classify_command_internal.h"

#define DOMAIN_DEPTH_MAX 32

/* Heap stays from one to the other if the new one has no modifier (bit varying: only so). */
static const struct
{
    const char *from;
    const char *to;
    bool reindexes; /* the operator class is another */
} coercible[] = {
    {"varchar", "text", false},  {"text", "varchar", false}, {"cidr", "inet", false},     {"int4", "oid", true},
    {"oid", "int4", true},       {"bit", "varbit", false},   {"varbit", "bit", false},    {"xml", "text", true},
    {"xml", "varchar", true},    {"text", "citext", true},   {"varchar", "citext", true}, {"citext", "text", true},
    {"citext", "varchar", true}, {"int4", "regclass", true}, {"regclass", "int4", true},  {"regclass", "oid", false},
    {"oid", "regclass", false},  {"int4", "regproc", true},  {"regproc", "oid", false},   {"oid", "regproc", false},
    {"int4", "regtype", true},   {"regtype", "oid", false},  {"oid", "regtype", false},
};

/* Each type holds every value of those before it in its row, or refuses what it cannot hold. */
static const char *const widening[][5] = {
    {"int2", "int4", "int8", "numeric"},
    {"int8", "int4", "int2"},
    {"float4", "float8"},
    {"int2", "int4", "float8"},
    {"date", "timestamp"},
    {"date", "timestamptz"},
    {"jsonb", "json"},
    {"json", "jsonb"},
    {"bpchar", "varchar", "text", "citext"},
    {"time", "timetz"},
    {"numeric", "int8"},
    {"int4", "oid"},
};

/* Types that are no domains: of pg_catalog and of well-known extensions. */
static const char *const built_in[] = {"bool",
                                       "int2",
                                       "int4",
                                       "int8",
                                       "float4",
                                       "float8",
                                       "numeric",
                                       "money",
                                       "text",
                                       "varchar",
                                       "bpchar",
                                       "char",
                                       "name",
                                       "bytea",
                                       "date",
                                       "time",
                                       "timetz",
                                       "timestamp",
                                       "timestamptz",
                                       "interval",
                                       "uuid",
                                       "json",
                                       "jsonb",
                                       "jsonpath",
                                       "xml",
                                       "inet",
                                       "cidr",
                                       "macaddr",
                                       "macaddr8",
                                       "bit",
                                       "varbit",
                                       "point",
                                       "line",
                                       "lseg",
                                       "box",
                                       "path",
                                       "polygon",
                                       "circle",
                                       "tsvector",
                                       "tsquery",
                                       "oid",
                                       "regclass",
                                       "regproc",
                                       "regtype",
                                       "regrole",
                                       "regnamespace",
                                       "xid",
                                       "xid8",
                                       "pg_lsn",
                                       "int4range",
                                       "int8range",
                                       "numrange",
                                       "tsrange",
                                       "tstzrange",
                                       "daterange",
                                       "int4multirange",
                                       "int8multirange",
                                       "nummultirange",
                                       "tsmultirange",
                                       "tstzmultirange",
                                       "datemultirange",
                                       "txid_snapshot",
                                       "pg_snapshot",
                                       "citext",
                                       "hstore",
                                       "ltree",
                                       "cube",
                                       "geometry",
                                       "geography",
                                       "vector",
                                       "halfvec",
                                       "lquery",
                                       "ltxtquery",
                                       "seg",
                                       "isbn",
                                       "raster",
                                       NULL};

static ClassifyTypeChange same_type(CommandType from, CommandType to);
static ClassifyTypeChange other_type(const Schema *schema, CommandType from, CommandType to, bool *reindexes);
static bool widens(CommandType from, CommandType to);
static bool narrowing_is_refused(CommandType from, CommandType to);
static bool keeps_values(CommandType from, CommandType to);
static bool is_user_type(const Schema *schema, CommandType type);
static bool is_named(CommandType type, const char *name);

ClassifyTypeChange
classify_type_step(const Schema *schema, CommandType from, CommandType to, bool *reindexes)
{
    bool from_constrained = false;
    bool to_constrained = false;
    CommandType old = schema_base_type(schema, from, &from_constrained);
    CommandType new = schema_base_type(schema, to, &to_constrained);
    bool is_same;

    *reindexes = false;
    if (from.name == NULL || from.name[0] == '\0' || to.is_copied || from.is_copied)
    {
        return CLASSIFY_TYPE_UNKNOWN;
    }
    is_same = strcmp(from.name, to.name) == 0 && from.array_dimensions == to.array_dimensions;
    if (to_constrained && !is_same)
    {
        return CLASSIFY_TYPE_REWRITE;
    }
    if (strcmp(old.name, new.name) == 0 && (old.array_dimensions > 0) == (new.array_dimensions > 0))
    {
        return same_type(old, new);
    }
    return other_type(schema, old, new, reindexes);
}

static ClassifyTypeChange
same_type(CommandType from, CommandType to)
{
    bool is_same = from.modifier_count == to.modifier_count;

    for (size_t i = 0; is_same && i < from.modifier_count && i < 2; i++)
    {
        is_same = from.modifiers[i] == to.modifiers[i];
    }
    if (is_same && classify_same_name(from.modifier_text, to.modifier_text))
    {
        return CLASSIFY_TYPE_SAME;
    }
    /* An array is coerced element by element, unless nothing is asked of them. */
    if (from.array_dimensions == 0 ? widens(from, to) : to.modifier_count == 0 && !is_named(to, "bpchar"))
    {
        return CLASSIFY_TYPE_WIDER;
    }
    return narrowing_is_refused(from, to) ? CLASSIFY_TYPE_REWRITE : CLASSIFY_TYPE_LOSSY;
}

static ClassifyTypeChange
other_type(const Schema *schema, CommandType from, CommandType to, bool *reindexes)
{
    const SchemaSettings *settings = schema_settings_of(schema);
    bool is_plain = from.array_dimensions == 0 && to.array_dimensions == 0;
    bool is_time = (is_named(from, "timestamp") && is_named(to, "timestamptz")) ||
                   (is_named(from, "timestamptz") && is_named(to, "timestamp"));

    if (is_plain && is_time && settings->time_zone == 1 && settings->server_version >= 120000)
    {
        *reindexes = true;
        return to.modifier_count == 0 || to.modifiers[0] >= 6 ? CLASSIFY_TYPE_WIDER : CLASSIFY_TYPE_LOSSY;
    }
    for (size_t i = 0; is_plain && i < sizeof(coercible) / sizeof(coercible[0]); i++)
    {
        if (is_named(from, coercible[i].from) && is_named(to, coercible[i].to) && to.modifier_count == 0)
        {
            *reindexes = coercible[i].reindexes;
            return CLASSIFY_TYPE_WIDER;
        }
    }
    if (is_user_type(schema, from) || is_user_type(schema, to))
    {
        return is_named(to, "text") || is_named(to, "varchar") ? CLASSIFY_TYPE_REWRITE : CLASSIFY_TYPE_LOSSY;
    }
    return keeps_values(from, to) ? CLASSIFY_TYPE_REWRITE : CLASSIFY_TYPE_LOSSY;
}

/* Of one type, with other modifiers. char(n) is padded, and bit(n) neither shortened nor extended, without a rewrite.
 * Six digits are all that times have. */
static bool
widens(CommandType from, CommandType to)
{
    static const char *const times[] = {"timestamp", "timestamptz", "time", "timetz", "interval", NULL};
    bool is_time = classify_list_has(times, to.name);
    size_t last = from.modifier_count == 2 && strcmp(to.name, "interval") == 0 ? 1 : 0;

    if (is_named(from, "bpchar") || is_named(from, "bit"))
    {
        return false;
    }
    if (to.modifier_count == 0)
    {
        return true;
    }
    if (is_time && to.modifiers[to.modifier_count - 1] >= 6 && to.modifier_count <= 1)
    {
        return true;
    }
    if (is_named(from, "numeric"))
    {
        int old_scale = from.modifier_count > 1 ? from.modifiers[1] : 0;
        int new_scale = to.modifier_count > 1 ? to.modifiers[1] : 0;

        return from.modifier_count > 0 && old_scale == new_scale && to.modifiers[0] >= from.modifiers[0];
    }
    if (strcmp(to.name, "interval") == 0)
    {
        return from.modifier_count == to.modifier_count && from.modifiers[0] == to.modifiers[0] &&
               to.modifiers[last] >= from.modifiers[last];
    }
    return from.modifier_count == 1 && to.modifier_count == 1 && to.modifiers[0] >= from.modifiers[0];
}

/* Texts, bit strings and digits before the point that are too long are errors; digits behind it are cut off. */
static bool
narrowing_is_refused(CommandType from, CommandType to)
{
    if (is_named(from, "numeric"))
    {
        int old_scale = from.modifier_count > 1 ? from.modifiers[1] : 0;
        int new_scale = to.modifier_count > 1 ? to.modifiers[1] : 0;

        return from.modifier_count > 0 && new_scale >= old_scale;
    }
    return is_named(from, "varchar") || is_named(from, "bpchar") || is_named(from, "bit") || is_named(from, "varbit");
}

static bool
keeps_values(CommandType from, CommandType to)
{
    if (is_named(to, "text") || is_named(to, "varchar"))
    {
        return true;
    }
    for (size_t row = 0; row < sizeof(widening) / sizeof(widening[0]); row++)
    {
        bool seen = false;

        for (size_t i = 0; i < 5 && widening[row][i] != NULL; i++)
        {
            if (seen && is_named(to, widening[row][i]) && to.modifier_count == 0)
            {
                return true;
            }
            seen = seen || is_named(from, widening[row][i]);
        }
    }
    return false;
}

static bool
is_user_type(const Schema *schema, CommandType type)
{
    return schema_type(schema, type.schema, type.name) != NULL;
}

static bool
is_named(CommandType type, const char *name)
{
    return strcmp(type.name, name) == 0;
}

/* Fractions are rounded, a date forgets the time; texts and bit strings that are too long are refused where USING does not
 * cast them itself. */
bool
classify_type_may_round(CommandType type)
{
    static const char *const rounding[] = {"int2", "int4", "float4", "date", "time", NULL};
    static const char *const refusing[] = {"varchar", "bpchar", "char", "bit", "varbit", NULL};

    return classify_list_has(rounding, type.name) ||
           (type.modifier_count > 0 && !classify_list_has(refusing, type.name));
}

/* Unknown types are taken for domains with a constraint: *IS_KNOWN says so. */
bool
classify_type_is_constrained(const ClassifyJudge *judge, CommandType type, bool *is_known)
{
    bool constrained = false;
    CommandType base = schema_base_type(judge->schema, type, &constrained);

    *is_known = true;
    if (type.is_copied)
    {
        *is_known = false;
        return true;
    }
    if (type.array_dimensions > 0)
    {
        return false;
    }
    if (constrained)
    {
        return true;
    }
    if (schema_type(judge->schema, type.schema, type.name) != NULL || classify_list_has(built_in, base.name) ||
        judge->settings->is_complete ||
        schema_relation(judge->schema, (QualifiedName){type.schema, type.name}) != NULL ||
        (type.schema != NULL && strcmp(type.schema, "pg_catalog") == 0))
    {
        return false;
    }
    *is_known = false;
    return true;
}

bool
classify_type_uses(const Schema *schema, CommandType type, const SchemaType *used)
{
    const SchemaType *found =
        type.name == NULL || type.name[0] == '\0' ? NULL : schema_type(schema, type.schema, type.name);

    for (size_t depth = 0; found != NULL && depth < DOMAIN_DEPTH_MAX; depth++)
    {
        if (found == used)
        {
            return true;
        }
        found = found->kind == 'd' ? schema_type(schema, found->base.schema, found->base.name) : NULL;
    }
    return false;
}
