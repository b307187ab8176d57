/* SPDX-License-Identifier: PostgreSQL */
/*
 * A throw-away server's life: initdb, start, wait until it answers, stop, remove.
 *
 * Speed comes from giving up durability (fsync off): what the server holds is lost with it anyway. The folder is made
 * 0700 and the socket lies in it, so that trust authentication lets in nobody but its owner and root.
 */
#include "pg/server.h"

#include <ctype.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "pg/conn.h"
#include "server_internal.h"

#define DEFAULT_START_MS 60000
#define READY_STEP_MS    30
#define FAST_SHUTDOWN_MS 30000
#define HARD_SHUTDOWN_MS 10000

struct Server
{
    char *bindir;
    char *directory;
    char *data;
    char *url;
    char *initdb_log;
    char *server_log;
    ServerUser user;
    pid_t pid; /* 0: not running */
    int64_t start_timeout_ms;
    bool outlives_us; /* asked for */
    bool is_kept;     /* and it runs, so that nothing is undone any more */
    bool is_gone;
};

static const char *const server_settings[] = {
    "listen_addresses=",
    "port=5432",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "shared_buffers=64MB",
    "max_connections=100",
    "max_wal_size=1GB",
    "jit=off",
    "lc_messages=C",
    "log_line_prefix=%m [%p] %q%a ",
    "logging_collector=off",
    "log_min_messages=warning",
};

static void free_server(void *block);
static bool make_cluster(Server *server, Error *err);
static bool start_postmaster(Server *server, const char *const *settings, Error *err);
static bool wait_until_ready(Server *server, Error *err);
static bool fail_with_log(Server *server, const char *log_path, Error *err, const char *message);
static bool end_process(pid_t pid, int signal_number, int64_t timeout_ms);
static void end_postmaster(Server *server, int first_signal);
static char *encode_url(void *owner, const char *directory);

Server *
server_start(void *owner, const ServerOptions *options, Error *err)
{
    Server *server = mem_new(owner, Server);
    server->is_gone = true;
    server->outlives_us = options->keep;
    server->start_timeout_ms = options->start_timeout_ms > 0 ? options->start_timeout_ms : DEFAULT_START_MS;
    server->bindir = server_find_bindir(server, options->bindir, err);
    if (server->bindir == NULL || !server_user_choose(server, &server->user, err) ||
        (server->directory = server_directory_make(server, &server->user, err)) == NULL)
    {
        mem_free(server);
        return NULL;
    }
    server->is_gone = false;
    mem_on_free(server, free_server);
    server->data = mem_printf(server, "%s/data", server->directory);
    server->initdb_log = mem_printf(server, "%s/initdb.log", server->directory);
    server->server_log = mem_printf(server, "%s/server.log", server->directory);
    server->url = encode_url(server, server->directory);
    if (!make_cluster(server, err) || !start_postmaster(server, options->settings, err) ||
        !wait_until_ready(server, err))
    {
        mem_free(server);
        return NULL;
    }
    server->is_kept = server->outlives_us;
    return server;
}

bool
server_stop(Server *server, Error *err)
{
    if (server->is_kept || server->is_gone)
    {
        return true;
    }
    end_postmaster(server, SIGINT);
    server->is_gone = true;
    return server_directory_remove(server->directory, err);
}

const char *
server_url(const Server *server)
{
    return server->url;
}

const char *
server_directory(const Server *server)
{
    return server->directory;
}

const char *
server_bindir(const Server *server)
{
    return server->bindir;
}

pid_t
server_pid(const Server *server)
{
    return server->pid;
}

/* What server_stop() did not do. Nothing that we could tell comes from here. */
static void
free_server(void *block)
{
    Server *server = block;
    if (server->is_kept || server->is_gone)
    {
        return;
    }
    Error ignored = {0};
    end_postmaster(server, SIGQUIT);
    (void) server_directory_remove(server->directory, &ignored);
    error_clear(&ignored);
}

static bool
make_cluster(Server *server, Error *err)
{
    locale_t utf8 = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t) 0);
    const char *argv[] = {
        mem_printf(server, "%s/initdb", server->bindir),
        "-D",
        server->data,
        "--auth=trust",
        "-U",
        "postgres",
        "-N",
        "--encoding=UTF8",
        utf8 != (locale_t) 0 ? "--locale=C.UTF-8" : "--locale=C",
        NULL,
    };
    if (utf8 != (locale_t) 0)
    {
        freelocale(utf8);
    }
    const ServerProgram program = {
        .argv = argv,
        .log_path = server->initdb_log,
        .user = &server->user,
    };
    int status = 0;
    pid_t pid = server_process_start(&program, err);
    if (pid < 0)
    {
        return false;
    }
    ServerWait end = server_process_wait(pid, server->start_timeout_ms, false, &status);
    if (end == SERVER_WAIT_EXITED && status == 0)
    {
        return true;
    }
    if (end != SERVER_WAIT_EXITED)
    {
        (void) (end_process(pid, SIGTERM, HARD_SHUTDOWN_MS) || end_process(pid, SIGKILL, HARD_SHUTDOWN_MS));
    }
    return fail_with_log(server, server->initdb_log, err,
                         end == SERVER_WAIT_TIMEOUT ? "initdb took too long" : "initdb failed");
}

static bool
start_postmaster(Server *server, const char *const *settings, Error *err)
{
    const char **argv = NULL;
    size_t count = 0;
    *mem_push(server, argv, count) = mem_printf(server, "%s/postgres", server->bindir);
    *mem_push(server, argv, count) = "-D";
    *mem_push(server, argv, count) = server->data;
    *mem_push(server, argv, count) = "-k";
    *mem_push(server, argv, count) = server->directory;
    for (size_t i = 0; i < sizeof(server_settings) / sizeof(server_settings[0]); i++)
    {
        *mem_push(server, argv, count) = "-c";
        *mem_push(server, argv, count) = server_settings[i];
    }
    for (size_t i = 0; settings != NULL && settings[i] != NULL; i++)
    {
        *mem_push(server, argv, count) = "-c";
        *mem_push(server, argv, count) = settings[i];
    }
    *mem_push(server, argv, count) = NULL;
    const ServerProgram program = {
        .argv = argv,
        .log_path = server->server_log,
        .user = &server->user,
        .outlives_us = server->outlives_us,
    };
    pid_t pid = server_process_start(&program, err);
    server->pid = pid > 0 ? pid : 0;
    mem_free(argv);
    return pid > 0;
}

/* A connection is the only proof: the socket is there before the server answers. */
static bool
wait_until_ready(Server *server, Error *err)
{
    int64_t deadline = clock_ms() + server->start_timeout_ms;
    const ConnOptions options = {
        .url = server->url,
        .application_name = "bellows",
        .connect_timeout_ms = 2000,
        .plain = true,
    };
    for (;;)
    {
        int status = 0;
        Error not_yet = {0};
        ServerWait end = server_process_wait(server->pid, READY_STEP_MS, false, &status);
        Conn *conn = end == SERVER_WAIT_TIMEOUT ? conn_open(server, &options, &not_yet) : NULL;
        bool is_ready = conn != NULL;
        mem_free(conn);
        error_clear(&not_yet);
        if (is_ready)
        {
            return true;
        }
        if (end == SERVER_WAIT_EXITED)
        {
            server->pid = 0;
        }
        if (end != SERVER_WAIT_TIMEOUT || clock_ms() >= deadline)
        {
            return fail_with_log(server, server->server_log, err,
                                 end == SERVER_WAIT_EXITED ? "the throw-away server did not start"
                                                           : "the throw-away server does not answer");
        }
    }
}

/* The log is quoted now, as its folder is removed with the server. */
static bool
fail_with_log(Server *server, const char *log_path, Error *err, const char *message)
{
    if (interrupt_signal() != 0)
    {
        return interrupt_check(err);
    }
    (void) error_set(err, ERROR_FAILED, "%s (programs in %s)", message, server->bindir);
    return error_detail(err, "%s", server_directory_log_tail(server, log_path));
}

static bool
end_process(pid_t pid, int signal_number, int64_t timeout_ms)
{
    int status;
    (void) kill(pid, signal_number);
    return server_process_wait(pid, timeout_ms, true, &status) == SERVER_WAIT_EXITED;
}

/* A postmaster that is killed leaves its children to notice by themselves; so that comes last. */
static void
end_postmaster(Server *server, int first_signal)
{
    if (server->pid == 0)
    {
        return;
    }
    bool is_ended = end_process(server->pid, first_signal, FAST_SHUTDOWN_MS) ||
                    end_process(server->pid, SIGQUIT, HARD_SHUTDOWN_MS) ||
                    end_process(server->pid, SIGKILL, HARD_SHUTDOWN_MS);
    if (!is_ended)
    {
        log_warning("the throw-away server (pid %d) does not end", (int) server->pid);
    }
    server->pid = 0;
}

static char *
encode_url(void *owner, const char *directory)
{
    char *url = mem_strdup(owner, "postgresql:///postgres?user=postgres&port=5432&host=");
    for (const char *at = directory; *at != '\0'; at++)
    {
        bool is_plain = isalnum((unsigned char) *at) || strchr("/._-", *at) != NULL;
        if (is_plain)
        {
            mem_append(&url, "%c", *at);
        }
        else
        {
            mem_append(&url, "%%%02X", (unsigned char) *at);
        }
    }
    return url;
}
