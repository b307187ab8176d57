/* SPDX-License-Identifier: PostgreSQL */
/*
 * Folding: what the database holds after a statement.
 *
 * In: a Schema and a Command. Out: the Schema as the statement leaves it, on the assumption that it succeeds (a statement
 * with IF EXISTS or IF NOT EXISTS may do nothing). What a statement alters and the schema does not know becomes a
 * stub. Statements in bodies (DO, CREATE SCHEMA) are folded too, those of all branches in order.
 */
#ifndef CHANGE_FOLD_H
#define CHANGE_FOLD_H

#include "change/schema.h"

/* Where the statement stands: recorded in what it makes. */
typedef struct FoldPlace
{
    size_t file;        /* from 1 */
    size_t statement;   /* from 1, over all files */
    size_t transaction; /* number of the open transaction, or 0 */
} FoldPlace;

void fold_command(Schema *schema, const Command *command, FoldPlace place);

/* A file begins, in a session of its own: what earlier files made may hold rows from now on, temporary tables and SET are
 * gone, and what was dropped is freed (schema_recycle()). */
void fold_begin_file(Schema *schema, size_t file);
/* A transaction ended: values added to enums can be used from now on. */
void fold_end_transaction(Schema *schema);

#endif
