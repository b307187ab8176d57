/* SPDX-License-Identifier: PostgreSQL */
/*
 * The facts of disk, from the server: sizes, and a sample of the rows.
 *
 * A sample that cannot be taken (no SELECT, a lock that is not granted) is no failure: then the statistics' rows and a usual width
 * stand in.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "run/disk.h"
#include "run_internal.h"
#include "sql/quote.h"
#include "sql/template.h"

#define SAMPLE_BLOCKS  1000 /* 8 MB */
#define SAMPLE_LOCK_MS 1000
#define SAMPLE_MS      10000
#define TID_RANGE_SCAN 140000
#define USUAL_WIDTH    32 /* of a value whose length varies, as PostgreSQL's planner takes it without statistics */
#define ENTRY_BYTES    16 /* of an index: its header, the line pointer and what the page itself takes */
#define FILL_FACTOR    0.9

static bool read_table(void *owner, Conn *conn, const TableChange *change, DiskFacts *facts, DiskNeed *need,
                       Error *err);
static bool sample(void *owner, Conn *conn, const TableChange *change, const char *const *widths, DiskFacts *facts,
                   Error *err);
static char *row_widths(void *owner, const TableChange *change, const char *const *widths, double *usual);
static char *column_width(void *owner, const Link *link);
static char *built_indexes(void *owner, const TableChange *change);
static void add_new_indexes(DiskFacts *facts, const TableChange *change);
static char *new_types(void *owner, const TableChange *change);

bool
disk_estimate(void *owner, Conn *conn, const Resolution *resolution, DiskNeed **needs, Error *err)
{
    const PlanBackfill *settings = &resolution->plan->backfill;
    void *scratch = mem_child(owner, "disk");
    const char *params[] = {run_number(scratch, settings->health.slot_wal),
                            run_number(scratch, settings->health.archive_queue)};
    Rows *rows = run_rows(scratch, conn, "disk/server", params, RUN_COUNT(params), err);
    bool is_read = rows != NULL;
    *needs = mem_array(owner, DiskNeed, resolution->table_count + 1);
    for (size_t i = 0; is_read && i < resolution->table_count; i++)
    {
        const TableChange *change = &resolution->tables[i];
        DiskFacts facts = {
            .index_count = change->table->index_count,
            .is_logged = change->table->persistence == 'p',
            .max_bloat = settings->max_bloat,
            .wal_most = rows_int64(rows, 0, "wal_most"),
        };
        DiskNeed place = {0};
        is_read = read_table(owner, conn, change, &facts, &place, err);
        (*needs)[i] = disk_need(&facts);
        (*needs)[i].table = change->table;
        (*needs)[i].tablespace = place.tablespace;
    }
    mem_free(scratch);
    return is_read;
}

static bool
read_table(void *owner, Conn *conn, const TableChange *change, DiskFacts *facts, DiskNeed *need, Error *err)
{
    void *scratch = mem_child(owner, "table");
    const char *params[] = {run_number(scratch, change->table->oid), built_indexes(scratch, change),
                            new_types(scratch, change)};
    Rows *rows = run_rows(scratch, conn, "disk/table", params, RUN_COUNT(params), err);
    bool is_read = rows != NULL && rows_count(rows) == 1;
    bool repairs = false;
    if (is_read)
    {
        facts->heap = rows_int64(rows, 0, "heap");
        facts->rows = rows_double(rows, 0, "rows");
        facts->indexes = rows_int64(rows, 0, "indexes");
        facts->built = rows_int64(rows, 0, "built");
        facts->largest = rows_int64(rows, 0, "largest");
        need->tablespace = run_copy(owner, rows, 0, "tablespace");
        for (size_t i = 0; i < change->link_count; i++)
        {
            facts->is_filled = facts->is_filled || resolve_is_filled(change->links[i]);
            repairs = repairs || change->links[i]->kind == LINK_REPAIR;
        }
        facts->is_sliced = !repairs && conn_server_version(conn) >= TID_RANGE_SCAN;
        is_read = sample(scratch, conn, change, rows_text_array(scratch, rows, 0, "widths"), facts, err);
        add_new_indexes(facts, change);
    }
    mem_free(scratch);
    return is_read;
}

static bool
sample(void *owner, Conn *conn, const TableChange *change, const char *const *widths, DiskFacts *facts, Error *err)
{
    Error failure = {0};
    double blocks = (double) facts->heap / 8192;
    double percent = blocks > SAMPLE_BLOCKS ? 100.0 * SAMPLE_BLOCKS / blocks : 100;
    const char *source = quote_qualified_name(owner, change->name);
    TemplateVariable variables[] = {
        {"source", TEMPLATE_SQL, source},
        {"percent", TEMPLATE_SQL, mem_printf(owner, "%.6f", percent)},
        {"widths", TEMPLATE_SQL, row_widths(owner, change, widths, &facts->width)},
    };
    char *sql = template_render(owner, "disk/sample", variables, RUN_COUNT(variables), err);
    if (sql == NULL)
    {
        return false;
    }
    Rows *rows = run_begin(conn, SAMPLE_LOCK_MS, SAMPLE_MS, &failure) &&
                         conn_exec(conn, "SET LOCAL row_security = off", &failure)
                     ? conn_query_one(owner, conn, sql, NULL, 0, &failure)
                     : NULL;
    run_rollback(conn);
    if (rows != NULL)
    {
        facts->rows = rows_double(rows, 0, "rows") * 100 / percent;
        facts->width = rows_double(rows, 0, "width");
        facts->toasted = rows_double(rows, 0, "toasted");
        return true;
    }
    if (!conn_is_alive(conn) || failure.kind == ERROR_INTERRUPTED)
    {
        *err = failure;
        return false;
    }
    log_debug("%s is not sampled: %s", source, failure.message);
    error_clear(&failure);
    return true;
}

/* What a row gets in each new column, as rows of VALUES; and the same where nothing can be measured. A column whose type has a fixed
 * length takes that; another what the columns take from which it comes. */
static char *
row_widths(void *owner, const TableChange *change, const char *const *widths, double *usual)
{
    char *values = mem_strdup(owner, "(0)");
    size_t number = 0;
    for (size_t i = 0; i < change->link_count; i++)
    {
        const Link *link = change->links[i];
        for (size_t j = 0; j < link->new_count; j++, number++)
        {
            long fixed = widths[number] == NULL ? -1 : strtol(widths[number], NULL, 10);
            bool is_added = resolve_is_filled(link) && link->kind != LINK_REPAIR;
            *usual += is_added ? (double) (fixed > 0 ? fixed : USUAL_WIDTH) : 0;
            if (is_added)
            {
                mem_append(&values, ", (%s)", fixed > 0 ? mem_printf(owner, "%ld", fixed) : column_width(owner, link));
            }
        }
    }
    return values;
}

static char *
column_width(void *owner, const Link *link)
{
    char *sum = mem_strdup(owner, "");
    for (size_t i = 0; i < link->old_count; i++)
    {
        mem_append(&sum, "%scoalesce(pg_catalog.pg_column_size(t.%s), 0)", *sum != '\0' ? " + " : "",
                   quote_name(owner, link->old_columns[i].name));
    }
    for (size_t i = 0; link->shared != NULL && link->shared[i] != NULL; i++)
    {
        mem_append(&sum, "%scoalesce(pg_catalog.pg_column_size(t.%s), 0)", *sum != '\0' ? " + " : "",
                   quote_name(owner, link->shared[i]));
    }
    return *sum != '\0' ? sum : mem_printf(owner, "%d", USUAL_WIDTH);
}

/* Those that a column with a successor has: each is built once more, as large. */
static char *
built_indexes(void *owner, const TableChange *change)
{
    const char **oids = mem_array(owner, const char *, change->table->index_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < change->table->index_count; i++)
    {
        const CatalogIndex *index = &change->table->indexes[i];
        bool has_successor = false;
        for (size_t j = 0; index->columns[j] != NULL; j++)
        {
            has_successor = has_successor || resolve_successor(change, index->columns[j]) != NULL;
        }
        if (has_successor)
        {
            oids[count++] = run_number(owner, index->oid);
        }
    }
    return run_array(owner, oids);
}

/* Those that the plan itself makes. */
static void
add_new_indexes(DiskFacts *facts, const TableChange *change)
{
    for (size_t i = 0; i < change->in_place_count; i++)
    {
        const InPlace *in_place = &change->in_place[i];
        size_t columns = 0;
        if (in_place->index_statement == NULL)
        {
            continue;
        }
        while (in_place->statement->columns[columns] != NULL)
        {
            columns++;
        }
        double width = ENTRY_BYTES + (double) (columns > 0 ? columns : 1) * USUAL_WIDTH / 2;
        int64_t bytes = (int64_t) (facts->rows * width / FILL_FACTOR);
        facts->built += bytes;
        facts->largest = bytes > facts->largest ? bytes : facts->largest;
    }
}

static char *
new_types(void *owner, const TableChange *change)
{
    const char **types = NULL;
    size_t count = 0;
    for (size_t i = 0; i < change->link_count; i++)
    {
        for (size_t j = 0; j < change->links[i]->new_count; j++)
        {
            *mem_push(owner, types, count) = change->links[i]->new_columns[j].type;
        }
    }
    *mem_push(owner, types, count) = NULL;
    return run_array(owner, types);
}
