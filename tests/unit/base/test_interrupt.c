/* SPDX-License-Identifier: PostgreSQL */
/*
 * base/interrupt: each test runs in a process of its own, since a stop that was asked for stays.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"

/* The exit code of BODY run in a child. */
static int
exit_code_of(int (*body)(void))
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0)
    {
        _exit(body());
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int
stop_at_a_safe_point(void)
{
    Error err = {0};
    struct pollfd wake;
    bool before;
    int code;

    interrupt_install();
    wake = (struct pollfd){.fd = interrupt_fd(), .events = POLLIN};
    before = interrupt_check(&err) && interrupt_signal() == 0 && poll(&wake, 1, 0) == 0;
    raise(SIGTERM);
    if (!before || interrupt_check(&err) || poll(&wake, 1, 0) != 1 || interrupt_wait(60000))
    {
        return 1;
    }
    code = strstr(err.message, "SIGTERM") == NULL ? 2 : error_exit_code(err.kind);
    error_clear(&err);
    return code;
}

static int
two_signals(void)
{
    interrupt_install();
    raise(SIGTERM);
    raise(SIGINT);
    return 1;
}

static int
signal_during_a_wait(void)
{
    pid_t parent = getpid();
    pid_t pid;
    bool passed;

    interrupt_install();
    pid = fork();
    if (pid == 0)
    {
        kill(parent, SIGINT);
        _exit(0);
    }
    passed = interrupt_wait(60000);
    waitpid(pid, NULL, 0);
    return passed ? 1 : 0;
}

static void
a_signal_asks_for_a_stop_at_the_next_safe_point(void **state)
{
    (void) state;
    assert_int_equal(exit_code_of(stop_at_a_safe_point), 143);
}

static void
a_second_signal_ends_the_program_at_once(void **state)
{
    (void) state;
    assert_int_equal(exit_code_of(two_signals), 130);
}

static void
a_signal_ends_a_wait(void **state)
{
    (void) state;
    assert_int_equal(exit_code_of(signal_during_a_wait), 0);
}

static void
a_wait_lasts_as_long_as_asked(void **state)
{
    int64_t start_ms = clock_ms();

    (void) state;
    assert_int_equal(interrupt_fd(), -1);
    assert_true(interrupt_wait(30));
    assert_true(clock_ms() - start_ms >= 30);
    assert_true(interrupt_wait(0));
    assert_true(interrupt_wait(-5));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signal_asks_for_a_stop_at_the_next_safe_point),
        cmocka_unit_test(a_second_signal_ends_the_program_at_once),
        cmocka_unit_test(a_signal_ends_a_wait),
        cmocka_unit_test(a_wait_lasts_as_long_as_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
