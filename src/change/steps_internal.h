/* SPDX-License-Identifier: PostgreSQL */
/*
 * Shared by the files of change/steps: the builder and the names of what is built beside old objects.
 */
#ifndef CHANGE_STEPS_INTERNAL_H
#define CHANGE_STEPS_INTERNAL_H

#include "change/shim.h"
#include "change/steps.h"
#include "sql/template.h"

typedef struct StepBuilder
{
    void *mem;
    const Resolution *resolution;
    ShimSql **shims;         /* one for each table; NULL where the table needs none */
    ShimTripwire *tripwires; /* one for each table */
    StepList *list;
    Phase phase;
    size_t number; /* within the phase */
    Error *err;
} StepBuilder;

/* A new step; TABLE may be NULL. SLUG is the middle of its id. */
Step *steps_push(StepBuilder *builder, StepKind kind, const TableChange *table, const char *slug, const char *title,
                 ...) __attribute__((format(printf, 5, 6)));

/* A step of one transaction. */
Step *steps_transaction(StepBuilder *builder, const TableChange *table, LockMode lock, const char *slug,
                        const char *sql, const char *title, ...) __attribute__((format(printf, 6, 7)));

char *steps_render(StepBuilder *builder, const char *name, const TemplateVariable *variables, size_t count);

void steps_build_expand(StepBuilder *builder);
void steps_build_contract(StepBuilder *builder); /* tighten, seal, purge */
void steps_build_rollback(StepBuilder *builder); /* unseal, undo, discard */

/* steps_in_place.c: constraints that the plan itself adds, drops and renames. WAITED: those that wait for contract, or the
 * others. */
void steps_add_keys(StepBuilder *builder, const TableChange *table, bool waited);
void steps_add_using_index(StepBuilder *builder, const TableChange *table, const InPlace *in_place, char **actions);
void steps_drop_added(StepBuilder *builder, const TableChange *table, bool waited, char **actions);
void steps_drop_constraints(StepBuilder *builder, const TableChange *table);
void steps_restore_constraints(StepBuilder *builder, const TableChange *table);
void steps_rename_constraints(StepBuilder *builder, const TableChange *table, bool back, char **statements);

/* steps_expand.c: the tripwire off, with its locks held. */
void steps_unwatch(StepBuilder *builder, const TableChange *table, char **statements);

/* What the server says of STATEMENTS on an empty copy of the table's shape. */
const char *steps_trial(StepBuilder *builder, const TableChange *table, const char *statements);

/* steps_kept.c: constraints that stay, EXCLUDE, and indexes that become constraints. */
void steps_timing_actions(StepBuilder *builder, const TableChange *table, bool waited, bool back, char **actions);
void steps_alter_kept(StepBuilder *builder, const TableChange *table);
void steps_add_exclude(StepBuilder *builder, const TableChange *table, const InPlace *in_place);
void steps_use_indexes(StepBuilder *builder, const TableChange *table);

/* steps_attribute.c: what is said of a table and its parts beside their shape. */
void steps_apply_attributes(StepBuilder *builder, const TableChange *table);
void steps_late_attributes(StepBuilder *builder, const TableChange *table);
void steps_restore_attributes(StepBuilder *builder, const TableChange *table, char **statements);

/* steps_column.c: new columns that their own default fills. ADD is the ALTER TABLE that adds them. */
char *steps_with_own_defaults(StepBuilder *builder, const TableChange *table, const char *add);
void steps_make_identities(StepBuilder *builder, const TableChange *table);
void steps_drop_fill_sequences(StepBuilder *builder, const TableChange *table, char **statements);

/* steps_index.c */
void steps_build_twins(StepBuilder *builder, const TableChange *table);

/* steps_lock.c: locks that are taken together, before STATEMENTS; fewer than two need no care. */
typedef struct StepLocks
{
    const char **names; /* tables and sequences, as SQL */
    size_t count;
} StepLocks;

void steps_note_lock(StepBuilder *builder, StepLocks *locks, const char *name);
void steps_note_table(StepBuilder *builder, StepLocks *locks, const TableChange *table); /* with its sequences */
char *steps_lock_together(StepBuilder *builder, const StepLocks *locks, const char *mode, const char *statements);

/* steps_foreign.c: the equals of foreign keys on successors. */
void steps_add_foreign_twins(StepBuilder *builder, const TableChange *table);
void steps_validate_foreign_twins(StepBuilder *builder, const TableChange *table);
void steps_cross_foreign_twins(StepBuilder *builder); /* of all tables: those that reference successors */
void steps_purge_foreign_twins(StepBuilder *builder);
void steps_undo_foreign_twins(StepBuilder *builder);
void steps_name_foreign_twin(StepBuilder *builder, const ForeignTwin *twin, char **statements);

/* steps_sequence.c. BACK: from the successor to the old column. */
void steps_alter_sequences(StepBuilder *builder, const TableChange *table);
void steps_restore_sequences(StepBuilder *builder, const TableChange *table);
void steps_counting_defaults(StepBuilder *builder, const TableChange *table, bool on, char **actions);
void steps_move_sequences(StepBuilder *builder, const TableChange *table, bool back, char **statements);

/* steps_names.c: what was built beside an old object takes its name and its marks once that is gone. */
void steps_take_names(StepBuilder *builder, const TableChange *table, char **statements);

/* ---- steps_tree.c, steps_tree_keys.c: partition trees; TABLE is the root. ---- */

/* Part NUMBER as a table of its own, for what takes one. */
TableChange *steps_part(StepBuilder *builder, const TableChange *table, size_t number);
/* The body of a DO that runs STATEMENT only while PART is a partition of TABLE. */
char *steps_if_partition(StepBuilder *builder, const TableChange *table, const TableChange *part,
                         const char *statement);
char *steps_lock_tree(StepBuilder *builder, const TableChange *table, LockMode lock);
void steps_tree_twin(StepBuilder *builder, const TableChange *table, const CatalogIndex *index);
void steps_tree_own_twins(StepBuilder *builder, const TableChange *table);
/* An index or a unique constraint that the plan adds: on the partitions, and the statements that make the root's of them. */
void steps_tree_leaf_indexes(StepBuilder *builder, const TableChange *table, const InPlace *in_place);
char *steps_tree_key(StepBuilder *builder, const TableChange *table, const InPlace *in_place);
void steps_add_index(StepBuilder *builder, const TableChange *table, const InPlace *in_place); /* of any table */
/* PART_NAMES: those of the partitions, of which some may stand alone; or NULL. */
void steps_drop_tree_index(StepBuilder *builder, const TableChange *table, const char *index,
                           const char *const *part_names, const char *title);
void steps_tree_undo(StepBuilder *builder, const TableChange *table, char **statements);
void steps_tree_take_names(StepBuilder *builder, const TableChange *table, char **statements);

/* How a foreign key is tried before the first write, and which rows break it; all may be NULL. */
typedef struct TreeKey
{
    const char *rehearsed;
    const char *rehearsal;
    const char *violation;
} TreeKey;

/* Whether the partitions of a tree get a foreign key before the tree does. */
bool steps_tree_has_own_keys(StepBuilder *builder, const TableChange *table);
void steps_tree_foreign_key(StepBuilder *builder, const TableChange *table, const char *name, const char *statement,
                            const TreeKey *key);
void steps_tree_undo_keys(StepBuilder *builder, const TableChange *table, char **statements);
void steps_tree_drop_added(StepBuilder *builder, const TableChange *table, bool waited, char **statements);
void steps_tree_key_names(StepBuilder *builder, const TableChange *table, char **statements);

/* steps_constraints.c */
void steps_add_constraints(StepBuilder *builder, const TableChange *table);
void steps_finish_constraints(StepBuilder *builder, const TableChange *table);
const char *steps_twin_constraint(StepBuilder *builder, const TableChange *table, const CatalogConstraint *constraint);

/* steps_carried.c: what follows a column to its successor. Those with TABLE are about that; what happens at the seal and at the
 * unseal is about all tables at once. */
void steps_carry_statistics(StepBuilder *builder, const TableChange *table, char **statements);
void steps_carry_triggers(StepBuilder *builder, const TableChange *table);
void steps_carry_undone(StepBuilder *builder, const TableChange *table, char **statements);
void steps_carry_names(StepBuilder *builder, const TableChange *table, char **statements); /* old columns are dropped */
bool steps_has_carried_statistics(StepBuilder *builder, const TableChange *table);
void steps_carry_begin(StepBuilder *builder, bool seals, char **statements); /* before all else */
void steps_carry_over(StepBuilder *builder, char **statements);              /* behind all else */
void steps_carry_back(StepBuilder *builder, char **statements);              /* behind all else */

/* steps_changed.c: what is carried over, as rows of (description, definition, digest); and the question, for the step of the seal,
 * whether anything has changed since expand that would stop it. */
char *steps_carried_objects(StepBuilder *builder);
void steps_ask_changed(StepBuilder *builder, Step *seal);

const char *steps_table(StepBuilder *builder, const TableChange *table);      /* as SQL */
const char *steps_search_path(StepBuilder *builder);                          /* the role's own, as SQL */
const char *steps_local_path(StepBuilder *builder, const TableChange *table); /* "SET LOCAL search_path = …;\n" or "" */
const ShimSql *steps_shim(StepBuilder *builder, const TableChange *table);    /* NULL: it has no triggers */
const ShimTripwire *steps_tripwire(StepBuilder *builder, const TableChange *table);
const ShimSql *steps_rows(StepBuilder *builder, const TableChange *table); /* what runs over rows; or NULL */
char *steps_settings(StepBuilder *builder, const TableChange *table);

/* Steps that occur in several phases. */
void steps_verify(StepBuilder *builder, const TableChange *table, bool held);
void steps_not_valid(StepBuilder *builder, const TableChange *table, const char *statements);
Step *steps_validate(StepBuilder *builder, const TableChange *table, const char *constraint, const char *condition);
char *steps_violations(StepBuilder *builder, const TableChange *table, const char *condition);
Step *steps_create_index(StepBuilder *builder, const TableChange *table, const char *index, const char *statement,
                         const char *settings);

void steps_drop_index(StepBuilder *builder, const TableChange *table, const char *index, const char *title);

/* The new columns on an empty copy of the table's shape, "ADD COLUMN …, …"; or NULL. */
char *steps_shape_columns(StepBuilder *builder, const TableChange *table);

/* Settings under which the plan's own CREATE INDEX finds its functions and operator classes. */
char *steps_index_settings(StepBuilder *builder);

/* ", "-joined ALTER TABLE actions; SQL is made by mem_strdup() or NULL. */
void steps_action(StepBuilder *builder, char **actions, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* ";\n"-joined statements. */
void steps_statement(StepBuilder *builder, char **statements, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "first;\nALTER TABLE t second": two statements of one transaction, in this order. SECOND may be NULL. */
char *steps_alter_twice(StepBuilder *builder, const TableChange *table, const char *first, const char *second);

/* ---- What hangs on a column that is replaced by a successor, and its equal on the new one ---- */

typedef struct Successors
{
    ColumnRename *renames; /* old column → new column */
    size_t count;
} Successors;

Successors steps_successors(StepBuilder *builder, const TableChange *table);

/* Whether COLUMNS names a column that has a successor and none that goes without one. */
bool steps_is_carried(StepBuilder *builder, const TableChange *table, const char *const *columns);

/* The same of CONSTRAINT's; a CHECK that the plan drops for the successor has no equal. */
bool steps_has_twin(StepBuilder *builder, const TableChange *table, const CatalogConstraint *constraint);

/* Names of the equals while both exist. */
const char *steps_twin_name(StepBuilder *builder, const TableChange *table, const char *name);
const char *steps_not_null_name(StepBuilder *builder, const TableChange *table, const char *column);

/* Calls VISIT for every new column of a link (REPLACE and ADD) that becomes NOT NULL, and for every column under
 * repair. */
typedef void (*StepColumnVisit)(StepBuilder *builder, const TableChange *table, const char *column, char **text);
void steps_each_not_null(StepBuilder *builder, const TableChange *table, bool repairs, StepColumnVisit visit,
                         char **text);

#endif
