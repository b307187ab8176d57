/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows.yaml, found like git finds its own folder and loaded like a plan.
 *
 * The search goes upward and so may come to folders of others. A file there names programs that would be run: so it must
 * belong to who runs us, or to root, unless it is named with --config.
 */
#include "change/project.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "project_internal.h"

static Project *load_tree(void *owner, PlanLoad *load);
static bool is_root_folder(const char *folder);

const PlanDocument project_document = {
    .root = PLAN_SECTION_PROJECT,
    .name = PROJECT_FILE,
    .one = PROJECT_FILE,
    .many = PROJECT_FILE,
    .single = "project",
    .key = "consumers",
    .empty = "bellows.yaml has at least \"consumers: []\"; docs/project-file.md describes it",
    .missing = "docs/project-file.md describes bellows.yaml.",
};

char *
project_find(void *owner, const char *folder)
{
    char *prefix = mem_strdup(owner, folder == NULL ? "." : folder);

    for (;;)
    {
        char *path =
            strcmp(prefix, ".") == 0 ? mem_strdup(owner, PROJECT_FILE) : mem_printf(owner, "%s/" PROJECT_FILE, prefix);

        if (access(path, F_OK) == 0)
        {
            return path;
        }
        if (is_root_folder(prefix))
        {
            return NULL;
        }
        mem_append(&prefix, "/..");
    }
}

static bool
is_root_folder(const char *folder)
{
    char real[PATH_MAX];

    return realpath(folder, real) == NULL || strcmp(real, "/") == 0;
}

Project *
project_load(void *owner, const char *path, Diagnostics *diagnostics, Error *err)
{
    void *scratch = mem_child(owner, "project_load");
    PlanLoad load = {.mem = scratch, .document = &project_document, .path = path, .diagnostics = diagnostics};
    Project *project = NULL;

    if (plan_file_read(&load, err))
    {
        project = load_tree(owner, &load);
    }
    mem_free(scratch);
    return project;
}

Project *
project_load_text(void *owner, const char *path, const char *text, Diagnostics *diagnostics, Error *err)
{
    void *scratch = mem_child(owner, "project_load");
    PlanLoad load = {.mem = scratch, .document = &project_document, .path = path, .diagnostics = diagnostics};
    Project *project;

    (void) err;
    plan_file_take_text(&load, text);
    project = load_tree(owner, &load);
    mem_free(scratch);
    return project;
}

static Project *
load_tree(void *owner, PlanLoad *load)
{
    size_t errors_before = load->diagnostics->errors;

    plan_load_tree(load);
    if (load->diagnostics->errors == errors_before)
    {
        project_check(load);
        diagnostics_sort(load->diagnostics);
    }
    return load->diagnostics->errors == errors_before ? project_fill(owner, load) : NULL;
}

const ProjectConsumer *
project_consumer(const Project *project, const char *name)
{
    for (size_t i = 0; project != NULL && i < project->consumer_count; i++)
    {
        if (strcmp(project->consumers[i].name, name) == 0)
        {
            return &project->consumers[i];
        }
    }
    return NULL;
}

/* Each % takes as little as it can; where the rest then does not fit it takes one character more. */
bool
project_matches(const char *pattern, const char *text)
{
    const char *retry_pattern = NULL;
    const char *retry_text = NULL;

    while (*text != '\0')
    {
        if (*pattern == '%')
        {
            retry_pattern = ++pattern;
            retry_text = text;
        }
        else if (*pattern == *text)
        {
            pattern++;
            text++;
        }
        else if (retry_pattern != NULL)
        {
            pattern = retry_pattern;
            text = ++retry_text;
        }
        else
        {
            return false;
        }
    }
    return pattern[strspn(pattern, "%")] == '\0';
}

bool
project_lists(const char *const *words, const char *text)
{
    for (size_t i = 0; words[i] != NULL; i++)
    {
        if (strcmp(words[i], text) == 0)
        {
            return true;
        }
    }
    return false;
}

char *
project_json_schema(void *owner)
{
    return plan_schema_of(owner, &project_document, "bellows project",
                          "Who uses a PostgreSQL database, and how each is proven gone before bellows contracts.");
}
