/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of pg/server share: programs of PostgreSQL as child processes, and the private folder.
 */
#ifndef PG_SERVER_INTERNAL_H
#define PG_SERVER_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

/* Whom the server runs as: we ourselves, or for root a user without rights. */
typedef struct ServerUser
{
    bool is_other;
    const char *name;
    uid_t uid;
    gid_t gid;
} ServerUser;

typedef struct ServerProgram
{
    const char *const *argv; /* argv[0] is the path; NULL-terminated */
    const char *log_path;    /* gets what it prints */
    const ServerUser *user;
    bool outlives_us;
} ServerProgram;

typedef enum ServerWait
{
    SERVER_WAIT_EXITED,
    SERVER_WAIT_TIMEOUT,
    SERVER_WAIT_INTERRUPTED,
} ServerWait;

/* server_process.c */
bool server_user_choose(void *owner, ServerUser *user, Error *err);
pid_t server_process_start(const ServerProgram *program, Error *err); /* -1 on error */
ServerWait server_process_wait(pid_t pid, int64_t timeout_ms, bool ignores_interrupts, int *status);

/* server_directory.c */
char *server_directory_make(void *owner, const ServerUser *user, Error *err);
bool server_directory_remove(const char *path, Error *err);
char *server_directory_log_tail(void *owner, const char *path); /* the last lines of a log, or "" */

#endif
