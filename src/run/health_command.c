/* SPDX-License-Identifier: PostgreSQL */
/*
 * The user's own command. It runs beside us: batches do not wait for it, and an answer that is too old is none.
 */
#include "health_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"

#define COMMAND_MOST_MS 10000

extern char **environ;

static void start(HealthCommand *command);

void
health_command_turn(HealthCommand *command)
{
    int status = 0;
    if (command->pid == 0)
    {
        start(command);
        return;
    }
    pid_t ended = waitpid(command->pid, &status, WNOHANG);
    if (ended == command->pid || (ended < 0 && errno == ECHILD))
    {
        command->status = ended > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        command->answered_ms = clock_ms();
        command->pid = 0;
    }
    else if (clock_ms() - command->started_ms > COMMAND_MOST_MS)
    {
        health_command_end(command);
    }
}

void
health_command_end(HealthCommand *command)
{
    if (command->pid != 0)
    {
        (void) kill(-command->pid, SIGKILL);
        (void) waitpid(command->pid, NULL, 0);
        command->pid = 0;
    }
}

/* A process group of its own, so that its end is also that of what it has started; without our signals and terminal. */
static void
start(HealthCommand *command)
{
    const char *const argv[] = {"/bin/sh", "-c", command->command, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t pid = 0;
    (void) posix_spawn_file_actions_init(&actions);
    (void) posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    (void) posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    (void) posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    (void) posix_spawnattr_init(&attributes);
    (void) posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    (void) posix_spawnattr_setpgroup(&attributes, 0);
    /* POSIX takes the arguments without const, and does not write to them. */
    char *const *arguments = (char *const *) (uintptr_t) argv;
    if (posix_spawn(&pid, argv[0], &actions, &attributes, arguments, environ) == 0)
    {
        command->pid = pid;
        command->started_ms = clock_ms();
    }
    (void) posix_spawnattr_destroy(&attributes);
    (void) posix_spawn_file_actions_destroy(&actions);
}
