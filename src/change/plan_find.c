/* SPDX-License-Identifier: PostgreSQL */
/*
 * Which plan is meant: the folder "plans", searched upward like git searches its own, and the file in it.
 *
 * Paths stay relative as they were found ("../plans/…"), because they are printed and clicked on. Every .yaml and .yml
 * of the folder counts, so that a file with a wrong name is reported when it is loaded and not passed over in silence.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/suggest.h"
#include "plan_internal.h"

#define SHOWN_MATCHES_MAX 5

typedef struct Matches
{
    const char *first;
    size_t count;
    char *listed;
} Matches;

static DIR *open_folder(void *owner, const char *directory, const char **path, Error *err);
static char *search_folder(void *owner);
static bool is_root(const char *prefix);
static bool is_plan_file(const char *name);
static void insert_sorted(char **paths, size_t count, char *path);
static const char *choose(void *scratch, char *const *paths, const char *version, Error *err);
static Matches find_matches(void *scratch, char *const *paths, const char *version, bool is_whole);
static const char *slug_of(const char *stem);
static void report_no_match(void *scratch, char *const *paths, const char *version, Error *err);

char **
plan_list(void *owner, const char *directory, Error *err)
{
    const char *folder_path;
    DIR *folder = open_folder(owner, directory, &folder_path, err);
    const struct dirent *entry;
    char **paths = NULL;
    size_t count = 0;

    if (folder == NULL)
    {
        return NULL;
    }
    while ((entry = readdir(folder)) != NULL)
    {
        if (is_plan_file(entry->d_name))
        {
            *mem_push(owner, paths, count) = NULL;
            insert_sorted(paths, count - 1, mem_printf(owner, "%s/%s", folder_path, entry->d_name));
        }
    }
    closedir(folder);
    *mem_push(owner, paths, count) = NULL;
    for (size_t i = 0; paths[i] != NULL; i++)
    {
        mem_steal(paths, paths[i]);
    }
    return paths;
}

char *
plan_find(void *owner, const char *directory, const char *version, Error *err)
{
    void *scratch = mem_child(owner, "plan_find");
    bool has_folder = version != NULL && strchr(version, '/') != NULL;
    bool is_file = version != NULL && (has_folder || is_plan_file(version)) && access(version, F_OK) == 0;
    const char *found = NULL;
    char *path = NULL;

    if (is_file)
    {
        found = version;
    }
    else if (has_folder)
    {
        error_set(err, ERROR_INVALID, "could not read plan \"%s\": %s", version, strerror(errno));
    }
    else
    {
        char **paths = plan_list(scratch, directory, err);

        found = paths == NULL ? NULL : choose(scratch, paths, version, err);
    }
    path = found == NULL ? NULL : mem_strdup(owner, found);
    mem_free(scratch);
    return path;
}

static DIR *
open_folder(void *owner, const char *directory, const char **path, Error *err)
{
    DIR *folder;

    *path = directory == NULL ? search_folder(owner) : directory;
    if (*path == NULL)
    {
        error_set(err, ERROR_INVALID, "no folder \"plans\" here or above");
        error_hint(err, "Make it, with a first plan (docs/plan-format.md), or name the folder: --plans DIR.");
        return NULL;
    }
    folder = opendir(*path);
    if (folder == NULL)
    {
        error_set(err, ERROR_INVALID, "could not open folder \"%s\": %s", *path, strerror(errno));
    }
    return folder;
}

/* "plans", "../plans" and so on; NULL when no folder up to the root has it. */
static char *
search_folder(void *owner)
{
    char *prefix = mem_strdup(owner, "");

    for (;;)
    {
        char *path = mem_printf(owner, "%splans", prefix);
        DIR *folder = opendir(path);

        if (folder != NULL)
        {
            closedir(folder);
            return path;
        }
        if (is_root(prefix))
        {
            return NULL;
        }
        mem_append(&prefix, "../");
    }
}

static bool
is_root(const char *prefix)
{
    char real[PATH_MAX];

    return realpath(*prefix == '\0' ? "." : prefix, real) == NULL || strcmp(real, "/") == 0;
}

static bool
is_plan_file(const char *name)
{
    const char *dot = strrchr(name, '.');

    return *name != '.' && dot != NULL && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

/* PATHS has room for one more behind its COUNT. */
static void
insert_sorted(char **paths, size_t count, char *path)
{
    size_t at = count;

    while (at > 0 && strcmp(paths[at - 1], path) > 0)
    {
        paths[at] = paths[at - 1];
        at--;
    }
    paths[at] = path;
}

/* An exact version, slug or file name is meant before a part of one. */
static const char *
choose(void *scratch, char *const *paths, const char *version, Error *err)
{
    Matches matches;

    if (paths[0] == NULL)
    {
        error_set(err, ERROR_INVALID, "no plans found");
        error_hint(err, "Write one: docs/plan-format.md describes it.");
        return NULL;
    }
    if (version == NULL)
    {
        size_t last = 0;

        while (paths[last + 1] != NULL)
        {
            last++;
        }
        return paths[last];
    }
    matches = find_matches(scratch, paths, version, true);
    if (matches.count == 0 && *version != '\0')
    {
        matches = find_matches(scratch, paths, version, false);
    }
    if (matches.count == 0)
    {
        report_no_match(scratch, paths, version, err);
        return NULL;
    }
    if (matches.count > 1)
    {
        error_set(err, ERROR_INVALID, "\"%s\" matches %zu plans", version, matches.count);
        error_detail(err, "They are %s.", matches.listed);
        error_hint(err, "Name the plan by its 14 digits or by its file.");
        return NULL;
    }
    return matches.first;
}

static Matches
find_matches(void *scratch, char *const *paths, const char *version, bool is_whole)
{
    Matches matches = {.listed = mem_strdup(scratch, "")};

    for (size_t i = 0; paths[i] != NULL; i++)
    {
        const char *name = plan_file_base_name(paths[i]);
        const char *dot = strrchr(name, '.');
        char *stem = mem_strndup(scratch, name, (size_t) (dot - name));
        const char *slug = slug_of(stem);
        char *stamp = mem_strndup(scratch, stem, slug == stem ? 0 : (size_t) (slug - stem - 1));
        bool is_match = is_whole ? strcmp(name, version) == 0 || strcmp(stem, version) == 0 ||
                                       strcmp(slug, version) == 0 || strcmp(stamp, version) == 0
                                 : strstr(stem, version) != NULL;

        if (!is_match)
        {
            continue;
        }
        matches.first = matches.count == 0 ? paths[i] : matches.first;
        if (matches.count < SHOWN_MATCHES_MAX)
        {
            mem_append(&matches.listed, "%s%s", matches.count == 0 ? "" : ", ", stem);
        }
        else if (matches.count == SHOWN_MATCHES_MAX)
        {
            mem_append(&matches.listed, ", ...");
        }
        matches.count++;
    }
    return matches;
}

static const char *
slug_of(const char *stem)
{
    size_t digits = strspn(stem, "0123456789");

    return digits > 0 && stem[digits] == '_' ? stem + digits + 1 : stem;
}

static void
report_no_match(void *scratch, char *const *paths, const char *version, Error *err)
{
    bool is_stamp = strspn(version, "0123456789") == strlen(version);
    const char **names = NULL;
    size_t count = 0;
    char *near;

    for (size_t i = 0; paths[i] != NULL; i++)
    {
        const char *name = plan_file_base_name(paths[i]);
        char *stem = mem_strndup(scratch, name, (size_t) (strrchr(name, '.') - name));
        const char *slug = slug_of(stem);

        *mem_push(scratch, names, count) = is_stamp ? mem_strndup(scratch, stem, strspn(stem, "0123456789")) : slug;
    }
    near = suggest_nearest(scratch, version, names, count);
    error_set(err, ERROR_INVALID, "no plan matches \"%s\"", version);
    if (near != NULL)
    {
        error_hint(err, "Did you mean %s?", near);
    }
    else
    {
        error_hint(err, "\"bellows status\" lists the plans.");
    }
}
