/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows demo: makes a throw-away server, plays the demo on it, removes all of it, and reports.
 *
 * It says "fine" by its exit code, too: 0 only when every statement of both versions worked, all rows agreed at all
 * times, and every phase ended as it should.
 */
#include <unistd.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "cmd_internal.h"
#include "demo_internal.h"
#include "ui/cmd.h"

#define DEFAULT_STEADY_S 22

static bool play(Demo *demo, Error *err);
static void say_how_to_connect(const Server *server);

bool
cmd_demo(void *owner, const Options *options, CmdResult *result, Error *err)
{
    const ServerOptions server_options = {.keep = options->keep};
    DemoReport report = {
        .versions = {[DEMO_OLD] = "1.4.0", [DEMO_NEW] = "1.5.0"},
        .next_command = "bellows plan",
    };
    Demo demo = {
        .mem = owner,
        .report = &report,
        .steady_ms = (options->seconds > 0 ? options->seconds : DEFAULT_STEADY_S) * 1000,
        .shows_progress = isatty(STDERR_FILENO) == 1 && options->style.format == REPORT_HUMAN && !options->quiet,
    };
    int64_t started = clock_ms();
    cmd_catch_signals();
    cmd_forget_other_servers();
    log_info("a throw-away PostgreSQL is made …");
    Server *server = server_start(owner, &server_options, err);
    if (server == NULL)
    {
        return false;
    }
    demo.url = server_url(server);
    demo.directory = server_directory(server);
    bool played = play(&demo, err);
    demo_fleet_end(&demo);
    log_progress_end();
    if (options->keep)
    {
        say_how_to_connect(server);
    }
    Error stop_err = {0};
    if (!server_stop(server, &stop_err) && !error_is_set(err))
    {
        (void) demo_problem(&demo, "%s", stop_err.message);
    }
    error_clear(&stop_err);
    report.elapsed_ms = clock_ms() - started;
    if (!played && error_is_set(err))
    {
        return false;
    }
    if (report.problem_count + (size_t) (report.errors + report.mismatches) > 0)
    {
        result->exit_code = error_exit_code(ERROR_FAILED);
        report.next_command = "bellows demo --keep";
    }
    return cmd_print(report_demo(owner, &report, options->style), err);
}

static bool
play(Demo *demo, Error *err)
{
    if (!demo_fleet_open(demo, err) || !demo_setup(demo, err))
    {
        return false;
    }
    return demo_life(demo, err);
}

static void
say_how_to_connect(const Server *server)
{
    log_info("the server goes on; to look at it: psql '%s'", server_url(server));
    log_info("to stop and remove it: kill -INT %d && sleep 1 && rm -r %s", (int) server_pid(server),
             server_directory(server));
}
