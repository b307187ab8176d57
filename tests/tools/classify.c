/* SPDX-License-Identifier: PostgreSQL */
/*
 * Reads SQL from stdin, one or more statements a line, and writes what classify says of each, for tests/tap/classify.t:
 *
 *   tag, class, lock, scans, rewrites, breaks_old, breaks_new, loses_data, semver, locks, note
 *
 * separated by tabs; locks as relation=mode, separated by blanks. A line that does not parse gives ERROR and the message.
 * Usage: classify [URL]: with a URL, the tables of the schema public are taken from there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "change/classify.h"
#include "pg/catalog.h"
#include "pg/conn.h"
#include "sql/ddl.h"

static Catalog *load(void *mem, const char *url, Error *err);
static void classify_line(void *mem, const char *line, const Catalog *catalog);
static void print_result(const DdlStatement *statement, const Classification *result);

int
main(int argc, char **argv)
{
    void *mem = mem_root("classify");
    Error err = {0};
    Catalog *catalog = argc > 1 ? load(mem, argv[1], &err) : NULL;
    static char line[65536];
    int status = EXIT_SUCCESS;

    if (error_is_set(&err))
    {
        fprintf(stderr, "%s\n", err.message);
        status = EXIT_FAILURE;
    }
    while (status == EXIT_SUCCESS && fgets(line, sizeof(line), stdin) != NULL)
    {
        line[strcspn(line, "\n")] = '\0';
        classify_line(mem, line, catalog);
    }
    error_clear(&err);
    mem_free(mem);
    ddl_exit();
    return status;
}

static Catalog *
load(void *mem, const char *url, Error *err)
{
    const ConnOptions options = {.url = url, .application_name = "classify test"};
    Conn *conn = conn_open(mem, &options, err);
    Rows *rows = conn == NULL ? NULL
                              : conn_query(mem, conn,
                                           "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
                                           " AND relnamespace = 'public'::regnamespace ORDER BY relname",
                                           NULL, 0, err);
    CatalogRequest *requests;

    if (rows == NULL)
    {
        return NULL;
    }
    requests = mem_array(mem, CatalogRequest, rows_count(rows) + 1);
    for (size_t i = 0; i < rows_count(rows); i++)
    {
        requests[i] = (CatalogRequest){.schema = "public", .name = rows_text(rows, i, "relname")};
    }
    return catalog_load(mem, conn, requests, rows_count(rows), err);
}

static void
classify_line(void *mem, const char *line, const Catalog *catalog)
{
    Error err = {0};
    DdlErrorPlace place;
    DdlScript *script;

    if (!ddl_parse(mem, line, &script, &place, &err))
    {
        printf("ERROR\t%s\n", err.message);
        error_clear(&err);
        return;
    }
    for (size_t i = 0; i < script->count; i++)
    {
        print_result(&script->statements[i], classify_statement(mem, &script->statements[i], catalog));
    }
}

static void
print_result(const DdlStatement *statement, const Classification *result)
{
    printf("%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%s\t", statement->tag, classify_class_name(result->change_class),
           classify_lock_pg_name(result->lock), result->scans, result->rewrites, result->breaks_old, result->breaks_new,
           result->loses_data, classify_semver_name(result->semver));
    for (size_t i = 0; i < result->lock_count; i++)
    {
        printf("%s%s=%s", i > 0 ? " " : "", result->locks[i].relation, classify_lock_pg_name(result->locks[i].mode));
    }
    printf("\t%s\n", result->note == NULL ? "" : result->note);
}
