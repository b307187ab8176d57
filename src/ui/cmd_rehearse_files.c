/* SPDX-License-Identifier: PostgreSQL */
/*
 * Which files are run, in which order, and what for: --schema, --history, --sample, then the arguments; SQL before plans.
 *
 * A down migration of the history has no part in it: what it takes back is what is rehearsed on.
 */
#include "base/mem.h"
#include "cmd_rehearse_internal.h"

static void add(void *owner, const Options *options, const char *argument, RehearseRole role, RehearseFiles *files);
static void add_list(void *owner, const CmdLintFiles *list, RehearseRole role, RehearseFiles *files);

void
cmd_rehearse_list_files(void *owner, const Options *options, RehearseFiles *files)
{
    CmdLintFiles list;

    *files = (RehearseFiles){0};
    add(owner, options, options->schema, REHEARSE_SCHEMA, files);
    add(owner, options, options->history, REHEARSE_HISTORY, files);
    add(owner, options, options->sample, REHEARSE_SAMPLE, files);
    cmd_lint_list(owner, options, &list);
    add_list(owner, &list, REHEARSE_COMPARED, files);
}

static void
add(void *owner, const Options *options, const char *argument, RehearseRole role, RehearseFiles *files)
{
    const char *const arguments[] = {argument, NULL};
    Options one = *options;
    CmdLintFiles list;

    if (argument == NULL)
    {
        return;
    }
    one.arguments = arguments;
    one.argument_count = 1;
    cmd_lint_list(owner, &one, &list);
    add_list(owner, &list, role, files);
}

static void
add_list(void *owner, const CmdLintFiles *list, RehearseRole role, RehearseFiles *files)
{
    for (size_t i = 0; i < list->count; i++)
    {
        const CmdLintFile *file = &list->items[i];
        size_t count = files->sql.count;

        if (file->is_plan && role == REHEARSE_COMPARED)
        {
            *mem_push(owner, files->plans.items, files->plans.count) = *file;
        }
        else if (!file->is_down || role == REHEARSE_COMPARED)
        {
            *mem_push(owner, files->roles, count) = role;
            *mem_push(owner, files->sql.items, files->sql.count) = *file;
        }
    }
}

/* Each file of the list has a path of its own, whose address names it. */
RehearseRole
cmd_rehearse_role(const RehearseFiles *files, const char *path)
{
    for (size_t i = 0; i < files->sql.count; i++)
    {
        if (files->sql.items[i].path == path)
        {
            return files->roles[i];
        }
    }
    return REHEARSE_COMPARED;
}
