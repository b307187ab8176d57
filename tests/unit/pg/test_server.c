/* SPDX-License-Identifier: PostgreSQL */
/*
 * pg/server: private, out of our session, gone when it must be, and there when it is kept.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "pg/server.h"
#include "shared_server.h"

static void
remove_folder(const char *path)
{
    pid_t child = fork();
    if (child == 0)
    {
        (void) execlp("rm", "rm", "-rf", path, (char *) NULL);
        _exit(1);
    }
    assert_int_equal(exit_of(child), 0);
}

static void
the_folder_is_private_and_the_server_is_not_in_our_session(void **state)
{
    struct stat info;
    (void) state;
    assert_int_equal(stat(server_directory(server), &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    assert_true(getsid(server_pid(server)) != getsid(0));
}

static void
a_server_that_cannot_start_shows_its_log_and_leaves_nothing(void **state)
{
    static const char *const settings[] = {"no_such_setting=1", NULL};
    Error err = {0};
    (void) state;
    assert_null(server_start(root, &(ServerOptions){.settings = settings}, &err));
    assert_int_equal(err.kind, ERROR_FAILED);
    assert_non_null(strstr(err.detail, "no_such_setting"));
    error_clear(&err);
}

static void
missing_programs_are_named_with_what_to_do(void **state)
{
    Error err = {0};
    (void) state;
    assert_null(server_find_bindir(root, "/nonexistent", &err));
    assert_non_null(strstr(err.message, "/nonexistent"));
    assert_non_null(err.hint);
    error_clear(&err);
}

/* The child that starts a server is killed; its postmaster must follow. */
static void
a_server_dies_with_the_process_that_started_it(void **state)
{
    int ends[2];
    pid_t postmaster = 0;
    (void) state;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0)
    {
        Error err = {0};
        Server *own = server_start(root, &(ServerOptions){0}, &err);
        pid_t pid = own != NULL ? server_pid(own) : -1;
        char directory[128] = {0};
        (void) snprintf(directory, sizeof(directory), "%s", own != NULL ? server_directory(own) : "");
        (void) !write(ends[1], &pid, sizeof(pid));
        (void) !write(ends[1], directory, sizeof(directory));
        (void) raise(SIGKILL);
    }
    char directory[128];
    assert_int_equal(read(ends[0], &postmaster, sizeof(postmaster)), sizeof(postmaster));
    assert_int_equal(read(ends[0], directory, sizeof(directory)), sizeof(directory));
    assert_int_equal(exit_of(child), 1000 + SIGKILL);
    assert_true(postmaster > 0);
    char stat_path[64];
    char line[256] = {0};
    (void) snprintf(stat_path, sizeof(stat_path), "/proc/%d/stat", (int) postmaster);
    bool is_gone = false;
    for (int64_t started = clock_ms(); !is_gone && clock_ms() - started < 10000;)
    {
        int fd = open(stat_path, O_RDONLY);
        ssize_t length = fd < 0 ? 0 : read(fd, line, sizeof(line) - 1);
        is_gone = length <= 0 || strstr(line, ") Z ") != NULL; /* nobody may reap it here */
        (void) close(fd);
        (void) poll(NULL, 0, 20);
    }
    assert_true(is_gone);
    (void) close(ends[0]);
    (void) close(ends[1]);
    remove_folder(directory);
}

static void
a_kept_server_is_left_alone(void **state)
{
    Error err = {0};
    int status;
    (void) state;
    Server *kept = server_start(NULL, &(ServerOptions){.keep = true}, &err);
    assert_non_null(kept);
    pid_t pid = server_pid(kept);
    char *directory = mem_strdup(root, server_directory(kept));
    assert_true(server_stop(kept, &err));
    mem_free(kept);
    assert_int_equal(kill(pid, 0), 0);
    assert_int_equal(access(directory, F_OK), 0);
    assert_int_equal(kill(pid, SIGINT), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    remove_folder(directory);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_folder_is_private_and_the_server_is_not_in_our_session),
        cmocka_unit_test(a_server_that_cannot_start_shows_its_log_and_leaves_nothing),
        cmocka_unit_test(missing_programs_are_named_with_what_to_do),
        cmocka_unit_test(a_server_dies_with_the_process_that_started_it),
        cmocka_unit_test(a_kept_server_is_left_alone),
    };
    return cmocka_run_group_tests(tests, start_shared_server, stop_shared_server);
}
