/* SPDX-License-Identifier: PostgreSQL */
/*
 * Which files, in which order: as they were named; of a folder all SQL and all plans below it, as migration tools run
 * them.
 *
 * Names are compared with their numbers as numbers (2 before 10), and versions that are a time without their dashes, as
 * diesel does; a down migration stands behind the one that it takes back, and Flyway's repeatable ones (R__) behind the
 * versioned ones. Hidden folders, node_modules, and folders seen before (a link that leads back) are passed over.
 */
#include <dirent.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/log.h"
#include "base/mem.h"
#include "cmd_lint_internal.h"

#define VERSION_DIGITS      14 /* YYYYMMDDHHMMSS */
#define VERSION_DATE_DIGITS 8

typedef struct Folder
{
    dev_t device;
    ino_t inode;
} Folder;

typedef struct Walk
{
    void *owner;
    CmdLintFiles *files;
    Folder *seen;
    size_t seen_count;
} Walk;

typedef struct Entry
{
    char *name;
    char *key;
    bool is_down;
    bool is_file; /* a regular one, as the folder says; else it is asked */
} Entry;

static void add_argument(Walk *walk, const Options *options, const char *argument);
static void add_file(Walk *walk, const char *path, bool is_down);
static void add_folder(Walk *walk, const char *path, const struct stat *status);
static bool was_seen(Walk *walk, const struct stat *status);
static void add_entry(Walk *walk, const char *folder, const Entry *entry);
static Entry *read_folder(void *owner, const char *path, size_t *count);
static bool comes_after(const Entry *a, const Entry *b);
static void sort_entries(void *scratch, Entry *entries, size_t count);
static size_t dashed_version(const char *name);
static char *stem(void *owner, const char *name, bool *is_down);
static bool ends_with(const char *text, size_t length, const char *end);
static bool is_plan_file(const char *path);

void
cmd_lint_list(void *owner, const Options *options, CmdLintFiles *files)
{
    Walk walk = {.owner = owner, .files = files};

    *files = (CmdLintFiles){0};
    for (size_t i = 0; i < options->argument_count; i++)
    {
        add_argument(&walk, options, options->arguments[i]);
    }
}

static void
add_argument(Walk *walk, const Options *options, const char *argument)
{
    struct stat status;
    size_t before = walk->files->count;

    if (strcmp(argument, "-") == 0)
    {
        const char *path = options->stdin_path == NULL ? "<stdin>" : options->stdin_path;
        CmdLintFile *file = mem_push(walk->owner, walk->files->items, walk->files->count);

        *file = (CmdLintFile){.path = path, .is_stdin = true, .is_plan = cmd_lint_is_yaml(path)};
    }
    else if (stat(argument, &status) == 0 && S_ISDIR(status.st_mode))
    {
        /* A folder that is named twice is meant twice. */
        walk->seen_count = 0;
        add_folder(walk, argument, &status);
        if (walk->files->count == before)
        {
            log_warning("there is no SQL file and no plan in \"%s\"", argument);
        }
    }
    else
    {
        const char *slash = strrchr(argument, '/');
        bool is_down = false;

        (void) cmd_lint_sort_key(walk->owner, slash == NULL ? argument : slash + 1, &is_down);
        add_file(walk, argument, is_down);
    }
}

static void
add_file(Walk *walk, const char *path, bool is_down)
{
    *mem_push(walk->owner, walk->files->items, walk->files->count) = (CmdLintFile){
        .path = mem_strdup(walk->owner, path),
        .is_plan = cmd_lint_is_yaml(path),
        .is_down = is_down,
    };
}

static void
add_folder(Walk *walk, const char *path, const struct stat *status)
{
    void *mem = mem_root("folder");
    size_t count = 0;
    Entry *entries;

    if (!was_seen(walk, status))
    {
        entries = read_folder(mem, path, &count);
        for (size_t i = 0; i < count; i++)
        {
            add_entry(walk, path, &entries[i]);
        }
    }
    mem_free(mem);
}

static bool
was_seen(Walk *walk, const struct stat *status)
{
    for (size_t i = 0; i < walk->seen_count; i++)
    {
        if (walk->seen[i].device == status->st_dev && walk->seen[i].inode == status->st_ino)
        {
            return true;
        }
    }
    *mem_push(walk->owner, walk->seen, walk->seen_count) = (Folder){status->st_dev, status->st_ino};
    return false;
}

static void
add_entry(Walk *walk, const char *folder, const Entry *entry)
{
    size_t length = strlen(folder);
    bool has_slash = length > 0 && folder[length - 1] == '/';
    char *path = mem_printf(NULL, "%s%s%s", folder, has_slash ? "" : "/", entry->name);
    struct stat status = {.st_mode = S_IFREG};
    bool is_there = entry->is_file || stat(path, &status) == 0;

    if (is_there && S_ISDIR(status.st_mode))
    {
        add_folder(walk, path, &status);
    }
    else if (is_there && !S_ISREG(status.st_mode))
    {
        log_debug("%s is no regular file and is passed over", path);
    }
    else if (ends_with(entry->name, strlen(entry->name), ".sql") ||
             (cmd_lint_is_yaml(path) && is_there && is_plan_file(path)))
    {
        add_file(walk, path, entry->is_down);
    }
    mem_free(path);
}

static Entry *
read_folder(void *owner, const char *path, size_t *count)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    Entry *entries = NULL;

    if (folder == NULL)
    {
        log_warning("the folder \"%s\" cannot be read and is passed over", path);
        return NULL;
    }
    while ((entry = readdir(folder)) != NULL)
    {
        if (entry->d_name[0] != '.' && strcmp(entry->d_name, "node_modules") != 0)
        {
            Entry *added = mem_push(owner, entries, *count);

            added->is_file = entry->d_type == DT_REG;
            added->name = mem_strdup(owner, entry->d_name);
            added->key = cmd_lint_sort_key(owner, entry->d_name, &added->is_down);
        }
    }
    (void) closedir(folder);
    sort_entries(owner, entries, *count);
    return entries;
}

/* Merge sort: stable, and quick for a folder of ten thousand. */
static void
sort_entries(void *scratch, Entry *entries, size_t count)
{
    Entry *sorted;
    size_t half = count / 2;
    size_t left = 0;
    size_t right = half;

    if (count < 2)
    {
        return;
    }
    sort_entries(scratch, entries, half);
    sort_entries(scratch, entries + half, count - half);
    sorted = mem_array(scratch, Entry, count);
    for (size_t i = 0; i < count; i++)
    {
        bool is_right = left == half || (right < count && comes_after(&entries[left], &entries[right]));

        sorted[i] = is_right ? entries[right++] : entries[left++];
    }
    memcpy(entries, sorted, count * sizeof(*entries));
    mem_free(sorted);
}

static bool
comes_after(const Entry *a, const Entry *b)
{
    int by_key = strverscmp(a->key, b->key);

    if (by_key != 0)
    {
        return by_key > 0;
    }
    if (a->is_down != b->is_down)
    {
        return a->is_down;
    }
    return strcmp(a->name, b->name) > 0;
}

char *
cmd_lint_sort_key(void *owner, const char *name, bool *is_down)
{
    char *key = stem(owner, name, is_down);
    size_t prefix = dashed_version(key);
    size_t kept = 0;

    for (size_t i = 0; i < prefix; i++)
    {
        if (key[i] >= '0' && key[i] <= '9')
        {
            key[kept++] = key[i];
        }
    }
    memmove(key + kept, key + prefix, strlen(key + prefix) + 1);
    return key;
}

/* "2017-08-31-230457_x" stands among "20140924113530_x": bytes of a point in time to the second with separators between
 * its parts, or 0. */
static size_t
dashed_version(const char *name)
{
    size_t digits = 0;
    size_t at = 0;

    for (; name[at] != '\0' && digits < VERSION_DIGITS; at++)
    {
        bool is_part = digits >= 4 && digits % 2 == 0 && name[at - 1] >= '0' && name[at - 1] <= '9';

        if (name[at] >= '0' && name[at] <= '9')
        {
            digits++;
        }
        else if (!is_part || (name[at] != '-' && (name[at] != '_' || digits != VERSION_DATE_DIGITS)))
        {
            return 0;
        }
    }
    return digits == VERSION_DIGITS && (name[at] < '0' || name[at] > '9') ? at : 0;
}

/* NAME without what says its direction. */
static char *
stem(void *owner, const char *name, bool *is_down)
{
    static const struct
    {
        const char *end;
        bool is_down;
    } ends[] = {{".down", true},     {"_down", true},     {"-down", true}, {".undo", true},
                {".rollback", true}, {"_rollback", true}, {".up", false},  {"_up", false},
                {"-up", false},      {"down", true},      {"up", false},   {"rollback", true}};
    size_t whole = strlen(name);
    bool is_sql = ends_with(name, whole, ".sql");
    size_t length = is_sql ? whole - strlen(".sql") : whole;
    bool is_flyway = strstr(name, "__") != NULL;

    *is_down = false;
    if (is_sql && is_flyway && name[0] == 'U' && name[1] >= '0' && name[1] <= '9')
    {
        *is_down = true;
        return mem_printf(owner, "V%.*s", (int) length - 1, name + 1);
    }
    if (is_sql && is_flyway && name[0] == 'R' && name[1] == '_')
    {
        return mem_printf(owner, "V~%.*s", (int) length, name);
    }
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]) && is_sql; i++)
    {
        size_t bytes = strlen(ends[i].end);
        bool is_whole = strchr("._-", ends[i].end[0]) == NULL;

        if (ends_with(name, length, ends[i].end) && (!is_whole || bytes == length))
        {
            *is_down = ends[i].is_down;
            return mem_strndup(owner, name, length - bytes);
        }
    }
    return mem_strndup(owner, name, length);
}

static bool
ends_with(const char *text, size_t length, const char *end)
{
    size_t bytes = strlen(end);

    return length >= bytes && strncasecmp(text + length - bytes, end, bytes) == 0;
}

bool
cmd_lint_is_yaml(const char *path)
{
    return ends_with(path, strlen(path), ".yaml") || ends_with(path, strlen(path), ".yml");
}

static bool
is_plan_file(const char *path)
{
    void *mem = mem_root("yaml");
    CmdLintText text;
    Error ignored = {0};
    bool is_plan = cmd_lint_text(mem, path, &text, &ignored) && cmd_lint_is_plan(&text);

    error_clear(&ignored);
    mem_free(mem);
    return is_plan;
}

bool
cmd_lint_is_plan(const CmdLintText *text)
{
    static const char key[] = "changes:";
    const char *end = text->text + text->length;
    const char *at = text->text;

    while (at != NULL && (size_t) (end - at) >= strlen(key))
    {
        if (memcmp(at, key, strlen(key)) == 0)
        {
            return true;
        }
        at = memchr(at, '\n', (size_t) (end - at));
        at = at == NULL ? NULL : at + 1;
    }
    return false;
}
