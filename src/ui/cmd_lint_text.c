/* SPDX-License-Identifier: PostgreSQL */
/*
 * The bytes of a file. Large regular files are mapped, so that a dump of any size costs address space alone; small ones,
 * for which a mapping costs more than it saves, and what is no regular file (a pipe, standard input) are read.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "cmd_lint_internal.h"

#define READ_BYTES ((size_t) 64 * 1024)
#define PIPE_MAX   ((size_t) 128 * 1024 * 1024)
#define MAPPED_MIN ((size_t) 256 * 1024)

typedef struct TextMapping
{
    void *start;
    size_t length;
} TextMapping;

static bool map(void *owner, int fd, size_t length, CmdLintText *text);
static void unmap(void *block);
static bool read_all(void *owner, int fd, size_t expected, CmdLintText *text);

bool
cmd_lint_text(void *owner, const char *path, CmdLintText *text, Error *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat status = {0};
    bool is_done = fd >= 0 && fstat(fd, &status) == 0;

    *text = (CmdLintText){.text = ""};
    if (is_done && S_ISDIR(status.st_mode))
    {
        errno = EISDIR;
        is_done = false;
    }
    else if (is_done)
    {
        size_t length = !is_stdin && S_ISREG(status.st_mode) ? (size_t) status.st_size : 0;

        is_done = length >= MAPPED_MIN ? map(owner, fd, length, text)
                                       : read_all(owner, fd, length == 0 ? READ_BYTES : length, text);
    }
    if (!is_done)
    {
        (void) error_set(err, ERROR_INVALID, "could not read \"%s\": %s", path, strerror(errno));
    }
    if (fd >= 0 && !is_stdin)
    {
        (void) close(fd);
    }
    return is_done;
}

static bool
map(void *owner, int fd, size_t length, CmdLintText *text)
{
    TextMapping *mapping;
    void *start = mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);

    if (start == MAP_FAILED)
    {
        return false;
    }
    mapping = mem_new(owner, TextMapping);
    *mapping = (TextMapping){start, length};
    mem_on_free(mapping, unmap);
    *text = (CmdLintText){start, length};
    return true;
}

static void
unmap(void *block)
{
    TextMapping *mapping = block;

    (void) munmap(mapping->start, mapping->length);
}

/* The byte more than EXPECTED is for the read that finds the end. */
static bool
read_all(void *owner, int fd, size_t expected, CmdLintText *text)
{
    size_t room = expected + 1;
    char *bytes = mem_array(owner, char, room);
    size_t length = 0;

    for (;;)
    {
        ssize_t got = length > PIPE_MAX ? -1 : read(fd, bytes + length, room - length);

        errno = length > PIPE_MAX ? EFBIG : errno;
        if (got < 0 && errno != EINTR)
        {
            return false;
        }
        if (got == 0)
        {
            *text = (CmdLintText){bytes, length};
            return true;
        }
        length += got < 0 ? 0 : (size_t) got;
        if (length == room)
        {
            bytes = mem_grow(owner, bytes, room, 1);
            room = mem_size(bytes);
        }
    }
}
