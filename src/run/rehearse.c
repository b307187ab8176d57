/* SPDX-License-Identifier: PostgreSQL */
/*
 * One statement on a throw-away server, measured: all relations before it, its locks, all relations after it.
 *
 * Invariant: the measuring itself locks system catalogs only, so that every lock on a relation of users is the
 * statement's own, or was held before it; it is read by the same session before COMMIT, after which it would be gone.
 */
#include "run/rehearse.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "sql/template.h"

typedef struct Relation
{
    int64_t oid;
    const char *name;
    char kind;
    int64_t filenode;
    int64_t scans;
    int64_t written;
    LockMode held; /* before the statement */
    LockMode mode; /* after it */
} Relation;

typedef struct Relations
{
    Relation *items; /* by oid */
    size_t count;
} Relations;

struct RehearseBefore
{
    Relations relations;
    bool sees_locks;
};

static bool read_relations(void *owner, Conn *conn, Relations *relations, Error *err);
static bool read_locks(Conn *conn, Relations *relations, size_t member, Error *err);
static LockMode lock_mode(const char *pg_name);
static Relation *find(const Relations *relations, int64_t oid);
static int compare_oids(const void *a, const void *b);
static int compare_names(const void *a, const void *b);
static const Relation **by_name(void *owner, const Relations *relations);
static void note(void *owner, const RehearseBefore *taken, const Relations *after, Rehearsal *result);
static bool run(void *owner, Conn *conn, const RehearseRequest *request, Rehearsal *result);
static bool finish(void *owner, Conn *conn, RehearseHow how, Rehearsal *result, Error *err);
static void note_failure(void *owner, Rehearsal *result, const Error *failure);

bool
rehearse_statement(void *owner, Conn *conn, const RehearseRequest *request, Rehearsal *result, Error *err)
{
    static const char *const none[] = {NULL};
    void *scratch = mem_child(owner, "rehearsal");
    bool is_measured = request->how != REHEARSE_OWN_TRANSACTION || conn_exec(conn, "BEGIN", err);
    RehearseBefore *before = NULL;

    *result = (Rehearsal){.rewritten = none, .scanned = none, .sqlstate = "", .message = ""};
    if (is_measured && request->how != REHEARSE_SESSION)
    {
        before = rehearse_begin(scratch, conn, request->how, err);
        is_measured = before != NULL;
    }
    if (is_measured && run(owner, conn, request, result) && before != NULL)
    {
        is_measured = rehearse_end(owner, conn, before, result, err);
    }
    is_measured = is_measured && finish(owner, conn, request->how, result, err);
    mem_free(scratch);
    return is_measured;
}

RehearseBefore *
rehearse_begin(void *owner, Conn *conn, RehearseHow how, Error *err)
{
    RehearseBefore *before = mem_new(owner, RehearseBefore);

    before->sees_locks = how != REHEARSE_ALONE;
    if (!read_relations(before, conn, &before->relations, err) ||
        (how == REHEARSE_OPEN && !read_locks(conn, &before->relations, offsetof(Relation, held), err)))
    {
        mem_free(before);
        return NULL;
    }
    return before;
}

bool
rehearse_end(void *owner, Conn *conn, RehearseBefore *before, Rehearsal *result, Error *err)
{
    void *scratch = mem_child(owner, "measure");
    Relations after = {0};
    bool is_read = (!before->sees_locks || read_locks(conn, &before->relations, offsetof(Relation, mode), err)) &&
                   read_relations(scratch, conn, &after, err);

    if (is_read)
    {
        result->has_locks = before->sees_locks;
        note(owner, before, &after, result);
    }
    mem_free(scratch);
    return is_read;
}

static bool
read_relations(void *owner, Conn *conn, Relations *relations, Error *err)
{
    char *sql = template_render(owner, "rehearse/relations", NULL, 0, err);
    Rows *rows = sql == NULL ? NULL : conn_query(owner, conn, sql, NULL, 0, err);

    if (rows == NULL)
    {
        return false;
    }
    relations->count = rows_count(rows);
    relations->items = mem_array(owner, Relation, relations->count + 1);
    for (size_t i = 0; i < relations->count; i++)
    {
        relations->items[i] = (Relation){
            .oid = rows_int64(rows, i, "oid"),
            .name = rows_text(rows, i, "name"),
            .kind = rows_text(rows, i, "kind")[0],
            .filenode = rows_int64(rows, i, "filenode"),
            .scans = rows_int64(rows, i, "scans"),
            .written = rows_int64(rows, i, "written"),
        };
    }
    return true;
}

/* Into MEMBER (an offset) of each relation. What the statement itself made is in nobody's way: only relations that were
 * there before count. */
static bool
read_locks(Conn *conn, Relations *relations, size_t member, Error *err)
{
    void *scratch = mem_root("locks");
    char *sql = template_render(scratch, "rehearse/locks", NULL, 0, err);
    Rows *rows = sql == NULL ? NULL : conn_query(scratch, conn, sql, NULL, 0, err);
    bool is_read = rows != NULL;

    for (size_t i = 0; is_read && i < rows_count(rows); i++)
    {
        Relation *relation = find(relations, rows_int64(rows, i, "oid"));
        LockMode *strongest = relation == NULL ? NULL : (LockMode *) (void *) ((char *) relation + member);
        LockMode mode = lock_mode(rows_text(rows, i, "mode"));

        if (strongest != NULL && mode > *strongest)
        {
            *strongest = mode;
        }
    }
    mem_free(scratch);
    return is_read;
}

static LockMode
lock_mode(const char *pg_name)
{
    for (int mode = LOCK_ACCESS_SHARE; mode <= LOCK_ACCESS_EXCLUSIVE; mode++)
    {
        if (strcmp(pg_name, classify_lock_pg_name((LockMode) mode)) == 0)
        {
            return (LockMode) mode;
        }
    }
    return LOCK_NONE;
}

static Relation *
find(const Relations *relations, int64_t oid)
{
    Relation wanted = {.oid = oid};

    return bsearch(&wanted, relations->items, relations->count, sizeof(Relation), compare_oids);
}

static int
compare_oids(const void *a, const void *b)
{
    const Relation *first = a;
    const Relation *second = b;

    return (first->oid > second->oid) - (first->oid < second->oid);
}

static int
compare_names(const void *a, const void *b)
{
    const Relation *const *first = a;
    const Relation *const *second = b;

    return strcmp((*first)->name, (*second)->name);
}

static const Relation **
by_name(void *owner, const Relations *relations)
{
    const Relation **sorted = mem_array(owner, const Relation *, relations->count + 1);

    for (size_t i = 0; i < relations->count; i++)
    {
        sorted[i] = &relations->items[i];
    }
    qsort(sorted, relations->count, sizeof(*sorted), compare_names);
    return sorted;
}

/* A file node that changed is a rewrite; of a relation with storage that is read whole: not of indexes or sequences. */
static void
note(void *owner, const RehearseBefore *taken, const Relations *after, Rehearsal *result)
{
    const Relations *before = &taken->relations;
    const Relation **sorted = by_name(owner, before);
    const char **rewritten = NULL;
    const char **scanned = NULL;
    size_t rewritten_count = 0;
    size_t scanned_count = 0;

    for (size_t i = 0; i < before->count; i++)
    {
        const Relation *was = sorted[i];
        const Relation *is = find(after, was->oid);
        bool has_rows = is != NULL && strchr("rpm", is->kind) != NULL;

        result->writes_rows = result->writes_rows || (taken->sees_locks && is != NULL && is->written > was->written);
        if (was->mode != LOCK_NONE)
        {
            *mem_push(owner, result->locks, result->lock_count) =
                (RehearsedLock){mem_strdup(owner, was->name), was->kind, was->mode, was->held};
        }
        if (has_rows && is->filenode != was->filenode)
        {
            *mem_push(owner, rewritten, rewritten_count) = mem_strdup(owner, was->name);
        }
        if (has_rows && taken->sees_locks && is->scans > was->scans)
        {
            *mem_push(owner, scanned, scanned_count) = mem_strdup(owner, was->name);
        }
    }
    mem_free(sorted);
    *mem_push(owner, rewritten, rewritten_count) = NULL;
    *mem_push(owner, scanned, scanned_count) = NULL;
    result->rewritten = rewritten;
    result->scanned = scanned;
}

/* True when the statement did what it says: then it is measured. */
static bool
run(void *owner, Conn *conn, const RehearseRequest *request, Rehearsal *result)
{
    Error failure = {0};
    int64_t from_us = rehearse_clock_us();
    bool is_done = request->copy_data == NULL ? conn_exec(conn, request->sql, &failure)
                                              : conn_copy_in(conn, request->sql, request->copy_data, &failure);

    result->elapsed_us = rehearse_clock_us() - from_us;
    if (!is_done)
    {
        note_failure(owner, result, &failure);
    }
    error_clear(&failure);
    return is_done;
}

/* COMMIT may fail by itself: deferred constraints are checked there. */
static bool
finish(void *owner, Conn *conn, RehearseHow how, Rehearsal *result, Error *err)
{
    Error failure = {0};

    if (how == REHEARSE_OWN_TRANSACTION && conn_in_transaction(conn) &&
        !conn_exec(conn, result->has_failed ? "ROLLBACK" : "COMMIT", &failure))
    {
        note_failure(owner, result, &failure);
    }
    error_clear(&failure);
    return conn_is_alive(conn) || error_set(err, ERROR_CONNECTION, "the throw-away server closed the connection");
}

static void
note_failure(void *owner, Rehearsal *result, const Error *failure)
{
    result->has_failed = true;
    result->has_locks = false;
    result->sqlstate = mem_strdup(owner, failure->sqlstate);
    result->message = mem_strdup(owner, failure->message == NULL ? "no answer" : failure->message);
}

int64_t
rehearse_clock_us(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
