/* SPDX-License-Identifier: PostgreSQL */
/*
 * Which table a name of an index or foreign key tells of, where nothing better is known.
 *
 * First the file itself: it may make the index or key again, and it names tables. Then the ways in which PostgreSQL and
 * object-relational mappers choose names: t_c_idx, t_c_key, t_c_fkey, idx_t_c, index_t_on_c, fk_t_c, with columns c of
 * the form other_id or otherId. A guess adds a lock to an answer that is not exact, and nothing else.
 */
#include <ctype.h>
#include <string.h>

#include "base/mem.h"
#include "classify_command_internal.h"

static const QualifiedName nothing = {NULL, NULL};

/* A search for the table that fits best among those that are known or that the file names. */
typedef struct TableSearch
{
    const char *text;
    bool (*fits)(const char *table, const char *text);
    QualifiedName found;
} TableSearch;

static QualifiedName made_later(const ClassifyJudge *judge, QualifiedName index);
static QualifiedName added_later(const ClassifyJudge *judge, const char *constraint);
static QualifiedName mentioned(const ClassifyJudge *judge, const char *text, bool (*fits)(const char *, const char *));
static void search_command(TableSearch *search, const Command *command);
static void search_relation(SchemaRelation *relation, void *context);
static void search_name(TableSearch *search, QualifiedName name);
static bool names_tables(const Command *command);
static bool is_prefix(const char *table, const char *text);
static bool is_plain_of(const char *table, const char *text);
static const char *without_prefix(const char *name, const char *const *prefixes);
static char *without_suffix(void *owner, const char *name, const char *const *suffixes);
static char *by_convention(void *owner, const char *name);
static char *referred_by(const ClassifyJudge *judge, const char *table, const char *column);
static bool is_plural(const char *text, size_t length);

QualifiedName
classify_guess_table(const ClassifyJudge *judge, QualifiedName index)
{
    static const char *const prefixes[] = {"index_", "uindex_", "idx_", "ix_", "uq_", "uniq_", "unique_", NULL};
    QualifiedName table = made_later(judge, index);
    const char *name;

    if (table.name != NULL)
    {
        return table;
    }
    name = without_prefix(index.name, prefixes);
    table = mentioned(judge, name, is_prefix);
    if (table.name == NULL)
    {
        table = (QualifiedName){index.schema, by_convention(judge->owner, name)};
    }
    return table;
}

/* CREATE INDEX of the same name. */
static QualifiedName
made_later(const ClassifyJudge *judge, QualifiedName index)
{
    const SchemaOutlook *outlook = judge->settings->outlook;

    for (size_t i = 0; outlook != NULL && i < outlook->count; i++)
    {
        for (size_t j = 0; outlook->lists[i] != NULL && j < outlook->lists[i]->count; j++)
        {
            const Command *command = &outlook->lists[i]->commands[j];

            if (command->index != NULL && command->name_count > 0 && command->names[0].name != NULL &&
                strcmp(command->names[0].name, index.name) == 0)
            {
                return command->target;
            }
        }
    }
    return nothing;
}

QualifiedName
classify_guess_partner(const ClassifyJudge *judge, QualifiedName table, const char *constraint)
{
    static const char *const prefixes[] = {"fk_", "FK_", NULL};
    static const char *const suffixes[] = {"_fkey", "_fk", "_FK", "_foreign", NULL};
    QualifiedName partner = added_later(judge, constraint);
    const char *rest = without_prefix(constraint, prefixes);
    char *column = without_suffix(judge->owner, rest, suffixes);
    size_t length = strlen(table.name);

    if (partner.name != NULL || (rest == constraint && strcmp(column, rest) == 0))
    {
        return partner;
    }
    if (strncmp(column, table.name, length) == 0 && column[length] == '_')
    {
        return (QualifiedName){table.schema, referred_by(judge, table.name, column + length + 1)};
    }
    return nothing;
}

/* A foreign key of the same name. */
static QualifiedName
added_later(const ClassifyJudge *judge, const char *constraint)
{
    const SchemaOutlook *outlook = judge->settings->outlook;

    for (size_t i = 0; outlook != NULL && i < outlook->count; i++)
    {
        for (size_t j = 0; outlook->lists[i] != NULL && j < outlook->lists[i]->count; j++)
        {
            const Command *command = &outlook->lists[i]->commands[j];

            for (size_t k = 0; k < command->constraint_count; k++)
            {
                const CommandConstraint *added = &command->constraints[k];

                if (added->type == 'f' && added->name != NULL && strcmp(added->name, constraint) == 0)
                {
                    return added->foreign_table;
                }
            }
        }
    }
    return nothing;
}

/* The longest name of a table that fits. */
static QualifiedName
mentioned(const ClassifyJudge *judge, const char *text, bool (*fits)(const char *, const char *))
{
    const SchemaOutlook *outlook = judge->settings->outlook;
    TableSearch search = {.text = text, .fits = fits};

    for (size_t i = 0; outlook != NULL && i < outlook->count; i++)
    {
        for (size_t j = 0; outlook->lists[i] != NULL && j < outlook->lists[i]->count; j++)
        {
            search_command(&search, &outlook->lists[i]->commands[j]);
        }
    }
    schema_each_relation(judge->schema, search_relation, &search);
    return search.found;
}

static void
search_command(TableSearch *search, const Command *command)
{
    for (size_t i = 0; i < command->name_count && names_tables(command); i++)
    {
        search_name(search, command->names[i]);
    }
    if (command->index != NULL)
    {
        search_name(search, command->target);
    }
    for (size_t i = 0; i < command->use_count; i++)
    {
        search_name(search, command->uses[i].relation);
    }
    for (size_t i = 0; i < command->constraint_count; i++)
    {
        search_name(search, command->constraints[i].foreign_table);
    }
}

static bool
names_tables(const Command *command)
{
    switch ((int) command->object) /* those whose first name is a table */
    {
        case SQL_TABLE:
        case SQL_COLUMN:
        case SQL_TABLE_CONSTRAINT:
        case SQL_TRIGGER:
        case SQL_MATERIALIZED_VIEW:
            return true;
    }
    return false;
}

static void
search_relation(SchemaRelation *relation, void *context)
{
    if (strchr("rpm", relation->kind) != NULL)
    {
        search_name(context, (QualifiedName){relation->schema, relation->name});
    }
}

static void
search_name(TableSearch *search, QualifiedName name)
{
    bool is_longer =
        name.name != NULL && (search->found.name == NULL || strlen(name.name) > strlen(search->found.name));

    if (is_longer && search->fits(name.name, search->text))
    {
        search->found = name;
    }
}

/* "version_downloads" of "version_downloads_by_date". */
static bool
is_prefix(const char *table, const char *text)
{
    size_t length = strlen(table);

    return strncmp(text, table, length) == 0 && (text[length] == '_' || text[length] == '\0');
}

/* "users", "user", "User" of "user". */
static bool
is_plain_of(const char *table, const char *text)
{
    size_t length = strlen(text);

    return length > 0 && strlen(table) >= length &&
           tolower((unsigned char) table[0]) == tolower((unsigned char) text[0]) &&
           strncmp(table + 1, text + 1, length - 1) == 0 &&
           (table[length] == '\0' || strcmp(table + length, "s") == 0 || strcmp(table + length, "es") == 0 ||
            strcmp(table + length, "_") == 0);
}

static const char *
without_prefix(const char *name, const char *const *prefixes)
{
    for (size_t i = 0; prefixes[i] != NULL; i++)
    {
        size_t length = strlen(prefixes[i]);

        if (strncmp(name, prefixes[i], length) == 0)
        {
            return name + length;
        }
    }
    return name;
}

static char *
without_suffix(void *owner, const char *name, const char *const *suffixes)
{
    char *copy = mem_strdup(owner, name);
    size_t length = strlen(copy);

    for (size_t i = 0; suffixes[i] != NULL; i++)
    {
        size_t cut = strlen(suffixes[i]);

        if (length > cut && strcmp(copy + length - cut, suffixes[i]) == 0)
        {
            copy[length - cut] = '\0';
            return copy;
        }
    }
    return copy;
}

/* NAME without its prefix: up to "_on_"; of names with capitals the first part; else up to the first word in the plural,
 * or the first of two words. NULL where none of it fits. */
static char *
by_convention(void *owner, const char *name)
{
    static const char *const suffixes[] = {"_idx", "_index", "_uindex", "_key", "_pkey", "_unique", "_excl", NULL};
    char *text = without_suffix(owner, name, suffixes);
    char *on = strstr(text, "_on_");
    size_t words = 1;

    if (on != NULL)
    {
        *on = '\0';
        return text;
    }
    for (const char *at = text; *at != '\0'; at++)
    {
        words += *at == '_' ? 1 : 0;
    }
    for (char *at = text; *at != '\0'; at++)
    {
        bool is_end = *at == '_';
        bool has_capital = isupper((unsigned char) text[0]) != 0;

        if (is_end && (has_capital || words == 2 || is_plural(text, (size_t) (at - text))))
        {
            *at = '\0';
            return text;
        }
    }
    return NULL;
}

/* Its last word ends with one s. */
static bool
is_plural(const char *text, size_t length)
{
    return length > 3 && text[length - 1] == 's' && strchr("sui", text[length - 2]) == NULL;
}

/* The table that the column OTHER_id or otherId of TABLE refers to. */
static char *
referred_by(const ClassifyJudge *judge, const char *table, const char *column)
{
    static const char *const suffixes[] = {"_id", "Id", "_uuid", "Uuid", NULL};
    char *base = without_suffix(judge->owner, column, suffixes);
    QualifiedName known = mentioned(judge, base, is_plain_of);

    if (strcmp(base, column) == 0 && known.name == NULL)
    {
        return NULL;
    }
    if (strcmp(base, "parent") == 0)
    {
        return mem_strdup(judge->owner, table);
    }
    if (known.name != NULL)
    {
        return mem_strdup(judge->owner, known.name);
    }
    if (isupper((unsigned char) table[0]))
    {
        base[0] = (char) toupper((unsigned char) base[0]);
        return base;
    }
    return is_plural(table, strlen(table)) ? mem_printf(judge->owner, "%ss", base) : base;
}
