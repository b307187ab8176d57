/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the demo's application writes: each statement a transaction of its own, each version with its own column only.
 *
 * A statement locks one row, or rows that it has just inserted, so that the application alone has no deadlock: every
 * error is one that bellows has caused. Rows that one instance inserted are written by nobody else; one of them it
 * remembers and reads again, so that a write that is lost or changed on the way shows.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "demo_internal.h"

#define MANY 3

/* In parentheses, so that a forgotten comma shows. */
#define STATEMENTS(column)                                                                                             \
    {                                                                                                                  \
        [DEMO_INSERT] = ("INSERT INTO public.customer (name, " column ") VALUES ($1, $2) RETURNING id"),               \
        [DEMO_INSERT_MANY] = ("INSERT INTO public.customer (name, " column ") VALUES ($1, $2), ($3, $4), ($5, $6)"),   \
        [DEMO_COPY] = ("COPY public.customer (name, " column ") FROM STDIN"),                                          \
        [DEMO_UPSERT] = ("INSERT INTO public.customer (name, " column ", id) VALUES ($1, $2, $3) ON CONFLICT (id)"     \
                         " DO UPDATE SET name = excluded.name, " column " = excluded." column                          \
                         " RETURNING (xmax = 0)::integer AS inserted"),                                                \
        [DEMO_UPDATE_PHONE] = ("UPDATE public.customer SET " column " = $1 WHERE id = $2"),                            \
        [DEMO_UPDATE_NAME] = ("UPDATE public.customer SET name = $1 WHERE id = $2"),                                   \
        [DEMO_DELETE] = ("DELETE FROM public.customer WHERE id = $1"),                                                 \
        [DEMO_SELECT] = ("SELECT id, name, " column " AS value FROM public.customer WHERE id = $1"),                   \
    }

static const char *const statements[][DEMO_OPERATION_COUNT] = {
    [DEMO_OLD] = STATEMENTS("phone"),
    [DEMO_NEW] = STATEMENTS("phone_number"),
};

/* What is before the number: 1.4.0 writes text. */
static const char *const prefixes[] = {[DEMO_OLD] = "+", [DEMO_NEW] = ""};

static bool insert(DemoWriter *writer, void *scratch, const char *sql, Error *err);
static bool insert_many(DemoWriter *writer, void *scratch, const char *sql, Error *err);
static bool copy(DemoWriter *writer, void *scratch, const char *sql, Error *err);
static bool upsert(DemoWriter *writer, void *scratch, const char *sql, Error *err);
static bool update_phone(DemoWriter *writer, void *scratch, const char *sql, Error *err);
static bool update_name(DemoWriter *writer, void *scratch, const char *sql, Error *err);
static bool delete_row(DemoWriter *writer, void *scratch, const char *sql, Error *err);
static bool select_row(DemoWriter *writer, void *scratch, const char *sql, Error *err);
static const char *random_value(DemoWriter *writer, void *scratch);
static const char *random_name(DemoWriter *writer, void *scratch);
static int64_t random_id(DemoWriter *writer);
static const char *number(void *scratch, int64_t value);
static void remember(DemoWriter *writer, int64_t id, const char *value);
static void check_own(DemoWriter *writer, const Rows *rows);

typedef struct Kind
{
    DemoOperation operation;
    uint64_t weight; /* of 100 */
    bool (*run)(DemoWriter *writer, void *scratch, const char *sql, Error *err);
} Kind;

static const Kind kinds[] = {
    {DEMO_INSERT, 14, insert},     {DEMO_INSERT_MANY, 3, insert_many},    {DEMO_COPY, 3, copy},
    {DEMO_UPSERT, 12, upsert},     {DEMO_UPDATE_PHONE, 30, update_phone}, {DEMO_UPDATE_NAME, 12, update_name},
    {DEMO_DELETE, 10, delete_row}, {DEMO_SELECT, 16, select_row},
};

void
demo_write(DemoWriter *writer)
{
    void *scratch = mem_root("write");
    Error err = {0};
    const Kind *kind = kinds;
    uint64_t at = demo_random(writer, 100);
    while (at >= kind->weight)
    {
        at -= kind->weight;
        kind++;
    }
    int phase = atomic_load(&writer->shared->phase);
    int64_t from_us = demo_clock_us();
    bool done = kind->run(writer, scratch, statements[writer->slot->version][kind->operation], &err);
    demo_measure(writer, from_us, phase);
    if (!done)
    {
        writer->own_id = 0;
        demo_note_error(writer->slot, report_demo_operation(kind->operation), &err);
    }
    else
    {
        atomic_fetch_add(&writer->slot->done[kind->operation], 1);
        atomic_fetch_add(&writer->slot->writes[phase], kind->operation == DEMO_SELECT ? 0 : 1);
    }
    error_clear(&err);
    mem_free(scratch);
}

static bool
insert(DemoWriter *writer, void *scratch, const char *sql, Error *err)
{
    const char *const params[] = {random_name(writer, scratch), random_value(writer, scratch)};
    Rows *rows = conn_query_one(scratch, writer->conn, sql, params, DEMO_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    /* The row remembered so far becomes one of those that it may also delete. */
    if (writer->own_id != 0)
    {
        size_t place = writer->recent_count < DEMO_COUNT(writer->recent)
                           ? writer->recent_count++
                           : (size_t) demo_random(writer, DEMO_COUNT(writer->recent));
        writer->recent[place] = writer->own_id;
    }
    remember(writer, rows_int64(rows, 0, "id"), params[1]);
    atomic_fetch_add(&writer->slot->rows_added, 1);
    return true;
}

static bool
insert_many(DemoWriter *writer, void *scratch, const char *sql, Error *err)
{
    const char *params[2 * MANY];
    for (size_t i = 0; i < MANY; i++)
    {
        params[2 * i] = random_name(writer, scratch);
        params[2 * i + 1] = random_value(writer, scratch);
    }
    bool done = conn_query(scratch, writer->conn, sql, params, DEMO_COUNT(params), err) != NULL;
    atomic_fetch_add(&writer->slot->rows_added, done ? MANY : 0);
    return done;
}

static bool
copy(DemoWriter *writer, void *scratch, const char *sql, Error *err)
{
    char *data = mem_strdup(scratch, "");
    for (size_t i = 0; i < MANY; i++)
    {
        const char *value = random_value(writer, scratch);
        mem_append(&data, "%s\t%s\n", random_name(writer, scratch), value == NULL ? "\\N" : value);
    }
    bool done = conn_copy_in(writer->conn, sql, data, err);
    atomic_fetch_add(&writer->slot->rows_added, done ? MANY : 0);
    return done;
}

/* Of the rows that were there at first: one that was deleted comes back. A row that is new has no xmax. */
static bool
upsert(DemoWriter *writer, void *scratch, const char *sql, Error *err)
{
    const char *const params[] = {random_name(writer, scratch), random_value(writer, scratch),
                                  number(scratch, 1 + (int64_t) demo_random(writer, DEMO_ROWS))};
    Rows *rows = conn_query_one(scratch, writer->conn, sql, params, DEMO_COUNT(params), err);
    if (rows == NULL)
    {
        return false;
    }
    atomic_fetch_add(&writer->slot->rows_added, rows_int64(rows, 0, "inserted"));
    return true;
}

static bool
update_phone(DemoWriter *writer, void *scratch, const char *sql, Error *err)
{
    int64_t id = writer->own_id != 0 && demo_random(writer, 3) == 0 ? writer->own_id : random_id(writer);
    const char *const params[] = {random_value(writer, scratch), number(scratch, id)};
    bool done = conn_query(scratch, writer->conn, sql, params, DEMO_COUNT(params), err) != NULL;
    if (done && id == writer->own_id)
    {
        remember(writer, id, params[0]);
    }
    return done;
}

static bool
update_name(DemoWriter *writer, void *scratch, const char *sql, Error *err)
{
    const char *const params[] = {random_name(writer, scratch), number(scratch, random_id(writer))};
    return conn_query(scratch, writer->conn, sql, params, DEMO_COUNT(params), err) != NULL;
}

static bool
delete_row(DemoWriter *writer, void *scratch, const char *sql, Error *err)
{
    const char *const params[] = {number(scratch, random_id(writer))};
    Rows *rows = conn_query(scratch, writer->conn, sql, params, DEMO_COUNT(params), err);
    atomic_fetch_sub(&writer->slot->rows_added, rows == NULL ? 0 : (int64_t) rows_affected(rows));
    return rows != NULL;
}

static bool
select_row(DemoWriter *writer, void *scratch, const char *sql, Error *err)
{
    bool is_own = writer->own_id != 0 && demo_random(writer, 2) == 0;
    const char *const params[] = {number(scratch, is_own ? writer->own_id : random_id(writer))};
    Rows *rows = conn_query(scratch, writer->conn, sql, params, DEMO_COUNT(params), err);
    if (rows != NULL && is_own)
    {
        check_own(writer, rows);
    }
    return rows != NULL;
}

/* Nobody but this instance writes that row. */
static void
check_own(DemoWriter *writer, const Rows *rows)
{
    bool is_there = rows_count(rows) == 1;
    const char *found = is_there ? rows_text(rows, 0, "value") : NULL;
    bool is_equal = writer->own_is_null ? found == NULL : found != NULL && strcmp(found, writer->own_value) == 0;
    if (!is_there || !is_equal)
    {
        demo_note_mismatch(writer->slot, "%s: wrote %s to row %lld, found %s", writer->slot->name,
                           writer->own_is_null ? "NULL" : writer->own_value, (long long) writer->own_id,
                           !is_there       ? "no row"
                           : found == NULL ? "NULL"
                                           : found);
        writer->own_id = 0;
    }
}

static void
remember(DemoWriter *writer, int64_t id, const char *value)
{
    writer->own_id = id;
    writer->own_is_null = value == NULL;
    (void) snprintf(writer->own_value, sizeof(writer->own_value), "%s", value == NULL ? "" : value);
}

/* One in ten is NULL. */
static const char *
random_value(DemoWriter *writer, void *scratch)
{
    if (demo_random(writer, 10) == 0)
    {
        return NULL;
    }
    return mem_printf(scratch, "%s49%lld", prefixes[writer->slot->version],
                      1000000000LL + (long long) demo_random(writer, 9000000000U));
}

static const char *
random_name(DemoWriter *writer, void *scratch)
{
    return mem_printf(scratch, "Customer of %s, %llu", writer->slot->name,
                      (unsigned long long) demo_random(writer, 1000000));
}

static int64_t
random_id(DemoWriter *writer)
{
    if (writer->recent_count > 0 && demo_random(writer, 3) == 0)
    {
        return writer->recent[demo_random(writer, writer->recent_count)];
    }
    return 1 + (int64_t) demo_random(writer, DEMO_ROWS);
}

static const char *
number(void *scratch, int64_t value)
{
    return mem_printf(scratch, "%lld", (long long) value);
}
