/* SPDX-License-Identifier: PostgreSQL */
/*
 * The private folder of a throw-away server: made where the server's user can reach it, removed without a shell.
 *
 * A path of a unix socket has at most 107 bytes on Linux, and the socket lies in the folder; so a long TMPDIR is passed
 * over for /tmp. The removal goes by descriptors and never follows a link: what lies in the folder belongs to a user
 * with fewer rights than ours.
 */
#include "server_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define DIRECTORY_BYTES_MAX 80
#define TAIL_BYTES          4096
#define TAIL_LINES          8

static bool others_can_reach(const char *path);
static bool remove_tree(int parent_fd, const char *name);
static bool remove_entries(int fd);

char *
server_directory_make(void *owner, const ServerUser *user, Error *err)
{
    static const char name[] = "bellows.XXXXXX";
    const char *parent = getenv("TMPDIR");
    bool is_usable = parent != NULL && parent[0] == '/' && strlen(parent) + sizeof(name) <= DIRECTORY_BYTES_MAX &&
                     access(parent, W_OK | X_OK) == 0 && (!user->is_other || others_can_reach(parent));
    char *path = mem_printf(owner, "%s/%s", is_usable ? parent : "/tmp", name);
    if (mkdtemp(path) == NULL)
    {
        (void) error_set(err, ERROR_FAILED, "could not make a folder %s: %s", path, strerror(errno));
        return NULL;
    }
    if (user->is_other && chown(path, user->uid, user->gid) != 0)
    {
        (void) error_set(err, ERROR_FAILED, "could not give %s to user %s: %s", path, user->name, strerror(errno));
        (void) rmdir(path);
        return NULL;
    }
    return path;
}

bool
server_directory_remove(const char *path, Error *err)
{
    if (remove_tree(AT_FDCWD, path))
    {
        return true;
    }
    return error_set(err, ERROR_FAILED, "could not remove %s: %s", path, strerror(errno));
}

char *
server_directory_log_tail(void *owner, const char *path)
{
    char text[TAIL_BYTES + 1];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
    ssize_t length = fd < 0 ? 0 : pread(fd, text, TAIL_BYTES, size > TAIL_BYTES ? size - TAIL_BYTES : 0);
    if (fd >= 0)
    {
        (void) close(fd);
    }
    text[length > 0 ? length : 0] = '\0';
    char *end = text + strlen(text);
    while (end > text && end[-1] == '\n')
    {
        *--end = '\0';
    }
    int lines = 0;
    while (end > text && (end[-1] != '\n' || ++lines < TAIL_LINES))
    {
        end--;
    }
    return mem_strdup(owner, end);
}

/* A user who owns nothing on the way there needs every folder's x bit for others. */
static bool
others_can_reach(const char *path)
{
    void *scratch = mem_root("path");
    char *prefix = mem_strdup(scratch, path);
    bool can = true;
    for (char *end = prefix + strlen(prefix); can && end > prefix;)
    {
        struct stat info;
        *end = '\0';
        can = stat(prefix, &info) == 0 && (info.st_mode & S_IXOTH) != 0;
        end = strrchr(prefix, '/');
    }
    mem_free(scratch);
    return can;
}

static bool
remove_tree(int parent_fd, const char *name)
{
    int fd = openat(parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
    {
        return errno == ENOENT;
    }
    return remove_entries(fd) && (unlinkat(parent_fd, name, AT_REMOVEDIR) == 0 || errno == ENOENT);
}

/* Closes FD. */
static bool
remove_entries(int fd)
{
    DIR *directory = fdopendir(fd);
    if (directory == NULL)
    {
        (void) close(fd);
        return false;
    }
    bool is_removed = true;
    const struct dirent *entry;
    while (is_removed && (entry = readdir(directory)) != NULL)
    {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
        {
            continue;
        }
        bool is_gone = unlinkat(fd, entry->d_name, 0) == 0 || errno == ENOENT;
        is_removed = is_gone || ((errno == EISDIR || errno == EPERM) && remove_tree(fd, entry->d_name));
    }
    int reason = errno;
    (void) closedir(directory);
    errno = reason;
    return is_removed;
}
