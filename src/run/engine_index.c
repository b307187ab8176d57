/* SPDX-License-Identifier: PostgreSQL */
/*
 * What stands under the name of an index that a step is to build.
 *
 * Only an index that this step began is dropped and built again: it has the name, the table and the outline of what the step builds, and
 * the journal says that the step was begun. Everything else under that name is somebody's, and told.
 */
#include <string.h>

#include "base/mem.h"
#include "engine_internal.h"
#include "run_internal.h"
#include "sql/ddl.h"

static const DdlStatement *read_build(void *owner, const Step *step);
static bool is_alike(void *owner, const char *definition, const char *other);
static bool refuse(const Rows *rows, const char *why, Error *err);

bool
engine_check_way(Conn *conn, const Step *step, bool was_begun, Error *err)
{
    void *mem = mem_root("way");
    const DdlStatement *build = read_build(mem, step);
    bool is_free = build == NULL;
    if (build != NULL)
    {
        const char *params[] = {build->relation.schema, build->index_name, quote_qualified_name(mem, build->relation)};
        Rows *rows = run_rows(mem, conn, "engine/index", params, RUN_COUNT(params), err);
        if (rows == NULL || rows_count(rows) == 0)
        {
            is_free = rows != NULL;
        }
        else if (!rows_bool(rows, 0, "is_here") || !is_alike(mem, rows_text(rows, 0, "definition"), step->sql))
        {
            is_free = refuse(rows, "it is not the one that this plan builds", err);
        }
        else
        {
            is_free = rows_bool(rows, 0, "is_usable") || was_begun ||
                      refuse(rows, "it is invalid, and bellows did not begin it", err);
        }
    }
    mem_free(mem);
    return is_free;
}

/* NULL where the step builds no index. */
static const DdlStatement *
read_build(void *owner, const Step *step)
{
    DdlScript *script = NULL;
    DdlErrorPlace place = {0};
    Error ignored = {0};
    bool is_read = step->kind == STEP_CONCURRENT && step->cleanup != NULL &&
                   ddl_parse(owner, step->sql, &script, &place, &ignored);
    error_clear(&ignored);
    return is_read && script->count == 1 && script->statements[0].kind == DDL_CREATE_INDEX ? &script->statements[0]
                                                                                           : NULL;
}

/* What this parser does not read counts as alike: the server's own text is of an index of this name on this table. */
static bool
is_alike(void *owner, const char *definition, const char *other)
{
    Error ignored = {0};
    const char *outline = ddl_index_outline(owner, definition, &ignored);
    const char *wanted = ddl_index_outline(owner, other, &ignored);
    error_clear(&ignored);
    return outline == NULL || wanted == NULL || strcmp(outline, wanted) == 0;
}

static bool
refuse(const Rows *rows, const char *why, Error *err)
{
    const char *name = rows_text(rows, 0, "name");
    error_set_code(err, ERROR_REFUSED, "R747", "index %s is in the way: %s", name, why);
    error_detail(err, "%s", rows_text(rows, 0, "definition"));
    return error_hint(err,
                      "Rename it (ALTER INDEX %s RENAME TO …), or if nobody needs it: DROP INDEX CONCURRENTLY %s. Then "
                      "the same command goes on.",
                      name, name);
}
