/* SPDX-License-Identifier: PostgreSQL */
/*
 * Which files changed since a commit: on this branch since it left that one, in the working tree, and new ones. git is
 * asked; its answers go through files without names, so that no pipe can fill up.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "cmd_lint_internal.h"

#define NOT_RUN   127
#define WORDS_MAX 10

typedef struct Git
{
    void *mem;
    const char *folder; /* the top of the working tree; NULL: here */
    char *output;
    size_t length;
    char *complaint; /* the first line of what it said on stderr */
    int exit_code;
} Git;

typedef struct Paths
{
    char **items; /* real paths */
    size_t count;
} Paths;

static bool run(Git *git, const char *const *words, Error *err);
static void become_git(const Git *git, const char *const *words, FILE *out, FILE *complaints) __attribute__((noreturn));
static char *take_back(void *mem, FILE *file, size_t *length);
static bool find_top(Git *git, Error *err);
static const char *find_commit(Git *git, const char *ref, Error *err);
static bool add_changed(Git *git, const char *const *words, Paths *paths, Error *err);
static int compare(const void *a, const void *b);

bool
cmd_lint_mark_since(void *owner, const char *ref, CmdLintFiles *files, Error *err)
{
    void *mem = mem_child(owner, "git");
    Git git = {.mem = mem};
    Paths paths = {0};
    const char *commit = find_top(&git, err) ? find_commit(&git, ref, err) : NULL;
    const char *range = commit == NULL ? "" : mem_printf(mem, "%s...HEAD", commit);
    const char *const branch[] = {"diff", "--name-only", "-z", "--diff-filter=d", range, "--", NULL};
    const char *const tree[] = {"diff", "--name-only", "-z", "--diff-filter=d", "HEAD", "--", NULL};
    const char *const others[] = {"ls-files", "--others", "--exclude-standard", "-z", NULL};
    bool is_done = commit != NULL && add_changed(&git, branch, &paths, err) && add_changed(&git, tree, &paths, err) &&
                   add_changed(&git, others, &paths, err);

    if (is_done && paths.count > 0)
    {
        qsort(paths.items, paths.count, sizeof(*paths.items), compare);
    }
    for (size_t i = 0; is_done && i < files->count; i++)
    {
        CmdLintFile *file = &files->items[i];
        char real[PATH_MAX];
        const char *key = real;
        bool is_found = !file->is_stdin && realpath(file->path, real) != NULL;

        /* What cannot be found at all is reported by whoever reads it. */
        file->is_history = is_found && (paths.count == 0 ||
                                        bsearch(&key, paths.items, paths.count, sizeof(*paths.items), compare) == NULL);
    }
    mem_free(mem);
    return is_done;
}

static int
compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *) a, *(const char *const *) b);
}

static bool
find_top(Git *git, Error *err)
{
    static const char *const words[] = {"rev-parse", "--show-toplevel", NULL};

    if (!run(git, words, err))
    {
        return false;
    }
    if (git->exit_code != 0)
    {
        (void) error_set(err, ERROR_USAGE, "\"--since\" needs a git repository: %s", git->complaint);
        return error_hint(err, "Run bellows inside of the repository, or leave \"--since\" out.");
    }
    git->output[strcspn(git->output, "\n")] = '\0';
    git->folder = git->output;
    return true;
}

/* The commit's hash: what was typed goes no further. */
static const char *
find_commit(Git *git, const char *ref, Error *err)
{
    const char *const words[] = {"rev-parse", "--verify", "--quiet", mem_printf(git->mem, "%s^{commit}", ref), NULL};

    if (ref[0] == '-' || !run(git, words, err) || git->exit_code != 0)
    {
        (void) error_set(err, ERROR_USAGE, "\"--since\": git knows no commit \"%s\"", ref);
        (void) error_hint(err, "In CI, fetch it first: git fetch origin %s. A shallow clone may not have it.", ref);
        return NULL;
    }
    git->output[strcspn(git->output, "\n")] = '\0';
    return git->output;
}

static bool
add_changed(Git *git, const char *const *words, Paths *paths, Error *err)
{
    if (!run(git, words, err))
    {
        return false;
    }
    if (git->exit_code != 0)
    {
        return error_set(err, ERROR_FAILED, "git %s failed: %s", words[0], git->complaint);
    }
    for (const char *name = git->output; name < git->output + git->length; name += strlen(name) + 1)
    {
        char *path = mem_printf(git->mem, "%s/%s", git->folder, name);
        char real[PATH_MAX];

        if (realpath(path, real) != NULL)
        {
            *mem_push(git->mem, paths->items, paths->count) = mem_strdup(git->mem, real);
        }
        mem_free(path);
    }
    return true;
}

static bool
run(Git *git, const char *const *words, Error *err)
{
    FILE *out = tmpfile();
    FILE *complaints = tmpfile();
    pid_t pid = out == NULL || complaints == NULL ? -1 : fork();
    int status = 0;
    size_t length;

    if (pid == 0)
    {
        become_git(git, words, out, complaints);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
    {
    }
    git->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
    git->output = take_back(git->mem, out, &git->length);
    git->complaint = take_back(git->mem, complaints, &length);
    git->complaint[strcspn(git->complaint, "\n")] = '\0';
    if (pid < 0)
    {
        return error_set(err, ERROR_FAILED, "could not start git: %s", strerror(errno));
    }
    if (git->exit_code == NOT_RUN)
    {
        (void) error_set(err, ERROR_USAGE, "\"--since\" asks git, which is not installed or not on PATH");
        return error_hint(err, "Install git, or leave \"--since\" out.");
    }
    return true;
}

static void
become_git(const Git *git, const char *const *words, FILE *out, FILE *complaints)
{
    const char *argv[WORDS_MAX + 4] = {"git"};
    size_t count = 1;
    int null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

    if (git->folder != NULL)
    {
        argv[count++] = "-C";
        argv[count++] = git->folder;
    }
    for (size_t i = 0; words[i] != NULL && i < WORDS_MAX; i++)
    {
        argv[count++] = words[i];
    }
    if (null_fd >= 0 && dup2(null_fd, STDIN_FILENO) >= 0 && dup2(fileno(out), STDOUT_FILENO) >= 0 &&
        dup2(fileno(complaints), STDERR_FILENO) >= 0)
    {
        (void) execvp("git", (char *const *) (uintptr_t) argv);
    }
    _exit(NOT_RUN);
}

static char *
take_back(void *mem, FILE *file, size_t *length)
{
    char *text = mem_strdup(mem, "");
    long end = 0;

    *length = 0;
    if (file == NULL)
    {
        return text;
    }
    if (fseek(file, 0, SEEK_END) == 0 && (end = ftell(file)) > 0)
    {
        text = mem_array(mem, char, (size_t) end + 1);
        rewind(file);
        *length = fread(text, 1, (size_t) end, file);
    }
    (void) fclose(file);
    return text;
}
