/* SPDX-License-Identifier: PostgreSQL */
/*
 * Signals and time. The handler does the least that POSIX allows: it notes the signal and writes one byte to a pipe.
 *
 * A second signal ends the process at once, which is safe at any point: a server that loses its client rolls the open
 * transaction back, and every step can be run again.
 */
#include "base/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t stop_signal = 0;
static int pipe_read_end = -1;
static int pipe_write_end = -1;

static void handle_stop(int signal_number);
static int poll_timeout(int64_t deadline_ms);

void
interrupt_install(void)
{
    struct sigaction action = {.sa_handler = handle_stop, .sa_flags = SA_RESTART};
    int ends[2];

    if (pipe_read_end == -1 && pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0)
    {
        pipe_read_end = ends[0];
        pipe_write_end = ends[1];
    }
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int
interrupt_fd(void)
{
    return pipe_read_end;
}

int
interrupt_signal(void)
{
    return stop_signal;
}

bool
interrupt_check(Error *err)
{
    if (stop_signal == 0)
    {
        return true;
    }
    return error_set(err, ERROR_INTERRUPTED, "stopped by %s at a safe point",
                     stop_signal == SIGINT ? "SIGINT" : "SIGTERM");
}

int64_t
clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool
interrupt_wait(int64_t timeout_ms)
{
    int64_t deadline_ms = clock_ms() + timeout_ms;

    /* The pipe is never emptied: once a stop was asked for, no wait lasts. A negative descriptor is ignored by poll. */
    while (stop_signal == 0)
    {
        struct pollfd wake = {.fd = pipe_read_end, .events = POLLIN};
        int left_ms = poll_timeout(deadline_ms);

        if (left_ms <= 0)
        {
            return true;
        }
        poll(&wake, 1, left_ms);
    }
    return false;
}

static int
poll_timeout(int64_t deadline_ms)
{
    int64_t left_ms = deadline_ms - clock_ms();

    return left_ms > INT_MAX ? INT_MAX : (int) left_ms;
}

static void
handle_stop(int signal_number)
{
    int saved_errno = errno;

    if (stop_signal != 0)
    {
        _exit(128 + signal_number);
    }
    stop_signal = signal_number;
    error_note_signal(signal_number);
    if (pipe_write_end != -1)
    {
        /* A full pipe is already readable, which is all that is wanted. */
        ssize_t ignored = write(pipe_write_end, "!", 1);

        (void) ignored;
    }
    errno = saved_errno;
}
