/* SPDX-License-Identifier: PostgreSQL */
/*
 * Private to src/change/fold*.c: folding one command, and what its parts share.
 *
 * Invariant: nothing of a Command is kept but by schema_keep*(): commands are freed after they were folded.
 */
#ifndef CHANGE_FOLD_INTERNAL_H
#define CHANGE_FOLD_INTERNAL_H

#include "change/fold.h"
#include "schema_internal.h"

/* Functions that call functions … are folded this deep. */
#define FOLD_DEPTH_MAX 8

typedef struct Fold
{
    Schema *schema;
    FoldPlace place;
    size_t depth; /* bodies around the command; in one, what creates something that exists does nothing */
    void *scratch;
} Fold;

typedef void (*FoldAction)(Fold *fold, const Command *command);

/* ---- fold.c ---- */

void fold_commands(Fold *fold, const Command *commands, size_t count);

/* ---- fold_names.c: the names that PostgreSQL chooses ---- */

/* A free name of a relation: NAME_COLUMNS_LABEL of at most 63 bytes, numbered until it is free. COLUMNS may be NULL. */
const char *fold_choose_relation(Fold *fold, const SchemaRelation *table, const char *columns, const char *label,
                                 bool is_constraint);
const char *fold_choose_constraint(Fold *fold, const SchemaRelation *table, const char *columns, const char *label);
/* Columns joined by "_" as PostgreSQL does for indexes and foreign keys; those of an index where it has expressions are
 * named "expr" or like the function. */
const char *fold_join_columns(Fold *fold, const char *const *columns, const CommandCall *calls, size_t call_count);

/* The same of an index, with its INCLUDE columns where they can be told. */
const char *fold_index_columns(Fold *fold, const CommandIndex *index);

/* ---- fold_relation.c: relations made and found ---- */

/* Room for what COMMAND creates, or NULL where it does nothing because it exists. */
SchemaRelation *fold_create_relation(Fold *fold, const Command *command, QualifiedName name, char kind);
/* A new one under a name that is free. */
SchemaRelation *fold_make_relation(Fold *fold, const SchemaRelation *beside, const char *name, char kind);
/* What COMMAND alters: names[0], maybe a new stub; NULL where it does nothing. */
SchemaRelation *fold_altered(Fold *fold, const Command *command);
void fold_mark_empty(Fold *fold, SchemaRelation *relation);
/* Rows came into it: neither it nor what is above or below it is empty. */
void fold_fill(Fold *fold, SchemaRelation *relation);
/* Nobody knows what was filled. */
void fold_fill_all(Fold *fold);
void fold_drop(Fold *fold, SchemaRelation *relation, bool cascade);

/* ---- fold_table.c ---- */

void fold_create_table(Fold *fold, const Command *command);
void fold_create_partition(Fold *fold, const Command *command);
void fold_create_as(Fold *fold, const Command *command);
/* A column as defined; of an existing one (inherited, or known of a stub) its definition is merged. */
SchemaColumn *fold_define_column(Fold *fold, SchemaRelation *relation, const CommandColumn *definition);
void fold_own_sequence(Fold *fold, SchemaRelation *relation, const char *column, bool is_identity);
/* Columns as they come out of a query, with the types of the columns of the same name of the only relation it reads. */
void fold_query_columns(Fold *fold, SchemaRelation *relation, const Command *command);

/* ---- fold_constraint.c ---- */

/* Those of COMMAND in the order in which PostgreSQL makes them. */
void fold_constraints(Fold *fold, SchemaRelation *relation, const Command *command, bool creates);
void fold_add_constraint(Fold *fold, const Command *command);
void fold_add_using_index(Fold *fold, const Command *command);
void fold_validate_constraint(Fold *fold, const Command *command);
void fold_drop_constraint(Fold *fold, const Command *command);
/* A copy of PARENT's constraint for CHILD; the one of that name that CHILD has is marked. */
void fold_inherit_check(Fold *fold, const SchemaConstraint *inherited, SchemaRelation *child);
void fold_inherit_foreign_key(Fold *fold, const SchemaConstraint *inherited, SchemaRelation *child);

/* ---- fold_index.c ---- */

void fold_create_index(Fold *fold, const Command *command);
/* The index behind a constraint that was just added, with those of partitions. */
void fold_constraint_index(Fold *fold, SchemaRelation *table, SchemaConstraint made, bool only);
/* The index of PARTITION that belongs to INDEX of its parent: one that fits, else a new one. */
void fold_partition_index(Fold *fold, SchemaRelation *index, SchemaRelation *partition);
/* The type of a column changed: PostgreSQL makes the indexes of partitions anew, under names that it chooses. */
void fold_rebuild_indexes(Fold *fold, SchemaRelation *relation, const char *column);
void fold_attach_index(Fold *fold, const Command *command);

/* ---- fold_partition.c: inheritance and partitions ---- */

void fold_inherit_shape(Fold *fold, SchemaRelation *parent, SchemaRelation *child);
void fold_inherit_parts(Fold *fold, SchemaRelation *parent, SchemaRelation *child);
void fold_attach(Fold *fold, const Command *command);
void fold_detach(Fold *fold, const Command *command);
void fold_inherit(Fold *fold, const Command *command);
void fold_no_inherit(Fold *fold, const Command *command);

/* ---- fold_alter.c: subcommands of ALTER TABLE on columns; fold_alter_table.c: on the table ---- */

void fold_add_column(Fold *fold, const Command *command);
void fold_drop_column(Fold *fold, const Command *command);
void fold_alter_column(Fold *fold, const Command *command);
void fold_identity(Fold *fold, const Command *command);
void fold_rename_column(Fold *fold, const Command *command);
void fold_alter_table(Fold *fold, const Command *command);

/* ---- fold_object.c, fold_type.c, fold_function.c, fold_drop.c, fold_rename.c ---- */

void fold_create(Fold *fold, const Command *command);
void fold_drop_objects(Fold *fold, const Command *command);
void fold_rename(Fold *fold, const Command *command);
void fold_set_schema(Fold *fold, const Command *command);
void fold_create_type(Fold *fold, const Command *command);
void fold_create_domain(Fold *fold, const Command *command);
void fold_alter_domain(Fold *fold, const Command *command);
void fold_enum_value(Fold *fold, const Command *command);
void fold_create_function(Fold *fold, const Command *command);
void fold_alter_function(Fold *fold, const Command *command);
/* The functions that the INDEXth name of COMMAND means: calls VISIT for each. */
void fold_each_function(Fold *fold, const Command *command, size_t index,
                        void (*visit)(Fold *fold, SchemaFunction *function, const Command *command));
void fold_create_trigger(Fold *fold, const Command *command);
void fold_create_sequence(Fold *fold, const Command *command);
void fold_owned_by(Fold *fold, const Command *command);
void fold_publish(Fold *fold, const Command *command);
void fold_drop_publication(Fold *fold, const char *name);

/* ---- fold_data.c ---- */

void fold_data(Fold *fold, const Command *command);
void fold_truncate(Fold *fold, const Command *command);
void fold_body(Fold *fold, const Command *command);
void fold_refresh(Fold *fold, const Command *command);

/* ---- fold_session.c ---- */

void fold_set(Fold *fold, const Command *command);
void fold_set_config(Fold *fold, const CommandCall *call);

#endif
