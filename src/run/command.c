/* SPDX-License-Identifier: PostgreSQL */
/*
 * A program of the project file: started by posix_spawn, read with poll, killed with its whole process group.
 *
 * What it leaves behind in its group is killed also when it ends in time: nobody waits for a grandchild that holds the
 * pipe open.
 */
#include "run/command.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text.h"

#define OUTPUT_MAX_BYTES ((size_t) 16 * 1024 * 1024)
#define ERRORS_MAX_BYTES ((size_t) 4096)
#define ERRORS_SHOWN     300
#define READ_BYTES       ((size_t) 65536)
#define WAIT_MS          20

extern char **environ;

typedef struct Child
{
    pid_t pid;
    int out;
    int errors;
    bool has_ended;
    int status;
} Child;

typedef struct Reading
{
    char *text;
    size_t length;
    bool is_full;
} Reading;

static bool start(const CommandSpec *spec, Child *child, int *code);
static bool spawn(const CommandSpec *spec, Child *child, const int out[2], const int errors[2], int *code);
static char **environment(void *owner);
static bool read_all(void *owner, const CommandSpec *spec, Child *child, Reading *out, Reading *errors, Error *err);
static void read_some(void *owner, int *fd, Reading *reading, size_t most, bool keeps_end);
static void finish(Child *child);
static bool has_ended(Child *child);
static const char *failure_of(void *owner, const CommandSpec *spec, const Child *child, bool is_late,
                              const Reading *out, const Reading *errors);
static const char *tail(void *owner, const Reading *errors);

bool
command_run(void *owner, const CommandSpec *spec, CommandResult *result, Error *err)
{
    Child child = {.out = -1, .errors = -1};
    Reading out = {.text = mem_strdup(owner, "")};
    Reading errors = {.text = mem_strdup(owner, "")};
    int code = 0;
    *result = (CommandResult){0};
    if (!start(spec, &child, &code))
    {
        result->output = out.text;
        result->failure = mem_printf(owner, "could not run \"%s\": %s", spec->argv[0], strerror(code));
        return true;
    }
    bool is_in_time = read_all(owner, spec, &child, &out, &errors, err);
    finish(&child);
    result->output = out.text;
    result->length = out.length;
    if (error_is_set(err))
    {
        return false;
    }
    result->failure = failure_of(owner, spec, &child, !is_in_time, &out, &errors);
    return true;
}

static bool
start(const CommandSpec *spec, Child *child, int *code)
{
    int out[2] = {-1, -1};
    int errors[2] = {-1, -1};
    bool is_started = pipe2(out, O_CLOEXEC) == 0 && pipe2(errors, O_CLOEXEC) == 0;
    *code = errno;
    is_started = is_started && spawn(spec, child, out, errors, code);
    const int ours[] = {out[1], errors[1], is_started ? -1 : out[0], is_started ? -1 : errors[0]};
    for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
    {
        if (ours[i] >= 0)
        {
            close(ours[i]);
        }
    }
    if (is_started)
    {
        child->out = out[0];
        child->errors = errors[0];
        (void) fcntl(child->out, F_SETFL, O_NONBLOCK);
        (void) fcntl(child->errors, F_SETFL, O_NONBLOCK);
    }
    return is_started;
}

static bool
spawn(const CommandSpec *spec, Child *child, const int out[2], const int errors[2], int *code)
{
    void *scratch = mem_root("spawn");
    size_t count = 0;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t usual;
    while (spec->argv[count] != NULL)
    {
        count++;
    }
    char **argv = mem_array(scratch, char *, count + 1);
    for (size_t i = 0; i < count; i++)
    {
        argv[i] = mem_strdup(scratch, spec->argv[i]);
    }
    (void) sigemptyset(&none);
    (void) sigfillset(&usual);
    (void) posix_spawn_file_actions_init(&actions);
    (void) posix_spawn_file_actions_addchdir_np(&actions, spec->folder);
    (void) posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    (void) posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    (void) posix_spawn_file_actions_adddup2(&actions, errors[1], STDERR_FILENO);
    (void) posix_spawnattr_init(&attributes);
    (void) posix_spawnattr_setpgroup(&attributes, 0);
    (void) posix_spawnattr_setsigmask(&attributes, &none);
    (void) posix_spawnattr_setsigdefault(&attributes, &usual);
    (void) posix_spawnattr_setflags(&attributes,
                                    POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    *code = posix_spawnp(&child->pid, argv[0], &actions, &attributes, argv, environment(scratch));
    (void) posix_spawn_file_actions_destroy(&actions);
    (void) posix_spawnattr_destroy(&attributes);
    mem_free(scratch);
    return *code == 0;
}

/* It talks to others than our database; their credentials are its own affair. */
static char **
environment(void *owner)
{
    static const char *const kept_back[] = {
        "PGPASSWORD=", "DATABASE_URL=", "BELLOWS_FAULT=", "BELLOWS_FAULT_COUNT_FILE="};
    char **kept = NULL;
    size_t count = 0;
    for (char **at = environ; *at != NULL; at++)
    {
        bool is_kept = true;
        for (size_t i = 0; i < sizeof(kept_back) / sizeof(kept_back[0]); i++)
        {
            is_kept = is_kept && strncmp(*at, kept_back[i], strlen(kept_back[i])) != 0;
        }
        if (is_kept)
        {
            *mem_push(owner, kept, count) = *at;
        }
    }
    *mem_push(owner, kept, count) = NULL;
    return kept;
}

/* False when the time is up, or with ERR set when a stop was asked for. */
static bool
read_all(void *owner, const CommandSpec *spec, Child *child, Reading *out, Reading *errors, Error *err)
{
    int64_t deadline = clock_ms() + spec->timeout_ms;
    size_t most = spec->output_max > 0 ? spec->output_max : OUTPUT_MAX_BYTES;
    while (!out->is_full && !(child->out < 0 && child->errors < 0 && has_ended(child)))
    {
        struct pollfd fds[] = {
            {.fd = child->out, .events = POLLIN},
            {.fd = child->errors, .events = POLLIN},
            {.fd = interrupt_fd(), .events = POLLIN},
        };
        if (!interrupt_check(err) || clock_ms() >= deadline)
        {
            return false;
        }
        (void) poll(fds, sizeof(fds) / sizeof(fds[0]), WAIT_MS);
        read_some(owner, &child->out, out, most, false);
        read_some(owner, &child->errors, errors, ERRORS_MAX_BYTES, true);
        if (has_ended(child))
        {
            /* All that it wrote is in the pipe by now; whoever else holds it open is not waited for. */
            read_some(owner, &child->out, out, most, false);
            read_some(owner, &child->errors, errors, ERRORS_MAX_BYTES, true);
            return true;
        }
    }
    return true;
}

static void
read_some(void *owner, int *fd, Reading *reading, size_t most, bool keeps_end)
{
    while (*fd >= 0 && !reading->is_full)
    {
        /* mem_grow() leaves a zero behind the last byte. */
        reading->text = mem_grow(owner, reading->text, reading->length + READ_BYTES + 1, 1);
        ssize_t got = read(*fd, reading->text + reading->length, READ_BYTES);
        if (got < 0)
        {
            reading->text[reading->length] = '\0';
            return;
        }
        if (got == 0)
        {
            close(*fd);
            *fd = -1;
        }
        reading->length += (size_t) got;
        if (reading->length > most && keeps_end)
        {
            memmove(reading->text, reading->text + reading->length - most, most);
            reading->length = most;
        }
        reading->is_full = reading->length > most;
        reading->text[reading->length] = '\0';
    }
}

/* It is not yet waited for: until it is, its number is no other group's, and finish() can kill what is left of it. */
static bool
has_ended(Child *child)
{
    siginfo_t info = {0};
    if (!child->has_ended && waitid(P_PID, (id_t) child->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0)
    {
        child->has_ended = info.si_pid == child->pid;
    }
    return child->has_ended;
}

static void
finish(Child *child)
{
    const int fds[] = {child->out, child->errors};
    (void) kill(-child->pid, SIGKILL);
    while (waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR)
    {
    }
    for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
    {
        if (fds[i] >= 0)
        {
            close(fds[i]);
        }
    }
}

static const char *
failure_of(void *owner, const CommandSpec *spec, const Child *child, bool is_late, const Reading *out,
           const Reading *errors)
{
    if (is_late)
    {
        return mem_printf(owner, "it was killed after %" PRId64 " ms%s", spec->timeout_ms, tail(owner, errors));
    }
    if (out->is_full)
    {
        return mem_printf(owner, "it printed more than %zu bytes",
                          spec->output_max > 0 ? spec->output_max : OUTPUT_MAX_BYTES);
    }
    if (WIFSIGNALED(child->status))
    {
        return mem_printf(owner, "signal %d ended it%s", WTERMSIG(child->status), tail(owner, errors));
    }
    if (WEXITSTATUS(child->status) != 0)
    {
        return mem_printf(owner, "it exited with %d%s", WEXITSTATUS(child->status), tail(owner, errors));
    }
    return NULL;
}

/* ": " and the last line of standard error, or "". */
static const char *
tail(void *owner, const Reading *errors)
{
    size_t end = errors->length;
    while (end > 0 && strchr(" \n\r\t", errors->text[end - 1]) != NULL)
    {
        end--;
    }
    size_t start = end;
    while (start > 0 && errors->text[start - 1] != '\n' && end - start < ERRORS_SHOWN)
    {
        start--;
    }
    return start == end ? ""
                        : mem_printf(owner, ": %s",
                                     text_printable(owner, mem_strndup(owner, errors->text + start, end - start), ""));
}
