/* SPDX-License-Identifier: PostgreSQL */
/*
 * The files of an archive: compressed as they come, flushed, renamed, and read again.
 */
#include "archive_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"

#define PIECE_BYTES 65536

typedef struct Writer
{
    gzFile file;
    const char *path;
    const char *relation;
    Sha256 sha;
    ArchiveSum *sum;
} Writer;

static bool write_row(void *context, const char *data, size_t length, Error *err);
static bool finish_file(const char *temporary, const char *path, Error *err);
static bool flush_folder(const char *path, Error *err);
static bool read_whole(const char *path, ArchiveSum *sum, Error *err);
static bool read_content(const char *path, ArchiveSum *sum, Error *err);
static bool fail(const char *path, const char *what, Error *err);

bool
archive_copy(Conn *conn, const char *sql, const char *relation, const char *path, ArchiveSum *sum, Error *err)
{
    char *temporary = mem_printf(NULL, "%s.tmp", path);
    Writer writer = {.path = path, .relation = relation, .sum = sum};
    size_t sent = 0;
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    *sum = (ArchiveSum){0};
    sha_begin(&writer.sha);
    writer.file = fd < 0 ? NULL : gzdopen(fd, "wb6");
    bool is_done =
        writer.file != NULL ? conn_copy_out(conn, sql, write_row, &writer, &sent, err) : fail(temporary, "made", err);
    if (writer.file == NULL && fd >= 0)
    {
        close(fd);
    }
    if (writer.file != NULL && gzclose(writer.file) != Z_OK && is_done)
    {
        is_done = fail(temporary, "written", err);
    }
    log_progress_drop();
    sha_end(&writer.sha, sum->sha256);
    if (is_done && (int64_t) sent != sum->rows)
    {
        is_done = error_set(err, ERROR_FAILED, "of %s %zu rows were sent, and %" PRId64 " written", relation, sent,
                            sum->rows);
    }
    is_done = is_done && finish_file(temporary, path, err);
    mem_free(temporary);
    return is_done;
}

static bool
write_row(void *context, const char *data, size_t length, Error *err)
{
    Writer *writer = context;
    if (gzwrite(writer->file, data, (unsigned) length) != (int) length)
    {
        return fail(writer->path, "written", err);
    }
    sha_add(&writer->sha, data, length);
    writer->sum->rows++;
    writer->sum->bytes += (int64_t) length;
    log_progress("archiving %s: %" PRId64 " rows", writer->relation, writer->sum->rows);
    return true;
}

/* The rename only once all of it is on the disk, and the rename itself as well. */
static bool
finish_file(const char *temporary, const char *path, Error *err)
{
    int fd = open(temporary, O_RDONLY | O_CLOEXEC);
    bool is_flushed = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
    {
        close(fd);
    }
    return (is_flushed || fail(temporary, "flushed", err)) &&
           (rename(temporary, path) == 0 || fail(path, "renamed", err)) && flush_folder(path, err);
}

static bool
flush_folder(const char *path, Error *err)
{
    char *folder = mem_strndup(NULL, path, (size_t) (strrchr(path, '/') - path));
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_flushed = fd >= 0 && fsync(fd) == 0;
    if (!is_flushed)
    {
        (void) fail(folder, "flushed", err);
    }
    if (fd >= 0)
    {
        close(fd);
    }
    mem_free(folder);
    return is_flushed;
}

bool
archive_store(const char *folder, const char *name, const char *text, Error *err)
{
    char *path = mem_printf(NULL, "%s/%s", folder, name);
    char *temporary = mem_printf(path, "%s.tmp", path);
    size_t length = strlen(text);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool is_done = fd >= 0 && write(fd, text, length) == (ssize_t) length;
    if (!is_done)
    {
        (void) fail(temporary, "written", err);
    }
    if (fd >= 0)
    {
        close(fd);
    }
    is_done = is_done && finish_file(temporary, path, err);
    mem_free(path);
    return is_done;
}

bool
archive_read(const char *path, ArchiveSum *sum, Error *err)
{
    *sum = (ArchiveSum){0};
    return read_whole(path, sum, err) && read_content(path, sum, err);
}

static bool
read_whole(const char *path, ArchiveSum *sum, Error *err)
{
    unsigned char piece[PIECE_BYTES];
    Sha256 sha;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? -1 : 0;
    sha_begin(&sha);
    while (fd >= 0 && (got = read(fd, piece, sizeof(piece))) > 0 && interrupt_check(err))
    {
        sha_add(&sha, piece, (size_t) got);
        sum->file_bytes += got;
    }
    if (got < 0)
    {
        (void) fail(path, "read", err);
    }
    if (fd >= 0)
    {
        close(fd);
    }
    sha_end(&sha, sum->file_sha256);
    return !error_is_set(err);
}

/* A row ends with a line end: within values COPY writes it as \n. */
static bool
read_content(const char *path, ArchiveSum *sum, Error *err)
{
    char piece[PIECE_BYTES];
    Sha256 sha;
    int got = -1;
    errno = 0;
    gzFile file = gzopen(path, "rb");
    sha_begin(&sha);
    while (file != NULL && (got = gzread(file, piece, sizeof(piece))) > 0 && interrupt_check(err))
    {
        sha_add(&sha, piece, (size_t) got);
        sum->bytes += got;
        for (const char *at = piece; (at = memchr(at, '\n', (size_t) (piece + got - at))) != NULL; at++)
        {
            sum->rows++;
        }
    }
    if (got < 0)
    {
        (void) fail(path, "read", err);
    }
    /* A file that was cut off is known by its end. */
    if (file != NULL && gzclose(file) != Z_OK && got == 0)
    {
        (void) fail(path, "read to its end", err);
    }
    sha_end(&sha, sum->sha256);
    return !error_is_set(err);
}

static bool
fail(const char *path, const char *what, Error *err)
{
    return error_set(err, ERROR_FAILED, "%s cannot be %s: %s", path, what,
                     errno != 0 ? strerror(errno) : "not a compressed file");
}
