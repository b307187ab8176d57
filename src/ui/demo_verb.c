/* SPDX-License-Identifier: PostgreSQL */
/*
 * Runs a command of bellows as a user would: this very program, as a process of its own, against the demo's server.
 *
 * Its working directory is the server's folder, where plans/ is, and DATABASE_URL names the server. It is in a process
 * group of its own, so that Ctrl-C reaches it only through us, and once.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "demo_internal.h"

#define TICK_MS      100
#define VERB_MS      120000
#define VERB_STOP_MS 10000
#define WORDS_MAX    12
#define EXEC_FAILED  127
#define KILLED       128

static char *command_line(void *owner, const DemoVerb *verb);
static pid_t start(const Demo *demo, const DemoVerb *verb, int *output, Error *err);
static void become_verb(const Demo *demo, const DemoVerb *verb, int output, pid_t parent) __attribute__((noreturn));
static bool follow(Demo *demo, DemoVerb *verb, int output, Error *err);
static bool read_some(DemoVerb *verb, int output);
static void stop(DemoVerb *verb, pid_t pid, int output);
static void show(const char *text);

bool
demo_verb_run(Demo *demo, DemoVerb *verb, Error *err)
{
    int output = -1;
    int status = 0;
    char *command = command_line(demo->mem, verb);
    log_info("  $ %s", command);
    verb->output = mem_strdup(demo->mem, "");
    pid_t pid = start(demo, verb, &output, err);
    if (pid < 0)
    {
        return false;
    }
    bool done = follow(demo, verb, output, err);
    if (!done)
    {
        stop(verb, pid, output);
    }
    (void) close(output);
    (void) waitpid(pid, &status, 0);
    show(verb->output);
    verb->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : KILLED + WTERMSIG(status);
    verb->as_expected = done && verb->exit_code == verb->expected;
    if (done && !verb->as_expected)
    {
        (void) demo_problem(demo, "%s: expected exit code %d, got %d", command, verb->expected, verb->exit_code);
    }
    return verb->as_expected;
}

static char *
command_line(void *owner, const DemoVerb *verb)
{
    char *text = mem_strdup(owner, "bellows");
    for (size_t i = 0; verb->words[i] != NULL; i++)
    {
        bool has_blank = strchr(verb->words[i], ' ') != NULL;
        mem_append(&text, has_blank ? " '%s'" : " %s", verb->words[i]);
    }
    return text;
}

static pid_t
start(const Demo *demo, const DemoVerb *verb, int *output, Error *err)
{
    int ends[2];
    pid_t parent = getpid();
    if (pipe2(ends, O_CLOEXEC) != 0)
    {
        (void) error_set(err, ERROR_FAILED, "could not make a pipe: %s", strerror(errno));
        return -1;
    }
    pid_t pid = fork();
    if (pid == 0)
    {
        become_verb(demo, verb, ends[1], parent);
    }
    if (pid < 0)
    {
        (void) error_set(err, ERROR_FAILED, "could not start a process: %s", strerror(errno));
        (void) close(ends[0]);
    }
    (void) close(ends[1]);
    *output = ends[0];
    return pid;
}

static void
become_verb(const Demo *demo, const DemoVerb *verb, int output, pid_t parent)
{
    const char *argv[WORDS_MAX + 2] = {"bellows"};
    int null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    for (size_t i = 0; i < WORDS_MAX && verb->words[i] != NULL; i++)
    {
        argv[i + 1] = verb->words[i];
    }
    (void) signal(SIGPIPE, SIG_DFL);
    bool is_ready = prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() == parent && setpgid(0, 0) == 0 &&
                    null_fd >= 0 && dup2(null_fd, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
                    dup2(output, STDERR_FILENO) >= 0 && chdir(demo->directory) == 0 &&
                    setenv("DATABASE_URL", demo->url, 1) == 0;
    if (is_ready)
    {
        (void) execv("/proc/self/exe", (char *const *) (uintptr_t) argv);
    }
    _exit(EXEC_FAILED);
}

/* Until the other end is closed; false when it must be ended before that. */
static bool
follow(Demo *demo, DemoVerb *verb, int output, Error *err)
{
    int64_t deadline = clock_ms() + VERB_MS;
    for (;;)
    {
        struct pollfd fds[2] = {
            {.fd = output, .events = POLLIN},
            {.fd = interrupt_fd(), .events = POLLIN},
        };
        (void) poll(fds, 2, TICK_MS);
        if (fds[0].revents != 0 && !read_some(verb, output))
        {
            return true;
        }
        if (!interrupt_check(err) || !demo_fleet_run(demo, 0, err))
        {
            return false;
        }
        if (clock_ms() >= deadline)
        {
            return demo_problem(demo, "bellows %s was not done in %d s", verb->words[0], VERB_MS / 1000);
        }
    }
}

static bool
read_some(DemoVerb *verb, int output)
{
    char part[4096];
    ssize_t length = read(output, part, sizeof(part) - 1);
    if (length > 0)
    {
        part[length] = '\0';
        mem_append(&verb->output, "%s", part);
    }
    return length > 0 || (length < 0 && errno == EINTR);
}

/* It stops at a safe point; what it says about that is read, too. */
static void
stop(DemoVerb *verb, pid_t pid, int output)
{
    int64_t deadline = clock_ms() + VERB_STOP_MS;
    struct pollfd ready = {.fd = output, .events = POLLIN};
    (void) kill(pid, SIGTERM);
    while (clock_ms() < deadline)
    {
        if (poll(&ready, 1, TICK_MS) > 0 && !read_some(verb, output))
        {
            return;
        }
    }
    (void) kill(pid, SIGKILL);
}

static void
show(const char *text)
{
    while (*text != '\0')
    {
        size_t length = strcspn(text, "\n");
        log_info("    %.*s", (int) length, text);
        text += length + (text[length] == '\n' ? 1 : 0);
    }
}
