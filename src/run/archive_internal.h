/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of archive share.
 */
#ifndef RUN_ARCHIVE_INTERNAL_H
#define RUN_ARCHIVE_INTERNAL_H

#include "base/sha.h"
#include "run/archive.h"

#define ARCHIVE_MANIFEST "manifest.json"
#define ARCHIVE_RESTORE  "restore.sql"
#define ARCHIVE_SCHEMA   "bellows_archive"

typedef struct ArchiveColumn
{
    const char *column; /* its name when it was archived */
    const char *name;   /* in the archive; another one where it is dropped */
    const char *type;
} ArchiveColumn;

/* What a file holds: counted when it is written, and again when it is read. */
typedef struct ArchiveSum
{
    int64_t rows;
    int64_t bytes;
    char sha256[SHA_HEX_BYTES];
    int64_t file_bytes; /* compressed */
    char file_sha256[SHA_HEX_BYTES];
} ArchiveSum;

typedef struct ArchiveTable
{
    const char *relation; /* as SQL */
    const char *file;
    const char *restored_as; /* in ARCHIVE_SCHEMA; a name that needs no quotes */
    ArchiveColumn *columns;
    size_t column_count;
    const char *const *falls; /* indexes and constraints that fall with the columns, as SQL; NULL-terminated */
    ArchiveSum sum;
} ArchiveTable;

typedef struct Archive
{
    const ArchiveRequest *request;
    const char *folder;
    const char *server_version;
    const char *database;
    const char *system_identifier;
    const char *snapshot;
    const char *at;
    ArchiveTable *tables;
    size_t table_count;
} Archive;

/* archive_file.c. All fail with a reason in ERR, without a code. */
bool archive_copy(Conn *conn, const char *sql, const char *relation, const char *path, ArchiveSum *sum, Error *err);
bool archive_read(const char *path, ArchiveSum *sum, Error *err);
bool archive_store(const char *folder, const char *name, const char *text, Error *err);

/* archive_manifest.c */
char *archive_manifest(void *owner, const Archive *archive);
char *archive_restore_script(void *owner, const Archive *archive);
char *archive_restore_command(void *owner, const char *folder);
bool archive_manifest_check(const char *folder, Error *err);

#endif
