/* SPDX-License-Identifier: PostgreSQL */
/*
 * The bytes of a file. Regular files are mapped, so that a dump of any size costs address space alone; what is no regular
 * file (a pipe, standard input) is read.
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

typedef struct TextMapping
{
    void *start;
    size_t length;
} TextMapping;

static bool map(void *owner, int fd, size_t length, CmdLintText *text);
static void unmap(void *block);
static bool read_all(void *owner, int fd, CmdLintText *text);

bool
cmd_lint_text(void *owner, const char *path, CmdLintText *text, Error *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat status;
    bool is_done = fd >= 0 && fstat(fd, &status) == 0;

    *text = (CmdLintText){.text = ""};
    if (is_done && S_ISDIR(status.st_mode))
    {
        errno = EISDIR;
        is_done = false;
    }
    else if (is_done)
    {
        is_done = !is_stdin && S_ISREG(status.st_mode) ? map(owner, fd, (size_t) status.st_size, text)
                                                       : read_all(owner, fd, text);
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
    void *start;

    if (length == 0)
    {
        return true;
    }
    start = mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);
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

static bool
read_all(void *owner, int fd, CmdLintText *text)
{
    char *bytes = NULL;
    size_t room = 0;
    size_t length = 0;

    for (;;)
    {
        ssize_t got;

        if (length == room)
        {
            char *larger = mem_array(owner, char, room == 0 ? READ_BYTES : room * 2);

            if (length > 0)
            {
                memcpy(larger, bytes, length);
            }
            mem_free(bytes);
            bytes = larger;
            room = room == 0 ? READ_BYTES : room * 2;
        }
        got = length > PIPE_MAX ? -1 : read(fd, bytes + length, room - length);
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
    }
}
