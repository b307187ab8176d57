/* SPDX-License-Identifier: PostgreSQL */
/*
 * Archive: what a purge drops, in files, before it is dropped.
 *
 * A folder of its own for each archive, with a compressed COPY of each table's key and the columns that go, all of one snapshot; a
 * script for psql that restores them; and manifest.json, which is written last: a folder without it is not complete. Each
 * file is written under another name, flushed to the disk, renamed, and read again: rows and checksums must be those that were written.
 */
#ifndef RUN_ARCHIVE_H
#define RUN_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "pg/conn.h"
#include "run/journal.h"

typedef struct ArchiveRequest
{
    Conn *conn;         /* not in a transaction */
    const char *parent; /* the folder in which the archive's folder is made */
    const JournalPlan *plan;
    const JournalStep *steps;
    size_t step_count;
    Phase phase; /* PHASE_PURGE or PHASE_DISCARD */
} ArchiveRequest;

/* Makes and verifies an archive. *FOLDER, owned by OWNER, is where it is; NULL: the phase drops nothing that has values. ERROR_REFUSED
 * with R795 whatever fails but the connection: then nothing must be dropped. */
bool archive_make(void *owner, const ArchiveRequest *request, char **folder, Error *err);

/* Whether the archive in FOLDER is as its manifest says (R795). */
bool archive_check(const char *folder, Error *err);

#endif
