/* SPDX-License-Identifier: PostgreSQL */
/*
 * Makes the connection: libpq's own state machine under our deadline and interrupt pipe.
 *
 * PQconnectPoll() goes to the next host of a list when one refuses, but never when one is silent: connect_timeout holds
 * only in libpq's blocking calls. So a host that does not answer in time is taken out of the list, and the others are
 * tried anew. Looking up a host's name is the one thing that libpq does without returning.
 */
#include "conn_internal.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/mem.h"

#define DEFAULT_TIMEOUT_MS 10000
#define PARAMETERS_MAX     16

typedef enum ConnectEnd
{
    CONNECT_DONE,
    CONNECT_FAILED,
    CONNECT_SILENT,
    CONNECT_INTERRUPTED,
} ConnectEnd;

/* The lists of hosts that are left, as libpq takes them; NULL: as the URL says. */
typedef struct HostLists
{
    char *host;
    char *hostaddr;
    char *port;
} HostLists;

static bool url_is_readable(const char *url, Error *err);
static PGconn *start(const Conn *conn, const ConnOptions *options, const HostLists *lists);
static ConnectEnd poll_connection(PGconn *pg, int64_t timeout_ms, bool ignores_interrupts);
static int64_t timeout_of(PGconn *pg, const ConnOptions *options);
static bool drop_silent_host(void *owner, PGconn *pg, HostLists *lists);
static const char *option_value(const PQconninfoOption *info, const char *keyword);
static char *list_without(void *owner, const char *list, size_t index);
static char *list_item(void *owner, const char *list, size_t index);
static size_t list_length(const char *list);
static char *place_of(void *owner, PGconn *pg);

bool
conn_connect(Conn *conn, const ConnOptions *options, Error *err)
{
    if (conn->url != NULL && !url_is_readable(conn->url, err))
    {
        return false;
    }
    void *scratch = mem_root("connect");
    HostLists lists = {0};
    ConnectEnd end;
    int64_t timeout_ms;
    do
    {
        PQfinish(conn->pg);
        conn->pg = start(conn, options, &lists);
        timeout_ms = timeout_of(conn->pg, options);
        end = poll_connection(conn->pg, timeout_ms, options->ignore_interrupts);
    } while (end == CONNECT_SILENT && drop_silent_host(scratch, conn->pg, &lists));
    switch (end)
    {
        case CONNECT_DONE:
            break;
        case CONNECT_INTERRUPTED:
            (void) interrupt_check(err);
            break;
        case CONNECT_SILENT:
            (void) conn_failure_explain(conn, place_of(scratch, conn->pg),
                                        mem_printf(scratch, "no answer within %lld ms", (long long) timeout_ms), err);
            break;
        case CONNECT_FAILED:
            (void) conn_failure_explain(conn, place_of(scratch, conn->pg), PQerrorMessage(conn->pg), err);
            break;
    }
    mem_free(scratch);
    return end == CONNECT_DONE;
}

bool
conn_check_url(const char *url, bool *has_password, Error *err)
{
    *has_password = false;
    if (!url_is_readable(url, err))
    {
        return false;
    }
    PQconninfoOption *parsed = PQconninfoParse(url, NULL);
    for (const PQconninfoOption *option = parsed; option != NULL && option->keyword != NULL; option++)
    {
        *has_password = *has_password || (option->val != NULL && strstr(option->keyword, "password") != NULL);
    }
    PQconninfoFree(parsed);
    return true;
}

static bool
url_is_readable(const char *url, Error *err)
{
    bool is_plain_name = strchr(url, '=') == NULL && strstr(url, "://") == NULL;
    if (is_plain_name)
    {
        return true; /* a database's name, as for psql */
    }
    char *reason = NULL;
    PQconninfoOption *parsed = PQconninfoParse(url, &reason);
    if (parsed == NULL)
    {
        (void) conn_failure_unreadable(url, reason != NULL ? reason : "out of memory", err);
    }
    PQconninfoFree(parsed);
    PQfreemem(reason);
    return parsed != NULL;
}

/* What stands before "dbname" is a default that the URL may override; what stands behind it wins over the URL. The
 * keepalives make a lost server known within a minute, where the system's default is two hours. */
static PGconn *
start(const Conn *conn, const ConnOptions *options, const HostLists *lists)
{
    const struct
    {
        const char *keyword;
        const char *value;
    } wanted[] = {
        {"keepalives_idle", "30"},
        {"keepalives_interval", "10"},
        {"keepalives_count", "3"},
        {"dbname", conn->url},
        {"application_name", options->application_name},
        {"client_encoding", conn->is_plain ? NULL : "UTF8"},
        {"host", lists->host},
        {"hostaddr", lists->hostaddr},
        {"port", lists->port},
    };
    const char *keywords[PARAMETERS_MAX] = {NULL};
    const char *values[PARAMETERS_MAX] = {NULL};
    size_t count = 0;
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
    {
        if (wanted[i].value != NULL)
        {
            keywords[count] = wanted[i].keyword;
            values[count++] = wanted[i].value;
        }
    }
    return PQconnectStartParams(keywords, values, 1);
}

static ConnectEnd
poll_connection(PGconn *pg, int64_t timeout_ms, bool ignores_interrupts)
{
    if (pg == NULL || PQstatus(pg) == CONNECTION_BAD)
    {
        return CONNECT_FAILED;
    }
    int64_t deadline = clock_ms() + timeout_ms;
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    while (state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING)
    {
        struct pollfd fds[2] = {
            {.fd = PQsocket(pg), .events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT},
            {.fd = ignores_interrupts ? -1 : interrupt_fd(), .events = POLLIN},
        };
        int64_t left = deadline - clock_ms();
        int ready = left > 0 ? poll(fds, 2, (int) (left < 3600000 ? left : 3600000)) : 0;
        if (fds[1].revents != 0)
        {
            return CONNECT_INTERRUPTED;
        }
        if (ready == 0)
        {
            return CONNECT_SILENT;
        }
        if (fds[0].revents != 0)
        {
            state = PQconnectPoll(pg);
        }
    }
    return state == PGRES_POLLING_OK ? CONNECT_DONE : CONNECT_FAILED;
}

/* The caller's limit, else the URL's connect_timeout, else ours. */
static int64_t
timeout_of(PGconn *pg, const ConnOptions *options)
{
    if (options->connect_timeout_ms > 0)
    {
        return options->connect_timeout_ms;
    }
    PQconninfoOption *info = PQconninfo(pg);
    const char *seconds = option_value(info, "connect_timeout");
    int64_t timeout_ms = seconds == NULL ? 0 : strtoll(seconds, NULL, 10) * 1000;
    PQconninfoFree(info);
    return timeout_ms > 0 ? timeout_ms : DEFAULT_TIMEOUT_MS;
}

/* False when there is no other host to try. */
static bool
drop_silent_host(void *owner, PGconn *pg, HostLists *lists)
{
    PQconninfoOption *info = PQconninfo(pg);
    const char *host = option_value(info, "host");
    const char *hostaddr = option_value(info, "hostaddr");
    const char *port = option_value(info, "port");
    size_t count = list_length(hostaddr != NULL ? hostaddr : host);
    const char *silent = PQhost(pg);
    const char *silent_port = PQport(pg);
    size_t ports = list_length(port);
    for (size_t i = 0; count > 1 && i < count; i++)
    {
        char *name = list_item(owner, host != NULL ? host : hostaddr, i);
        char *number = list_item(owner, port, ports == count ? i : 0);
        bool is_silent = strcmp(name, silent) == 0 && (number[0] == '\0' || strcmp(number, silent_port) == 0);
        if (is_silent)
        {
            lists->host = list_without(owner, host, i);
            lists->hostaddr = list_without(owner, hostaddr, i);
            lists->port = ports == count ? list_without(owner, port, i) : NULL;
            PQconninfoFree(info);
            return true;
        }
    }
    PQconninfoFree(info);
    return false;
}

static const char *
option_value(const PQconninfoOption *info, const char *keyword)
{
    for (const PQconninfoOption *option = info; option != NULL && option->keyword != NULL; option++)
    {
        if (strcmp(option->keyword, keyword) == 0)
        {
            return option->val != NULL && option->val[0] != '\0' ? option->val : NULL;
        }
    }
    return NULL;
}

static char *
list_item(void *owner, const char *list, size_t index)
{
    const char *item = list != NULL ? list : "";
    for (size_t i = 0; i < index && *item != '\0'; i++)
    {
        item += strcspn(item, ",");
        item += *item == ',' ? 1 : 0;
    }
    return mem_strndup(owner, item, strcspn(item, ","));
}

static char *
list_without(void *owner, const char *list, size_t index)
{
    if (list == NULL)
    {
        return NULL;
    }
    char *left = mem_strdup(owner, "");
    size_t count = list_length(list);
    bool is_first = true;
    for (size_t i = 0; i < count; i++)
    {
        if (i != index)
        {
            mem_append(&left, "%s%s", is_first ? "" : ",", list_item(owner, list, i));
            is_first = false;
        }
    }
    return left;
}

static size_t
list_length(const char *list)
{
    size_t count = list == NULL ? 0 : 1;
    for (const char *at = list; at != NULL && *at != '\0'; at++)
    {
        count += *at == ',' ? 1 : 0;
    }
    return count;
}

/* "localhost:5432", or of a list all of them, as it was given. */
static char *
place_of(void *owner, PGconn *pg)
{
    PQconninfoOption *info = PQconninfo(pg);
    const char *host = option_value(info, "host");
    char *place;
    if (host != NULL && strchr(host, ',') != NULL)
    {
        place = mem_strdup(owner, host);
    }
    else
    {
        const char *name = PQhost(pg);
        const char *port = PQport(pg);
        place =
            mem_printf(owner, "%s:%s", name != NULL && name[0] != '\0' ? name : "the server", port != NULL ? port : "");
    }
    PQconninfoFree(info);
    return place;
}
