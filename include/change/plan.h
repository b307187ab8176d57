/* SPDX-License-Identifier: PostgreSQL */
/*
 * A plan: the YAML file of a change, loaded and checked.
 *
 * Two passes. The first walks libyaml's events and makes every message (P100 to P127: path:line:column, several in one
 * run, did-you-mean), because libcyaml 1.3.1 neither points at the bad key nor refuses all that it should; the second
 * lets libcyaml fill the structs. One table (src/change/plan_keys.def) gives the key check, libcyaml's schema and
 * the JSON Schema.
 */
#ifndef CHANGE_PLAN_H
#define CHANGE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diagnostic.h"
#include "base/error.h"

/* A text of the plan with its place, so that a byte offset in it maps to a line and column of the file. */
typedef struct PlanText
{
    const char *text; /* NULL when the key is not there */
    size_t line;      /* of the first character of the text (of a literal block: the line after the "|") */
    size_t column;
    size_t indent;   /* of a literal block; 0 else */
    bool is_literal; /* only a literal block ("|") maps 1:1; else every offset maps to the start */
} PlanText;

typedef struct PlanAllow
{
    const char *rule;
    const char *reason;
} PlanAllow;

typedef enum ConflictPolicy
{
    CONFLICT_NEW,   /* both sides written by one statement: the new side wins, counted (the default) */
    CONFLICT_OLD,   /* the old side wins, counted */
    CONFLICT_ERROR, /* the statement fails */
} ConflictPolicy;

typedef struct PlanChange
{
    PlanText sql;
    PlanText up;
    PlanText down;
    PlanText as; /* the new name of the column whose TYPE is altered */
    ConflictPolicy on_conflict;
    PlanAllow *allow;
    size_t allow_count;
    size_t line; /* of the list item */
} PlanChange;

typedef struct PlanApplication
{
    const char *name;
    const char *from; /* V */
    const char *to;   /* V+1 */
    bool allow_attestation;
    size_t line;
} PlanApplication;

typedef struct PlanVerify
{
    PlanText sql;
    const char *expect;
} PlanVerify;

typedef enum Compat
{
    COMPAT_UNSET,
    COMPAT_MAJOR,
    COMPAT_MINOR,
    COMPAT_PATCH,
} Compat;

typedef struct Plan
{
    const char *path;
    const char *source;  /* the file's text */
    const char *version; /* 14 digits */
    const char *slug;
    const char *description; /* "" when not given */
    Compat compat;
    PlanApplication *applications;
    size_t application_count;
    const char *const *after; /* versions; NULL-terminated */
    PlanChange *changes;
    size_t change_count;
    PlanVerify *verify;
    size_t verify_count;
    struct
    {
        int64_t batch_ms;   /* target time of one batch; default 200 */
        int64_t pause_ms;   /* between batches; default 0 */
        bool fire_triggers; /* the application's triggers may fire in the backfill; default false */
    } backfill;
    struct
    {
        int64_t lock_ms;      /* one attempt; default 2000 */
        int64_t statement_ms; /* one statement of ours that is not a backfill or an index; default 0: none */
        int64_t total_ms;     /* all attempts for one lock; default 300000 */
    } timeouts;
    int64_t hold_s; /* default 86400 */
} Plan;

/* Loads and checks PATH (the YAML only: P1xx). NULL with findings in DIAGNOSTICS; or with ERR set where the file cannot
 * be read (ERROR_INVALID: no such file, a folder, not readable). */
Plan *plan_load(void *owner, const char *path, Diagnostics *diagnostics, Error *err);

/* The same of a text that was loaded before and is kept in the journal. */
Plan *plan_load_text(void *owner, const char *version, const char *slug, const char *text, Diagnostics *diagnostics,
                     Error *err);

/* Line and column (code points, 1-based) in the plan's file of byte OFFSET in TEXT. */
void plan_locate(const Plan *plan, const PlanText *text, size_t offset, size_t *line, size_t *column);

/* Line LINE of the file, without its end, owned by OWNER; NULL past the end. */
char *plan_source_line(void *owner, const Plan *plan, size_t line);

/* Whether VERSION is a version of an application as the plan accepts it: 1.4.0, 41, v1.4.0-rc1. */
bool plan_version_is_valid(const char *version);

/* Less than, equal to or greater than 0 like strcmp(): Semantic Versioning's order, in which 1.4 is 1.4.0. Both valid. */
int plan_version_compare(const char *a, const char *b);

/* The JSON Schema (draft-07) of a plan, from the same table; ends with a newline. */
char *plan_json_schema(void *owner);

/* Finds the plan file of VERSION (14 digits, or a unique part of the slug, or a path) in DIRECTORY ("plans", searched
 * upward from the working directory when NULL). VERSION NULL: the only or the newest one. ERROR_INVALID otherwise. */
char *plan_find(void *owner, const char *directory, const char *version, Error *err);

/* All plan files of the directory, sorted by name, NULL-terminated; same search. */
char **plan_list(void *owner, const char *directory, Error *err);

/* Whether some change of PLAN allows RULE. */
bool plan_allows(const Plan *plan, const char *rule);

#endif
