/* SPDX-License-Identifier: PostgreSQL */
/*
 * Which bellows.yaml is in force: the one that --config names, else one beside the plans or above, else the copy that
 * the journal keeps of the last one.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "cmd_internal.h"
#include "run/gate.h"

#define STORED_NAME "bellows.yaml in the journal"

static bool check_belongs_to_us(const char *path, Error *err);
static bool load_stored(void *owner, Conn *conn, const Project **project, CmdResult *result, Error *err);

bool
cmd_load_project(void *owner, const Options *options, Conn *conn, const Project **project, CmdResult *result,
                 Error *err)
{
    const char *path = options->config != NULL ? options->config : project_find(owner, options->plans);
    Diagnostics *diagnostics;

    *project = NULL;
    if (path == NULL)
    {
        return conn == NULL || load_stored(owner, conn, project, result, err);
    }
    if (options->config == NULL && !check_belongs_to_us(path, err))
    {
        return false;
    }
    diagnostics = diagnostics_new(owner);
    *project = project_load(owner, path, diagnostics, err);
    if (*project == NULL)
    {
        result->diagnostics = diagnostics;
        return false;
    }
    log_debug("project file: %s", path);
    return true;
}

/* It names programs that are run as us, and the search may have come to a folder where anybody writes. */
static bool
check_belongs_to_us(const char *path, Error *err)
{
    struct stat status;

    if (stat(path, &status) != 0 || status.st_uid == geteuid() || status.st_uid == 0)
    {
        return true;
    }
    (void) error_set_code(err, ERROR_INVALID, "P409", "\"%s\" belongs to another user", path);
    return error_hint(err, "If it is yours, name it: --config %s.", path);
}

static bool
load_stored(void *owner, Conn *conn, const Project **project, CmdResult *result, Error *err)
{
    Diagnostics *diagnostics = diagnostics_new(owner);
    Project *stored;
    char *text = NULL;

    if (!gate_stored_project(owner, conn, &text, err))
    {
        return false;
    }
    if (text == NULL)
    {
        return true;
    }
    stored = project_load_text(owner, STORED_NAME, text, diagnostics, err);
    if (stored == NULL)
    {
        result->diagnostics = diagnostics;
        return false;
    }
    stored->is_stored = true;
    *project = stored;
    return true;
}
