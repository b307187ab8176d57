/* SPDX-License-Identifier: PostgreSQL */
/*
 * Fault points: the process kills itself after the Nth statement, so that a test can stop it everywhere.
 *
 * BELLOWS_FAULT="after:N" dies when statement N has been answered, "sent:N" when it has been sent. The counter is one
 * for the process. BELLOWS_FAULT_COUNT_FILE holds the counter as text, so that a loop knows where it ends. SIGKILL, as
 * only that proves that nothing is done on the way out.
 */
#include "conn_internal.h"

#ifdef BELLOWS_FAULTS

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct FaultPlan
{
    bool is_read;
    int64_t sent;  /* 0: never */
    int64_t after; /* 0: never */
    int64_t count; /* statements sent */
    int count_fd;  /* -1: none */
} FaultPlan;

static FaultPlan plan;

static void read_environment(void);
static void write_count(void);

void
conn_fault_sent(const Conn *conn)
{
    if (conn->is_plain)
    {
        return;
    }
    read_environment();
    plan.count++;
    if (plan.count == plan.sent)
    {
        (void) kill(getpid(), SIGKILL);
    }
}

void
conn_fault_answered(const Conn *conn)
{
    if (conn->is_plain)
    {
        return;
    }
    write_count();
    if (plan.count == plan.after)
    {
        (void) kill(getpid(), SIGKILL);
    }
}

static void
read_environment(void)
{
    if (plan.is_read)
    {
        return;
    }
    plan.is_read = true;
    plan.count_fd = -1;
    const char *fault = getenv("BELLOWS_FAULT");
    if (fault != NULL && strncmp(fault, "after:", 6) == 0)
    {
        plan.after = strtoll(fault + 6, NULL, 10);
    }
    if (fault != NULL && strncmp(fault, "sent:", 5) == 0)
    {
        plan.sent = strtoll(fault + 5, NULL, 10);
    }
    const char *path = getenv("BELLOWS_FAULT_COUNT_FILE");
    if (path != NULL && path[0] != '\0')
    {
        plan.count_fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    }
}

/* One fixed-width line, so that a later count always covers an earlier one. */
static void
write_count(void)
{
    if (plan.count_fd < 0)
    {
        return;
    }
    char line[32];
    int length = snprintf(line, sizeof(line), "%12lld\n", (long long) plan.count);
    if (pwrite(plan.count_fd, line, (size_t) length, 0) != length)
    {
        (void) close(plan.count_fd);
        plan.count_fd = -1;
    }
}

#else

void
conn_fault_sent(const Conn *conn)
{
    (void) conn;
}

void
conn_fault_answered(const Conn *conn)
{
    (void) conn;
}

#endif
