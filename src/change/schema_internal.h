/* SPDX-License-Identifier: PostgreSQL */
/*
 * Private to src/change/schema*.c and fold*.c: what a Schema is made of.
 *
 * Relations, types and functions are blocks of their own, owned by the schema and listed in the order in which they
 * were made; hash tables find them by schema and name. Texts, lists and expressions lie in an arena, each different
 * text once, and live as long as the schema. What is dropped is listed in `dropped` until schema_recycle().
 */
#ifndef CHANGE_SCHEMA_INTERNAL_H
#define CHANGE_SCHEMA_INTERNAL_H

#include "change/schema.h"

/* Bytes that are never freed one by one. */
typedef struct SchemaArena
{
    void *owner;
    char *block;
    size_t left;
    size_t block_size;
} SchemaArena;

/* Values by two names. The table borrows the names: they live as long as the value is in it. */
typedef struct SchemaSlot
{
    uint64_t hash;
    const char *schema; /* NULL: the slot is free */
    const char *name;
    void *value;
} SchemaSlot;

typedef struct SchemaTable
{
    SchemaSlot *slots;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
} SchemaTable;

/* Pointers in the order in which they came; NULL where one was taken out. */
typedef struct SchemaList
{
    void **items;
    size_t count;
    size_t holes;
} SchemaList;

typedef struct SchemaPublication
{
    const char *name;
    bool is_all;
    SchemaRelation **relations;
    size_t relation_count;
} SchemaPublication;

/* What SET changes: for the transaction or the session. */
typedef struct SchemaSession
{
    const char *const *search_path;
    int time_zone;
} SchemaSession;

struct Schema
{
    SchemaSettings settings;
    SchemaArena arena;
    SchemaTable texts;
    SchemaTable relations;
    SchemaTable types;
    SchemaTable functions; /* the first of each name */
    SchemaTable namespaces;
    SchemaTable constraint_names; /* size_t: how many constraints of the schema have that name */
    SchemaList relation_list;
    SchemaList type_list;
    SchemaList function_list;
    void **dropped; /* blocks; not moved in the tree of owners, which talloc does by walking all siblings */
    size_t dropped_count;

    /* Of change/fold. */
    bool session_is_changed; /* SET search_path or timezone: `session` is what it was at first */
    bool transaction_is_changed;
    SchemaSession session;
    SchemaSession transaction;
    SchemaRelation **empties; /* those with is_empty, and some without */
    size_t empty_count;
    SchemaRelation **temporaries; /* gone with the session: when the next file begins */
    size_t temporary_count;
    SchemaType **changing_types; /* those with new_labels */
    size_t changing_type_count;
    SchemaPublication *publications;
    size_t publication_count;
};

/* The schema that holds temporary tables, whatever the server calls it. */
extern const char *const schema_temporary;

/* An empty list of texts. */
extern const char *const schema_no_texts[1];

/* ---- schema_memory.c ---- */

void *schema_arena_take(SchemaArena *arena, size_t size);
void *schema_table_find(const SchemaTable *table, const char *schema_name, const char *name);
void schema_table_put(void *owner, SchemaTable *table, const char *schema_name, const char *name, void *value);
void schema_table_remove(SchemaTable *table, const char *schema_name, const char *name);
size_t schema_list_add(void *owner, SchemaList *list, void *item);
void schema_list_remove(SchemaList *list, size_t order);

/* ---- schema_copy.c ---- */

/* Where copies go: into an arena, with TEXTS each different text once (else NULL). SHARES_TEXTS: texts are not copied,
 * because they outlive the copy. */
typedef struct SchemaCopier
{
    SchemaArena *arena;
    SchemaTable *texts;
    bool shares_texts;
} SchemaCopier;

SchemaCopier schema_copier(Schema *schema);
const char *schema_copy_text(const SchemaCopier *copier, const char *text);
const char *const *schema_copy_list(const SchemaCopier *copier, const char *const *list);
QualifiedName schema_copy_name(const SchemaCopier *copier, QualifiedName name);
CommandType schema_copy_type(const SchemaCopier *copier, CommandType type);
CommandCall *schema_copy_calls(const SchemaCopier *copier, const CommandCall *calls, size_t count);
const CommandExpression *schema_copy_expression(const SchemaCopier *copier, const CommandExpression *expression);
/* COUNT elements of SIZE bytes, not yet deep; NULL where there are none. */
void *schema_copy_array(const SchemaCopier *copier, const void *array, size_t count, size_t size);

/* ---- schema_commands.c ---- */

Command *schema_copy_commands(const SchemaCopier *copier, const Command *commands, size_t count);

/* ---- schema_relation.c and its neighbours ---- */

bool schema_list_has(const char *const *list, const char *text);
/* The same of an array with a count. */
bool schema_list_has_count(const char *const *list, size_t count, const char *text);
/* READER no longer reads READ. */
void schema_unlink_reader(SchemaRelation *reader, SchemaRelation *read);
/* The list with FROM read as TO; the same list where nothing changes. */
const char *const *schema_list_renamed(Schema *schema, const char *const *list, const char *from, const char *to);
/* The path by which names are shown: what the session began with. */
const char *const *schema_shown_path(const Schema *schema);
/* The first schema of the path in which something may be made. */
const char *schema_creation_namespace(const Schema *schema);
/* Takes POINTER out of an array of COUNT pointers. */
void schema_remove_pointer(void **pointers, size_t *count, const void *pointer);
/* The constraint that INDEX is behind, or NULL. */
SchemaConstraint *schema_index_constraint(const SchemaRelation *index);
void schema_remove_statistics(SchemaRelation *relation, const char *name);
void schema_remove_trigger(SchemaRelation *relation, const char *name);
/* Counts a constraint's name in the schema of its table: BY is 1 or -1. */
void schema_count_constraint_name(Schema *schema, const char *schema_name, const char *name, int by);

#endif
