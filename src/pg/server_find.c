/* SPDX-License-Identifier: PostgreSQL */
/*
 * Where PostgreSQL's server programs are: Debian keeps them out of PATH, in a folder for each major version.
 */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "pg/server.h"
#include "server_internal.h"

#define DISTRIBUTION_ROOT "/usr/lib/postgresql"
#define PG_CONFIG_MS      5000

static bool has_programs(const char *bindir);
static char *find_in_path(void *owner, const char *program, const char *beside);
static char *ask_pg_config(void *owner);
static char *newest_of_distribution(void *owner);

char *
server_find_bindir(void *owner, const char *wanted, Error *err)
{
    const char *environment = getenv("PG_BINDIR");
    const char *named = wanted != NULL ? wanted : environment;
    if (named != NULL && named[0] != '\0')
    {
        if (has_programs(named))
        {
            return mem_strdup(owner, named);
        }
        (void) error_set(err, ERROR_FAILED, "%s: no initdb and postgres in %s",
                         wanted != NULL ? "server programs" : "PG_BINDIR", named);
        (void) error_hint(err, "Name the folder that holds both, such as " DISTRIBUTION_ROOT
                               "/15/bin (Debian, Ubuntu: apt-get install postgresql).");
        return NULL;
    }
    char *(*const ways[])(void *) = {ask_pg_config, newest_of_distribution};
    char *found = find_in_path(owner, "initdb", "postgres");
    for (size_t i = 0; found == NULL && i < sizeof(ways) / sizeof(ways[0]); i++)
    {
        char *candidate = ways[i](owner);
        found = candidate != NULL && has_programs(candidate) ? candidate : NULL;
    }
    if (found == NULL)
    {
        (void) error_set(err, ERROR_FAILED, "no PostgreSQL server programs (initdb, postgres) found");
        (void) error_detail(err, "Searched PATH, pg_config --bindir and " DISTRIBUTION_ROOT "/*/bin.");
        (void) error_hint(err, "Install them (Debian, Ubuntu: apt-get install postgresql), or name their "
                               "folder with PG_BINDIR.");
    }
    return found;
}

static bool
has_programs(const char *bindir)
{
    static const char *const programs[] = {"initdb", "postgres"};
    bool has = true;
    void *scratch = mem_root("programs");
    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
    {
        has = has && access(mem_printf(scratch, "%s/%s", bindir, programs[i]), X_OK) == 0;
    }
    mem_free(scratch);
    return has;
}

/* The first folder of PATH that has PROGRAM and, unless NULL, BESIDE. */
static char *
find_in_path(void *owner, const char *program, const char *beside)
{
    const char *path = getenv("PATH");
    while (path != NULL && *path != '\0')
    {
        size_t length = strcspn(path, ":");
        char *folder = mem_strndup(owner, path, length);
        bool has = folder[0] == '/' && access(mem_printf(folder, "%s/%s", folder, program), X_OK) == 0;
        if (has && (beside == NULL || access(mem_printf(folder, "%s/%s", folder, beside), X_OK) == 0))
        {
            return folder;
        }
        mem_free(folder);
        path += length + (path[length] == ':' ? 1 : 0);
    }
    return NULL;
}

static char *
ask_pg_config(void *owner)
{
    char *folder = find_in_path(owner, "pg_config", NULL);
    const char *base = getenv("TMPDIR");
    char *log_path =
        mem_printf(owner, "%s/bellows-pg_config.XXXXXX", base != NULL && base[0] != '\0' ? base : P_tmpdir);
    int fd = folder == NULL ? -1 : mkstemp(log_path);
    if (fd < 0)
    {
        return NULL;
    }
    (void) close(fd);
    char *program = mem_printf(owner, "%s/pg_config", folder);
    const char *const argv[] = {program, "--bindir", NULL};
    const ServerUser ourselves = {0};
    Error ignored = {0};
    int status = -1;
    pid_t pid =
        server_process_start(&(ServerProgram){.argv = argv, .log_path = log_path, .user = &ourselves}, &ignored);
    bool is_done = pid > 0 && server_process_wait(pid, PG_CONFIG_MS, false, &status) == SERVER_WAIT_EXITED;
    if (pid > 0 && !is_done)
    {
        (void) kill(pid, SIGKILL);
        (void) waitpid(pid, &status, 0);
    }
    char *answer = is_done && status == 0 ? server_directory_log_tail(owner, log_path) : NULL;
    (void) unlink(log_path);
    error_clear(&ignored);
    return answer;
}

static char *
newest_of_distribution(void *owner)
{
    DIR *root = opendir(DISTRIBUTION_ROOT);
    char *newest = NULL;
    long newest_version = 0;
    const struct dirent *entry;
    while (root != NULL && (entry = readdir(root)) != NULL)
    {
        char *bindir = mem_printf(owner, DISTRIBUTION_ROOT "/%s/bin", entry->d_name);
        long version = strtol(entry->d_name, NULL, 10);
        if (version > newest_version && has_programs(bindir))
        {
            newest = bindir;
            newest_version = version;
        }
    }
    if (root != NULL)
    {
        (void) closedir(root);
    }
    return newest;
}
