/* SPDX-License-Identifier: PostgreSQL */
/*
 * Waits for a statement: polls the socket, the interrupt pipe and the deadline at once.
 *
 * When the wait must end, the server is asked to cancel and the answer is still awaited, so that the connection can be
 * used again. PostgreSQL ignores a cancel request that arrives while the backend is between statements, and one can
 * overtake the statement: therefore it is repeated. A server that does not answer that either counts as lost.
 */
#include "conn_internal.h"

#include <errno.h>
#include <poll.h>

#include "base/interrupt.h"

#define CALLBACK_MS       250
#define CANCEL_AGAIN_MS   1000
#define CANCEL_GIVE_UP_MS 30000

static int turn_timeout(const Wait *wait);
static void handle_stop(Wait *wait, bool interrupt_is_asked);
static void call_back(Wait *wait);
static void send_cancel(Wait *wait);

Wait
conn_wait_begin(Conn *conn)
{
    int64_t now = clock_ms();
    conn->must_stop = false;
    return (Wait){
        .conn = conn,
        .started = now,
        .deadline = conn->statement_ms > 0 ? now + conn->statement_ms : 0,
        .next_callback = now + CALLBACK_MS,
    };
}

bool
conn_wait_turn(Wait *wait, short events)
{
    Conn *conn = wait->conn;
    struct pollfd fds[2] = {
        {.fd = PQsocket(conn->pg), .events = events},
        {.fd = -1, .events = POLLIN}, /* poll() skips a negative descriptor */
    };
    if (fds[0].fd < 0)
    {
        conn->is_lost = true;
        return false;
    }
    if (wait->cause == STOP_NONE && !conn->ignores_interrupts)
    {
        fds[1].fd = interrupt_fd();
    }
    if (poll(fds, 2, turn_timeout(wait)) < 0)
    {
        fds[1].revents = 0;
        conn->is_lost = errno != EINTR;
    }
    call_back(wait);
    handle_stop(wait, fds[1].revents != 0);
    return !conn->is_lost;
}

bool
conn_wait_flush(Wait *wait)
{
    PGconn *pg = wait->conn->pg;
    for (;;)
    {
        int left = PQflush(pg);
        if (left <= 0)
        {
            return left == 0;
        }
        /* Reading too: the server may be stuck in sending to us and would then never read on. */
        if (!conn_wait_turn(wait, POLLIN | POLLOUT) || PQconsumeInput(pg) == 0)
        {
            return false;
        }
    }
}

PGresult *
conn_wait_result(Wait *wait)
{
    PGconn *pg = wait->conn->pg;
    while (PQisBusy(pg))
    {
        if (!conn_wait_turn(wait, POLLIN))
        {
            return NULL;
        }
        if (PQconsumeInput(pg) == 0)
        {
            break; /* PQgetResult() now tells what happened, without waiting */
        }
    }
    return PQgetResult(pg);
}

int
conn_wait_copy_out(Wait *wait)
{
    PGconn *pg = wait->conn->pg;
    char *row = NULL;
    int length = PQgetCopyData(pg, &row, 1);
    while (length == 0)
    {
        if (!conn_wait_turn(wait, POLLIN) || PQconsumeInput(pg) == 0)
        {
            return -1;
        }
        length = PQgetCopyData(pg, &row, 1);
    }
    PQfreemem(row);
    return length;
}

/* Milliseconds until something other than the socket needs attention; -1: never. */
static int
turn_timeout(const Wait *wait)
{
    int64_t next = 0;
    const int64_t times[] = {
        wait->cause == STOP_NONE ? wait->deadline : 0,
        wait->conn->on_wait != NULL ? wait->next_callback : 0,
        wait->next_cancel,
        wait->give_up,
    };
    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
    {
        if (times[i] != 0 && (next == 0 || times[i] < next))
        {
            next = times[i];
        }
    }
    if (next == 0)
    {
        return -1;
    }
    int64_t left = next - clock_ms();
    return left <= 0 ? 0 : (int) (left < 3600000 ? left : 3600000);
}

static void
handle_stop(Wait *wait, bool interrupt_is_asked)
{
    int64_t now = clock_ms();
    if (wait->cause != STOP_NONE)
    {
        if (now >= wait->give_up)
        {
            wait->conn->is_lost = true;
        }
        else if (now >= wait->next_cancel)
        {
            send_cancel(wait);
        }
        return;
    }
    if (interrupt_is_asked)
    {
        wait->cause = STOP_INTERRUPT;
    }
    else if (wait->deadline != 0 && now >= wait->deadline)
    {
        wait->cause = STOP_DEADLINE;
    }
    else if (wait->conn->must_stop)
    {
        wait->cause = STOP_ASKED;
    }
    if (wait->cause != STOP_NONE)
    {
        conn_wait_cancel(wait, wait->cause);
    }
}

void
conn_wait_cancel(Wait *wait, StopCause cause)
{
    wait->cause = cause;
    wait->give_up = clock_ms() + CANCEL_GIVE_UP_MS;
    send_cancel(wait);
}

static void
call_back(Wait *wait)
{
    Conn *conn = wait->conn;
    if (conn->on_wait == NULL || clock_ms() < wait->next_callback)
    {
        return;
    }
    conn->on_wait(conn->wait_context, clock_ms() - wait->started);
    wait->next_callback = clock_ms() + CALLBACK_MS;
}

static void
send_cancel(Wait *wait)
{
    PGcancel *cancel = PQgetCancel(wait->conn->pg);
    if (cancel != NULL)
    {
        char reason[256]; /* not told: if it did not work, it is asked again until the time is up */
        (void) PQcancel(cancel, reason, sizeof(reason));
        PQfreeCancel(cancel);
    }
    wait->next_cancel = clock_ms() + CANCEL_AGAIN_MS;
}
