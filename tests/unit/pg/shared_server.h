/* SPDX-License-Identifier: PostgreSQL */
/*
 * One throw-away server for all tests of a program, and how to wait for a child.
 */
#ifndef TEST_SHARED_SERVER_H
#define TEST_SHARED_SERVER_H

#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "pg/server.h"

static void *root;
static Server *server;

static int
start_shared_server(void **state)
{
    Error err = {0};
    (void) state;
    root = mem_root("test");
    server = server_start(root, &(ServerOptions){0}, &err);
    if (server == NULL)
    {
        print_error("%s\n%s\n", err.message, err.detail != NULL ? err.detail : "");
    }
    return server == NULL;
}

static int
stop_shared_server(void **state)
{
    Error err = {0};
    char *directory = mem_strdup(root, server_directory(server));
    (void) state;
    int failed = !server_stop(server, &err) || !server_stop(server, &err) || access(directory, F_OK) == 0;
    mem_free(root);
    return failed;
}

static inline int
exit_of(pid_t child)
{
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

#endif
