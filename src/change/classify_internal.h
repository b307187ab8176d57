/* SPDX-License-Identifier: PostgreSQL */
/*
 * Private to src/change/classify*.c.
 */
#ifndef CHANGE_CLASSIFY_INTERNAL_H
#define CHANGE_CLASSIFY_INTERNAL_H

#include "change/classify.h"

/* What a statement does, before anything is known of its table. */
typedef struct ClassifyFacts
{
    ChangeClass change_class;
    LockMode lock; /* on the statement's own table */
    bool scans;
    bool rewrites;
    bool breaks_old;
    bool breaks_new;
    bool loses_data;
    Semver semver;
} ClassifyFacts;

/* One statement that is being classified. */
typedef struct Classify
{
    void *owner;
    const DdlStatement *statement;
    const Catalog *catalog;
    const CatalogTable *table; /* NULL: offline, or not in the catalog */
    Classification *result;
} Classify;

/* classify_unsupported.c */
ClassifyFacts classify_unsupported_facts(const char *tag, bool *known);

/* classify_column.c */
void classify_add_column(Classify *classify);
void classify_alter_type(Classify *classify);
void classify_not_null(Classify *classify);

/* classify.c */
void classify_lock(Classify *classify, const char *relation, LockMode mode);
/* Tables at the other end of foreign keys that COLUMN takes part in. */
void classify_partners(Classify *classify, const char *column, LockMode mode);
void classify_note(Classify *classify, const char *format, ...) __attribute__((format(printf, 2, 3)));
const CatalogColumn *classify_column(const Classify *classify);

/* classify_type.c */
typedef enum TypeChange
{
    TYPE_SAME,    /* nothing is touched: only the catalog */
    TYPE_WIDER,   /* only the catalog; V+1 can store what V could not */
    TYPE_REWRITE, /* every old value has an exact new one */
    TYPE_LOSSY,   /* every row is rewritten, and digits or parts may be lost */
} TypeChange;

TypeChange classify_type_change(void *owner, const char *from, const char *to);
/* Whether it is a type of pg_catalog that cannot be a domain with a constraint. */
bool classify_type_is_built_in(void *owner, const char *type);
bool classify_type_may_round(void *owner, const char *type);

#endif
