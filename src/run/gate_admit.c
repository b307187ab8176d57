/* SPDX-License-Identifier: PostgreSQL */
/*
 * Questions and answers from outside: may a version start (deploy pipelines), and who answers for a consumer that
 * cannot register.
 */
#include <ctype.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "gate_internal.h"
#include "run/gate.h"
#include "run_internal.h"

static bool check_fields(const GateAttestation *attestation, Error *err);
static bool check_allowed(Conn *conn, const GateAttestation *attestation, Error *err);
static bool store(Conn *conn, const GateAttestation *attestation, Error *err);
static bool is_blank(const char *text);

bool
gate_admit(void *owner, Conn *conn, const char *application, const char *version, bool *admitted, char **reason,
           Error *err)
{
    const char *params[] = {application, version};
    bool exists = false;
    *admitted = true;
    *reason = NULL;
    if (!journal_check(conn, &exists, err) || !exists)
    {
        return !error_is_set(err); /* no journal: nothing was ever changed, everything may start */
    }
    if (!run_text(conn, "SELECT bellows.version_compare($1, $1)", &version, 1, err))
    {
        err->kind = strcmp(err->sqlstate, "22023") == 0 ? ERROR_USAGE : err->kind;
        return false;
    }
    Rows *rows = run_rows(NULL, conn, "gate/admit", params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    if (!rows_is_null(rows, 0, "least"))
    {
        *admitted = false;
        *reason = mem_printf(owner, "version %s of \"%s\" is fenced: the least that may run is %s", version,
                             application, rows_text(rows, 0, "least"));
    }
    else if (!rows_is_null(rows, 0, "early"))
    {
        *admitted = false;
        *reason = mem_printf(owner, "version %s of \"%s\" may not start yet: plan %s", version, application,
                             rows_text(rows, 0, "early"));
    }
    mem_free(rows);
    return true;
}

bool
gate_known_version(void *owner, Conn *conn, const char *application, const char *build, char **version, Error *err)
{
    const char *params[] = {application, build};
    bool is_current = false;
    if (!journal_is_current(conn, &is_current, err))
    {
        return false;
    }
    *version = is_current ? NULL : mem_strdup(owner, build);
    return !is_current || conn_query_text(owner, conn,
                                          "SELECT coalesce((SELECT version FROM bellows.version_map"
                                          " WHERE application = $1 AND build = $2), $2)",
                                          params, RUN_COUNT(params), version, err);
}

bool
gate_attest(Conn *conn, const GateAttestation *attestation, Error *err)
{
    bool exists = false;
    if (!check_fields(attestation, err) || !journal_check(conn, &exists, err))
    {
        return false;
    }
    if (!exists)
    {
        return error_set(err, ERROR_INVALID, "there is no plan %s in the journal", attestation->plan);
    }
    if (!check_allowed(conn, attestation, err) || !run_begin(conn, 2000, 0, err))
    {
        return false;
    }
    if (!store(conn, attestation, err))
    {
        run_rollback(conn);
        return false;
    }
    return run_commit(conn, err);
}

static bool
check_fields(const GateAttestation *attestation, Error *err)
{
    const struct
    {
        const char *name;
        const char *value;
    } fields[] = {
        {"who attests (by)", attestation->by_whom},
        {"scope", attestation->scope},
        {"reason", attestation->reason},
        {"expiry", attestation->expires},
    };
    for (size_t i = 0; i < RUN_COUNT(fields); i++)
    {
        if (is_blank(fields[i].value))
        {
            return error_set(err, ERROR_USAGE, "an attestation needs %s", fields[i].name);
        }
    }
    return true;
}

static bool
check_allowed(Conn *conn, const GateAttestation *attestation, Error *err)
{
    const char *params[] = {attestation->plan, attestation->application};
    Rows *rows = conn_query(NULL, conn,
                            "SELECT allow_attestation FROM bellows.requirement"
                            " WHERE plan = $1 AND application = $2",
                            params, RUN_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    bool is_declared = rows_count(rows) == 1;
    const ProjectConsumer *declared = project_consumer(attestation->project, attestation->application);
    bool is_allowed = is_declared && (rows_bool(rows, 0, "allow_attestation") ||
                                      (declared != NULL && (declared->proof & PROOF_ATTESTATION) != 0));
    mem_free(rows);
    if (!is_declared)
    {
        return error_set(err, ERROR_INVALID, "plan %s declares no application \"%s\"", attestation->plan,
                         attestation->application);
    }
    if (!is_allowed)
    {
        error_set_code(err, ERROR_REFUSED, "R707", "plan %s does not allow an attestation for \"%s\"",
                       attestation->plan, attestation->application);
        return error_hint(err, "Its versions prove themselves by leases; if that cannot be, set "
                               "allow_attestation: true at the application.");
    }
    return true;
}

static bool
store(Conn *conn, const GateAttestation *attestation, Error *err)
{
    void *scratch = mem_child(NULL, "attestation");
    const char *params[] = {attestation->plan,  attestation->application, attestation->by_whom,
                            attestation->scope, attestation->reason,      attestation->expires};
    Rows *rows = run_rows(scratch, conn, "gate/attest", params, RUN_COUNT(params), err);
    bool is_stored = rows != NULL;
    if (rows == NULL)
    {
        /* 22007, 22008: it is neither an interval nor a time */
        err->kind = strncmp(err->sqlstate, "22", 2) == 0 ? ERROR_USAGE : err->kind;
    }
    else if (!rows_bool(rows, 0, "is_ahead") || !rows_bool(rows, 0, "is_near"))
    {
        is_stored = error_set(err, ERROR_USAGE, "an attestation ends within a year: %s does not",
                              rows_text(rows, 0, "expires"));
    }
    if (is_stored)
    {
        char *line =
            mem_printf(scratch, "%s attests for %s (%s) until %s: %s", attestation->by_whom, attestation->application,
                       attestation->scope, rows_text(rows, 0, "expires"), attestation->reason);
        is_stored = journal_write(conn, attestation->plan, NULL, "attest", line, err);
    }
    mem_free(scratch);
    return is_stored;
}

static bool
is_blank(const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
    {
        if (!isspace((unsigned char) *text))
        {
            return false;
        }
    }
    return true;
}
