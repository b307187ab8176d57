/* SPDX-License-Identifier: PostgreSQL */
/*
 * Shared by the files of change/shim: names, and how pieces of SQL are put together.
 */
#ifndef CHANGE_SHIM_INTERNAL_H
#define CHANGE_SHIM_INTERNAL_H

#include "change/shim.h"
#include "sql/template.h"

typedef struct Shim
{
    void *mem;
    const Resolution *resolution;
    const TableChange *table;
    const char *sql_table; /* schema.table, quoted */
    const char *source;    /* the same as rows are read from it: with ONLY, but for the root of a partition tree */
    const char *function;  /* names, unquoted */
    const char *conflicts;
    const char *marker; /* settings */
    const char *decided;
    const char *mark_trigger;
    const char *insert_trigger;
    const char *touch_trigger;
    const char *change_trigger;
    const char *move_trigger;
    const char *version; /* a setting */
    const char *comment;
    bool has_markers;
    bool has_moves; /* rows may move between partitions, and the shim must know */
    Error *err;
} Shim;

typedef enum ShimState
{
    SHIM_EXPANDED, /* both shapes are written by clients */
    SHIM_HELD,     /* only the new one is */
    SHIM_KILLED,   /* a rollback waits for its lock: V is left alone, V+1's writes still reach the old side */
} ShimState;

/* shim_body.c; BODY gets statements. */
char *shim_body(Shim *shim, ShimState state);
void shim_fill_new(Shim *shim, const Link *link, const char *indent, char **body);
void shim_fill_old(Shim *shim, const Link *link, bool held, const char *indent, char **body);
char *shim_contradict(Shim *shim, const Link *link, bool held); /* neither side follows from the other, as SQL */
void shim_conflict(Shim *shim, const Link *link, const char *indent, char **body);

/* shim_insert.c */
void shim_insert_link(Shim *shim, const Link *link, ShimState state, char **body);

/* shim_tree.c: "" where no row moves; "the row comes from another partition" as SQL; columns with a marker as an array. */
char *shim_move_trigger(Shim *shim);
char *shim_is_moved(Shim *shim);
char *shim_marked_columns(Shim *shim);

/* shim_repair.c: for LINK_REPAIR. The row behind QUALIFIER is to be repaired, as SQL. */
char *shim_broken(Shim *shim, const Link *link, const char *qualifier);
void shim_repair(Shim *shim, const Link *link, char **body);
/* The row behind "t" is to be repaired, and `up` does it; and: some repair of the table does not (NULL: there is none). */
char *shim_repairable(Shim *shim, const Link *link);
char *shim_unrepaired(Shim *shim);

/* shim_triggers.c: the statements that create them. */
char *shim_triggers(Shim *shim);

/* shim_rows.c: everything that runs over rows: backfill, remaining, failing, verify. */
bool shim_rows(Shim *shim, ShimSql *sql);

/* The row version behind QUALIFIER is older than the horizon, as SQL; "" where that cannot be told from xids. */
char *shim_is_older(Shim *shim, const char *qualifier, const char *horizon_age);

/* Token of a column in the omission marker: "/3/". The number counts the marked columns of the table. NULL when the
 * column is not marked. */
char *shim_token(Shim *shim, const Link *link, const LinkColumn *column);

/* Whether omission of COLUMN must be known: new columns of REPLACE and ADD, old ones of DROP. */
bool shim_is_marked(const Link *link, const LinkColumn *column);

/* The value of COLUMN's mapping, read from QUALIFIER; old columns under their held names when HELD. */
char *shim_value(Shim *shim, const Link *link, const LinkColumn *column, const char *qualifier, bool held);

/* VALUE as a column of TYPE takes it by assignment. */
char *shim_assigned(Shim *shim, const char *value, const char *type);

/* "QUALIFIER.a, QUALIFIER.b" of columns; under their held names when HELD. */
char *shim_list(Shim *shim, const LinkColumn *columns, size_t count, const char *qualifier, bool held);

/* "(VALUE)::type, …" of the columns' mappings. */
char *shim_values(Shim *shim, const Link *link, const LinkColumn *columns, size_t count, const char *qualifier,
                  bool held);

#endif
