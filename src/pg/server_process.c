/* SPDX-License-Identifier: PostgreSQL */
/*
 * Programs of PostgreSQL as child processes: started as the right user, waited for with a deadline.
 *
 * A child gets a session of its own (the terminal's SIGINT goes to us alone), the default signal actions, no open file
 * but its log, and SIGQUIT when we die, which is an immediate shutdown for a postmaster. The kernel forgets that last
 * wish when a process changes its user, so it is made after that.
 */
#include "server_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/mem.h"

#define STEP_MS      20 /* where the kernel has no pidfd */
#define CHILD_FAILED 127

static void become_child(const ServerProgram *program, pid_t parent, int log_fd) __attribute__((noreturn));
static bool drop_rights(const ServerUser *user);
static void reset_signals(void);

bool
server_user_choose(void *owner, ServerUser *user, Error *err)
{
    static const char *const names[] = {"postgres", "nobody"};
    *user = (ServerUser){.uid = geteuid(), .gid = getegid()};
    if (geteuid() != 0)
    {
        return true;
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
    {
        const struct passwd *entry = getpwnam(names[i]);
        if (entry != NULL && entry->pw_uid != 0)
        {
            *user = (ServerUser){
                .is_other = true,
                .name = mem_strdup(owner, entry->pw_name),
                .uid = entry->pw_uid,
                .gid = entry->pw_gid,
            };
            return true;
        }
    }
    (void) error_set(err, ERROR_FAILED, "PostgreSQL refuses to run as root, and there is no user postgres or nobody");
    return error_hint(err, "Run bellows as an ordinary user.");
}

pid_t
server_process_start(const ServerProgram *program, Error *err)
{
    pid_t parent = getpid();
    int log_fd = open(program->log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);
    pid_t pid = log_fd < 0 ? -1 : fork();
    if (pid == 0)
    {
        become_child(program, parent, log_fd);
    }
    if (pid < 0)
    {
        (void) error_set(err, ERROR_FAILED, "could not start %s: %s", program->argv[0], strerror(errno));
    }
    if (log_fd >= 0)
    {
        (void) close(log_fd);
    }
    return pid;
}

ServerWait
server_process_wait(pid_t pid, int64_t timeout_ms, bool ignores_interrupts, int *status)
{
    int64_t deadline = clock_ms() + timeout_ms;
    int fd = pidfd_open(pid, 0);
    ServerWait end = SERVER_WAIT_TIMEOUT;
    for (;;)
    {
        if (waitpid(pid, status, WNOHANG) != 0)
        {
            end = SERVER_WAIT_EXITED;
            break;
        }
        int64_t left = deadline - clock_ms();
        if (left <= 0)
        {
            break;
        }
        struct pollfd fds[2] = {
            {.fd = fd, .events = POLLIN},
            {.fd = ignores_interrupts ? -1 : interrupt_fd(), .events = POLLIN},
        };
        (void) poll(fds, 2, (int) (fd < 0 && left > STEP_MS ? STEP_MS : left));
        if (fds[1].revents != 0)
        {
            end = SERVER_WAIT_INTERRUPTED;
            break;
        }
    }
    if (fd >= 0)
    {
        (void) close(fd);
    }
    return end;
}

/* Only what POSIX allows between fork() and exec(), but for initgroups(): bellows has no threads. */
static void
become_child(const ServerProgram *program, pid_t parent, int log_fd)
{
    int null_fd = open("/dev/null", O_RDONLY);
    bool is_ready = setsid() >= 0 && null_fd >= 0 && dup2(null_fd, STDIN_FILENO) >= 0 &&
                    dup2(log_fd, STDOUT_FILENO) >= 0 && dup2(log_fd, STDERR_FILENO) >= 0;
    is_ready = is_ready && close_range(STDERR_FILENO + 1, ~0U, 0) == 0;
    is_ready = is_ready && drop_rights(program->user) && chdir("/") == 0;
    if (!program->outlives_us)
    {
        is_ready = is_ready && prctl(PR_SET_PDEATHSIG, SIGQUIT) == 0 && getppid() == parent;
    }
    if (is_ready)
    {
        reset_signals();
        (void) unsetenv("PGDATA");
        (void) unsetenv("PGPORT");
        (void) execv(program->argv[0], (char *const *) (uintptr_t) program->argv);
    }
    static const char message[] = "could not run the program as that user\n";
    (void) !write(STDERR_FILENO, message, sizeof(message) - 1);
    _exit(CHILD_FAILED);
}

static bool
drop_rights(const ServerUser *user)
{
    if (!user->is_other)
    {
        return true;
    }
    return initgroups(user->name, user->gid) == 0 && setgid(user->gid) == 0 && setuid(user->uid) == 0;
}

static void
reset_signals(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGQUIT, SIGPIPE, SIGHUP, SIGCHLD};
    sigset_t none;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
    {
        (void) signal(signals[i], SIG_DFL);
    }
    (void) sigemptyset(&none);
    (void) sigprocmask(SIG_SETMASK, &none, NULL);
}
