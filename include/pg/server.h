/* SPDX-License-Identifier: PostgreSQL */
/*
 * A throw-away PostgreSQL server: made in a private folder, reached through a socket in it, gone without a trace.
 *
 * For bellows demo and rehearse, and for tests. No TCP, no password (only who may enter the folder can connect), no
 * durability (fsync off). The server runs in a session of its own, so that Ctrl-C reaches us first; if we die without
 * stopping it, the kernel stops it. The server refuses to run as root: for root it runs as user postgres or nobody.
 */
#ifndef PG_SERVER_H
#define PG_SERVER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

typedef struct Server Server;

typedef struct ServerOptions
{
    const char *bindir;          /* folder of initdb and postgres; NULL: PG_BINDIR, PATH, pg_config, the newest of the
                                    distribution's */
    int64_t start_timeout_ms;    /* initdb, and then the start; 0: 60 s each */
    bool keep;                   /* the server outlives us; server_stop() leaves it alone */
    const char *const *settings; /* more settings, "name=value", NULL-terminated; or NULL */
} ServerOptions;

/* Makes and starts a server and waits until it answers; owned by OWNER (freeing it stops the server hard and removes
 * its folder, unless it is kept). ERROR_FAILED with the last lines of the log; ERROR_INTERRUPTED. */
Server *server_start(void *owner, const ServerOptions *options, Error *err);

/* Ends all sessions, shuts the server down and removes the folder; also after a stop was asked for. Only the first call
 * does anything. */
bool server_stop(Server *server, Error *err) __attribute__((warn_unused_result));

/* "postgresql:///postgres?host=…&user=postgres": for conn_open(), psql and DATABASE_URL. */
const char *server_url(const Server *server);

const char *server_directory(const Server *server); /* holds data/, the socket and the logs */
const char *server_bindir(const Server *server);
pid_t server_pid(const Server *server); /* of the postmaster: SIGINT is a fast shutdown */

/* The folder with initdb and postgres, owned by OWNER; NULL with what to install. */
char *server_find_bindir(void *owner, const char *wanted, Error *err);

#endif
