/* SPDX-License-Identifier: PostgreSQL */
/*
 * One sample: all signals of the server in one statement, then what only this machine can tell, then the user's own.
 */
#include "run/health.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/mem.h"
#include "health_internal.h"
#include "run_internal.h"
#include "sql/template.h"

#define SAMPLE_MOST_MS 5000
#define ANSWER_OLD_MS  15000

struct Health
{
    Conn *control;
    const PlanHealth *limits;
    const char *relation;
    const char *statement; /* all signals that SQL reads, with the position of each */
    char *data_directory;  /* of a server on this machine; or NULL */
    HealthCommand command;
    HealthReport report;
    void *mem; /* of the report */
};

static bool build_statement(Health *health, Error *err);
static bool check_rights(Health *health, Error *err);
static bool read_server(Health *health, Error *err);
static bool read_query(Health *health, Error *err);
static bool tolerate(Health *health, const char *what, Error *failure, Error *err);
static void read_local(Health *health, int64_t commit_ms);
static void note(Health *health, const HealthSignal *signal, const char *subject, bool is_known, double value);
static void worse(Health *health, double utilisation, HealthBand worst, bool is_critical, const char *reason);
static void end_command(void *block);

Health *
health_open(void *owner, Conn *control, const PlanHealth *limits, const char *relation, Error *err)
{
    Health *health = mem_new(owner, Health);
    health->control = control;
    health->limits = limits;
    health->relation = mem_strdup(health, relation);
    health->command.command = limits->command;
    health->mem = mem_child(health, "report");
    health->report = (HealthReport){.utilisation = HEALTH_UNHEARD_U, .band = HEALTH_STOP, .reason = "not sampled yet"};
    mem_on_free(health, end_command);
    if (build_statement(health, err) && check_rights(health, err) &&
        health_data_directory(health, control, &health->data_directory, err))
    {
        return health;
    }
    mem_free(health);
    return NULL;
}

const HealthReport *
health_report(const Health *health)
{
    return &health->report;
}

bool
health_sample(Health *health, int64_t commit_ms, Error *err)
{
    mem_free(health->mem);
    health->mem = mem_child(health, "report");
    health->report = (HealthReport){.reason = ""};
    conn_set_deadline(health->control, SAMPLE_MOST_MS);
    bool is_read = read_server(health, err) && (health->limits->query == NULL || read_query(health, err));
    conn_set_deadline(health->control, 0);
    read_local(health, commit_ms);
    return is_read;
}

static bool
build_statement(Health *health, Error *err)
{
    char *all = mem_strdup(health, "");
    for (size_t i = 0; i < health_signal_count; i++)
    {
        const HealthSignal *signal = &health_signals[i];
        if (signal->statement == NULL || health_limit(signal, health->limits) <= 0)
        {
            continue;
        }
        char *one = template_render(all, signal->statement, NULL, 0, err);
        if (one == NULL)
        {
            return false;
        }
        mem_append(&all, "%sSELECT %zu AS signal, s.subject, s.value FROM (\n%s\n) AS s", *all ? "\nUNION ALL\n" : "",
                   i, one);
    }
    health->statement = all;
    return true;
}

/* Without the right to see it a standby's lag would be unknown for ever: better said before than waited for. */
static bool
check_rights(Health *health, Error *err)
{
    const PlanHealth *limits = health->limits;
    Rows *rows = conn_query_one(
        health, health->control,
        "SELECT (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_replication AS r WHERE r.state IS NULL) AS hidden,"
        " pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS sees_all,"
        " pg_catalog.quote_ident(current_user) AS role",
        NULL, 0, err);
    if (rows == NULL)
    {
        return false;
    }
    if (rows_int64(rows, 0, "hidden") > 0 && (limits->replay_lag_ms > 0 || limits->replay_distance > 0))
    {
        error_set_code(err, ERROR_REFUSED, "R791",
                       "there are standbys, and this role may not see how far they are behind");
        return error_hint(err,
                          "GRANT pg_monitor TO %s; or say in the plan that it does not matter: backfill: {health: "
                          "{replay_lag: 0s, replay_distance: 0B}}.",
                          rows_text(rows, 0, "role"));
    }
    if (!rows_bool(rows, 0, "sees_all") && (limits->active > 0 || limits->oldest_transaction_ms > 0))
    {
        log_info("sessions of other roles are not seen while rows are filled (GRANT pg_monitor TO %s;)",
                 rows_text(rows, 0, "role"));
    }
    mem_free(rows);
    return true;
}

/* Only where the server is on this machine (a Unix socket) is a path of its a path of ours. */
bool
health_data_directory(void *owner, Conn *conn, char **path, Error *err)
{
    struct statvfs ignored;
    if (!conn_query_text(owner, conn,
                         "SELECT CASE WHEN pg_catalog.inet_server_addr() IS NULL"
                         " AND pg_catalog.pg_has_role(current_user, 'pg_read_all_settings', 'USAGE')"
                         " THEN pg_catalog.current_setting('data_directory') END",
                         NULL, 0, path, err))
    {
        return false;
    }
    if (*path != NULL && statvfs(*path, &ignored) != 0)
    {
        *path = NULL;
    }
    return true;
}

static bool
read_server(Health *health, Error *err)
{
    Error failure = {0};
    const char *params[] = {health->relation};
    /* Where no signal is left but those of this machine, no parameter is used either. */
    size_t count = strstr(health->statement, "$1") != NULL ? 1 : 0;
    if (*health->statement == '\0')
    {
        return true;
    }
    Rows *rows = conn_query(health->mem, health->control, health->statement, params, count, &failure);
    if (rows == NULL)
    {
        return tolerate(health, "the server's signals", &failure, err);
    }
    for (size_t i = 0; i < rows_count(rows); i++)
    {
        note(health, &health_signals[rows_int64(rows, i, "signal")], rows_text(rows, i, "subject"),
             !rows_is_null(rows, i, "value"), rows_double(rows, i, "value"));
    }
    return true;
}

static bool
read_query(Health *health, Error *err)
{
    Error failure = {0};
    char *value = NULL;
    bool is_read = run_begin(health->control, SAMPLE_MOST_MS, SAMPLE_MOST_MS, &failure) &&
                   conn_exec(health->control, "SET TRANSACTION READ ONLY", &failure) &&
                   conn_query_text(health->mem, health->control, health->limits->query, NULL, 0, &value, &failure);
    run_rollback(health->control);
    if (!is_read)
    {
        return tolerate(health, "your query", &failure, err);
    }
    char *end = NULL;
    double utilisation = value == NULL ? HEALTH_UNHEARD_U : strtod(value, &end);
    bool is_number = value != NULL && end != value && *end == '\0' && isfinite(utilisation) != 0;
    worse(health, is_number ? utilisation : HEALTH_UNHEARD_U, HEALTH_STOP, false,
          mem_printf(health->mem, is_number ? "your query gives %s" : "your query gives no number: %s",
                     value == NULL ? "NULL" : value));
    return true;
}

/* A signal that cannot be read is not healthy; a lost connection, or a stop, is more than that. */
static bool
tolerate(Health *health, const char *what, Error *failure, Error *err)
{
    if (!conn_is_alive(health->control) || failure->kind == ERROR_INTERRUPTED)
    {
        *err = *failure;
        return false;
    }
    worse(health, HEALTH_UNHEARD_U, HEALTH_STOP, false,
          mem_printf(health->mem, "%s cannot be read: %s", what, failure->message));
    error_clear(failure);
    return true;
}

static void
read_local(Health *health, int64_t commit_ms)
{
    const PlanHealth *limits = health->limits;
    struct statvfs disk;
    for (size_t i = 0; i < health_signal_count; i++)
    {
        const HealthSignal *signal = &health_signals[i];
        bool is_disk = signal->limit == offsetof(PlanHealth, free_disk);
        if (signal->statement != NULL || health_limit(signal, limits) <= 0)
        {
            continue;
        }
        if (!is_disk)
        {
            note(health, signal, "", true, (double) commit_ms);
        }
        else if (health->data_directory != NULL && statvfs(health->data_directory, &disk) == 0)
        {
            note(health, signal, "", true, (double) disk.f_bavail * (double) disk.f_frsize);
        }
    }
    if (limits->flag_file != NULL && access(limits->flag_file, F_OK) == 0)
    {
        worse(health, HEALTH_UNHEARD_U, HEALTH_STOP, false,
              mem_printf(health->mem, "the file %s is there", limits->flag_file));
    }
    if (limits->command != NULL)
    {
        HealthCommand *command = &health->command;
        health_command_turn(command);
        bool is_fresh = command->answered_ms != 0 && clock_ms() - command->answered_ms < ANSWER_OLD_MS;
        if (!is_fresh || command->status != 0)
        {
            worse(health, HEALTH_UNHEARD_U, HEALTH_STOP, false,
                  is_fresh ? mem_printf(health->mem, "your command says no (exit code %d)", command->status)
                           : mem_strdup(health->mem, "your command has not answered"));
        }
    }
}

static void
note(Health *health, const HealthSignal *signal, const char *subject, bool is_known, double value)
{
    double limit = health_limit(signal, health->limits);
    double utilisation = !is_known            ? HEALTH_UNHEARD_U
                         : signal->is_inverse ? limit / (value < 1 ? 1 : value)
                                              : value / limit;
    char *reason = mem_printf(health->mem, "%s%s%s", signal->what,
                              signal->what[0] != '\0' && subject != NULL && subject[0] != '\0' ? " " : "",
                              subject == NULL ? "" : subject);
    if (!is_known)
    {
        mem_append(&reason, " cannot be read");
    }
    else if (signal->limit != HEALTH_NO_LIMIT)
    {
        mem_append(&reason, ": %s (limit %s)", health_format(reason, signal->unit, value),
                   health_format(reason, signal->unit, limit));
    }
    worse(health, utilisation, signal->worst, is_known && signal->critical > 0 && utilisation >= signal->critical,
          reason);
}

/* The worst signal counts, by its band first: one that may not stop us does not hide another that does. */
static void
worse(Health *health, double utilisation, HealthBand worst, bool is_critical, const char *reason)
{
    static const double mosts[] = {[HEALTH_ADD] = 0.59,
                                   [HEALTH_HOLD] = 0.79,
                                   [HEALTH_SHED] = 0.99,
                                   [HEALTH_HALVE] = 1.49,
                                   [HEALTH_STOP] = INFINITY};
    HealthReport *report = &health->report;
    double counted = utilisation < mosts[worst] ? utilisation : mosts[worst];
    if (counted > report->utilisation || is_critical)
    {
        report->utilisation = counted;
        report->band = health_band(counted);
        report->reason = report->band >= HEALTH_SHED ? reason : "";
        report->is_critical = report->is_critical || is_critical;
    }
}

static void
end_command(void *block)
{
    health_command_end(&((Health *) block)->command);
}
