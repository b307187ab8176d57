/* SPDX-License-Identifier: PostgreSQL */
/*
 * What comes before the first step of a purge: the project's own command, then the archive of what will be dropped.
 *
 * Both are done before the plan's state moves: as long as one of them fails, the way back is open. A purge that was begun and
 * goes on makes its archive only if nothing that belongs into it is gone; else the one that the journal knows must be whole.
 */
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine_internal.h"
#include "run/archive.h"
#include "run/command.h"
#include "run/lock.h"
#include "run_internal.h"

static bool run_command(EngineRun *run, Error *err);
static bool archive(EngineRun *run, Phase phase, bool begins, Error *err);
static bool is_partly_gone(const JournalStep *steps, size_t count, Phase phase);
static bool check_last(EngineRun *run, Error *err);

bool
engine_is_prepared_for(const EngineRun *run)
{
    const Project *project = run->request->project;
    return run->request->archive_folder != NULL || (project != NULL && project->before_purge != NULL);
}

bool
engine_prepare_purge(EngineRun *run, Phase phase, bool begins, Error *err)
{
    const Project *project = run->request->project;
    bool has_command = begins && project != NULL && project->before_purge != NULL;
    return (!has_command || run_command(run, err)) &&
           (run->request->archive_folder == NULL || archive(run, phase, begins, err));
}

static bool
run_command(EngineRun *run, Error *err)
{
    const Project *project = run->request->project;
    const CommandSpec spec = {
        .argv = project->before_purge, .folder = project->folder, .timeout_ms = project->before_purge_ms};
    CommandResult result = {0};
    const char *failure = NULL;
    if (project->is_stored)
    {
        failure = "its file is not here, and what the journal's copy names is not run";
    }
    else if (project->before_purge[0] == NULL)
    {
        failure = "it names no program";
    }
    else
    {
        log_info("before the purge: %s", project->before_purge[0]);
        if (!command_run(run->mem, &spec, &result, err))
        {
            return false;
        }
        failure = result.failure;
    }
    if (failure != NULL)
    {
        error_set_code(err, ERROR_REFUSED, "R796", "purge of plan %s is refused: before_purge of %s: %s",
                       run->plan->version, project->path, failure);
        return error_hint(err, "Nothing was changed. Once the command succeeds, give the same command again.");
    }
    return journal_write(run->engine->control, run->plan->version, NULL, "before_purge", project->before_purge[0], err);
}

static bool
archive(EngineRun *run, Phase phase, bool begins, Error *err)
{
    JournalStep *steps = NULL;
    ArchiveRequest request = {
        .conn = run->engine->work,
        .parent = run->request->archive_folder,
        .plan = run->plan,
        .phase = phase,
    };
    char *folder = NULL;
    if (!journal_load_steps(run->mem, run->engine->control, run->plan->version, &steps, &request.step_count, err))
    {
        return false;
    }
    request.steps = steps;
    if (!begins && is_partly_gone(steps, request.step_count, phase))
    {
        return check_last(run, err);
    }
    if (!archive_make(run->mem, &request, &folder, err))
    {
        return false;
    }
    if (folder == NULL)
    {
        log_info("nothing to archive: no column and no table is dropped");
        return true;
    }
    run->result->archive = mem_strdup(run->engine, folder);
    return journal_write(run->engine->control, run->plan->version, NULL, "archive", folder, err);
}

static bool
is_partly_gone(const JournalStep *steps, size_t count, Phase phase)
{
    for (size_t i = 0; i < count; i++)
    {
        const Step *step = &steps[i].step;
        if (step->phase == phase && steps[i].is_done && step->archive != NULL && step->archive[0] != NULL)
        {
            return true;
        }
    }
    return false;
}

static bool
check_last(EngineRun *run, Error *err)
{
    const char *params[] = {run->plan->version};
    Rows *rows = run_rows(run->mem, run->engine->control, "archive/last", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    if (rows_count(rows) == 0)
    {
        error_set_code(err, ERROR_REFUSED, "R795", "a part of what plan %s drops is gone already, and was not archived",
                       run->plan->version);
        return error_hint(err, "Go on without --archive.");
    }
    run->result->archive = mem_strdup(run->engine, rows_text(rows, 0, "folder"));
    return archive_check(run->result->archive, err);
}
