/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows rehearse: SQL and plans on a throw-away server, each statement against what was predicted of it.
 */
#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "cmd_internal.h"
#include "cmd_rehearse_internal.h"

#define EXIT_DIFFERS 1

static bool run_all(Rehearse *rehearse, Error *err);
static const char *next_command(void *owner, const Rehearse *rehearse);
static bool stop(const Options *options, Server *server, bool is_done, Error *err);

bool
cmd_rehearse(void *owner, const Options *options, CmdResult *result, Error *err)
{
    /* What a statement does with times must not depend on where the rehearsal runs. */
    static const char *const settings[] = {"timezone=UTC", "max_prepared_transactions=4", NULL};
    const ServerOptions server_options = {.keep = options->keep, .settings = settings};
    ReportRehearse report = {.verbose = options->verbose, .next_command = ""};
    Rehearse rehearse = {.mem = owner, .options = options, .report = &report};
    RehearseFiles files;
    int64_t started = clock_ms();
    Server *server;
    bool is_done;

    cmd_rehearse_list_files(owner, options, &files);
    rehearse.files = &files;
    cmd_catch_signals();
    cmd_forget_other_servers();
    log_info("a throw-away PostgreSQL is made …");
    server = server_start(owner, &server_options, err);
    if (server == NULL)
    {
        return false;
    }
    rehearse.url = server_url(server);
    is_done = run_all(&rehearse, err);
    log_progress_end();
    if (!stop(options, server, is_done, err) || !is_done)
    {
        return false;
    }
    report.elapsed_ms = clock_ms() - started;
    report.next_command = next_command(owner, &rehearse);
    if (!report_rehearse_is_fine(&report))
    {
        result->exit_code = EXIT_DIFFERS;
    }
    return cmd_print(report_rehearse(owner, &report, options->style), err);
}

static bool
run_all(Rehearse *rehearse, Error *err)
{
    bool is_done = cmd_rehearse_connect(rehearse, err);

    if (is_done)
    {
        rehearse->report->server_version = conn_server_version(rehearse->conn);
        is_done = cmd_rehearse_scripts(rehearse, err);
    }
    if (rehearse->conn != NULL)
    {
        conn_close(rehearse->conn);
        rehearse->conn = NULL;
    }
    for (size_t i = 0; is_done && i < rehearse->files->plans.count; i++)
    {
        is_done = cmd_rehearse_plan(rehearse, rehearse->files->plans.items[i].path, err);
    }
    return is_done;
}

/* To look at what is left of a rehearsal that failed; or what is to be done with a plan. */
static const char *
next_command(void *owner, const Rehearse *rehearse)
{
    char *text = mem_strdup(owner, "bellows rehearse --keep");

    if (report_rehearse_is_fine(rehearse->report))
    {
        return rehearse->files->plans.count == 0 ? "" : "bellows plan";
    }
    for (size_t i = 0; i < rehearse->options->argument_count; i++)
    {
        mem_append(&text, " %s", rehearse->options->arguments[i]);
    }
    return text;
}

static bool
stop(const Options *options, Server *server, bool is_done, Error *err)
{
    Error stop_err = {0};
    bool is_stopped;

    if (options->keep)
    {
        log_info("the server goes on; to look at it: psql '%s'", server_url(server));
        log_info("to stop and remove it: kill -INT %d && sleep 1 && rm -r %s", (int) server_pid(server),
                 server_directory(server));
    }
    is_stopped = server_stop(server, &stop_err);
    if (!is_stopped && is_done)
    {
        (void) error_set(err, stop_err.kind, "%s", stop_err.message);
    }
    error_clear(&stop_err);
    return is_stopped;
}
