/* SPDX-License-Identifier: PostgreSQL */
/*
 * The second pass: libcyaml loads the structs of its schema, all scalars as strings, and they become the Plan.
 *
 * The schema and its structs are generated from plan_keys.def, so that a key is in all of them or in none. libcyaml
 * keeps no places; those of SQL texts come from the tree of the first pass, which has also accepted every value.
 * libcyaml's memory is the load's scratch; the Plan has copies.
 */
#include <cyaml/cyaml.h>
#include <string.h>

#include "base/mem.h"
#include "plan_internal.h"

typedef struct Fill
{
    Plan *plan; /* owns all of its texts */
    const PlanLoad *load;
} Fill;

#define RAW_SCALAR(key, type) char *key;
#define RAW_WORDS(key, type)                                                                                           \
    char **key;                                                                                                        \
    unsigned key##_count;
#define RAW_MAPPING(key, type) struct raw_##type *key;
#define RAW_LIST(key, type)                                                                                            \
    struct raw_##type *key;                                                                                            \
    unsigned key##_count;

#define FIELD_SCALAR(in, key, type) CYAML_FIELD_STRING_PTR(#key, FIELD_FLAGS, struct raw_##in, key, 0, CYAML_UNLIMITED),
#define FIELD_WORDS(in, key, type)                                                                                     \
    CYAML_FIELD_SEQUENCE(#key, FIELD_FLAGS, struct raw_##in, key, &word_schema, 0, CYAML_UNLIMITED),
#define FIELD_MAPPING(in, key, type) CYAML_FIELD_MAPPING_PTR(#key, FIELD_FLAGS, struct raw_##in, key, fields_##type),
#define FIELD_LIST(in, key, type)                                                                                      \
    CYAML_FIELD_SEQUENCE(#key, FIELD_FLAGS, struct raw_##in, key, &schema_##type, 0, CYAML_UNLIMITED),
#define FIELD_FLAGS (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)

static const cyaml_schema_value_t word_schema = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0, CYAML_UNLIMITED),
};

/* Of each section: the struct, its fields, and itself as the entry of a list. Children come before their parents. */
struct raw_APPLICATION
{
#define PLAN_IN_APPLICATION
#define PLAN_KEY(in, key, shape, type, ...) RAW_##shape(key, type)
#include "plan_keys.def"
};

static const cyaml_schema_field_t fields_APPLICATION[] = {
#define PLAN_IN_APPLICATION
#define PLAN_KEY(in, key, shape, type, ...) FIELD_##shape(in, key, type)
#include "plan_keys.def"
    CYAML_FIELD_END};

static const cyaml_schema_value_t schema_APPLICATION = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_APPLICATION, fields_APPLICATION)};

struct raw_ALLOW
{
#define PLAN_IN_ALLOW
#define PLAN_KEY(in, key, shape, type, ...) RAW_##shape(key, type)
#include "plan_keys.def"
};

static const cyaml_schema_field_t fields_ALLOW[] = {
#define PLAN_IN_ALLOW
#define PLAN_KEY(in, key, shape, type, ...) FIELD_##shape(in, key, type)
#include "plan_keys.def"
    CYAML_FIELD_END};

static const cyaml_schema_value_t schema_ALLOW = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_ALLOW, fields_ALLOW)};

struct raw_CHANGE
{
#define PLAN_IN_CHANGE
#define PLAN_KEY(in, key, shape, type, ...) RAW_##shape(key, type)
#include "plan_keys.def"
};

static const cyaml_schema_field_t fields_CHANGE[] = {
#define PLAN_IN_CHANGE
#define PLAN_KEY(in, key, shape, type, ...) FIELD_##shape(in, key, type)
#include "plan_keys.def"
    CYAML_FIELD_END};

static const cyaml_schema_value_t schema_CHANGE = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_CHANGE, fields_CHANGE)};

struct raw_VERIFY
{
#define PLAN_IN_VERIFY
#define PLAN_KEY(in, key, shape, type, ...) RAW_##shape(key, type)
#include "plan_keys.def"
};

static const cyaml_schema_field_t fields_VERIFY[] = {
#define PLAN_IN_VERIFY
#define PLAN_KEY(in, key, shape, type, ...) FIELD_##shape(in, key, type)
#include "plan_keys.def"
    CYAML_FIELD_END};

static const cyaml_schema_value_t schema_VERIFY = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_VERIFY, fields_VERIFY)};

struct raw_HEALTH
{
#define PLAN_IN_HEALTH
#define PLAN_KEY(in, key, shape, type, ...) RAW_##shape(key, type)
#include "plan_keys.def"
};

static const cyaml_schema_field_t fields_HEALTH[] = {
#define PLAN_IN_HEALTH
#define PLAN_KEY(in, key, shape, type, ...) FIELD_##shape(in, key, type)
#include "plan_keys.def"
    CYAML_FIELD_END};

struct raw_BACKFILL
{
#define PLAN_IN_BACKFILL
#define PLAN_KEY(in, key, shape, type, ...) RAW_##shape(key, type)
#include "plan_keys.def"
};

static const cyaml_schema_field_t fields_BACKFILL[] = {
#define PLAN_IN_BACKFILL
#define PLAN_KEY(in, key, shape, type, ...) FIELD_##shape(in, key, type)
#include "plan_keys.def"
    CYAML_FIELD_END};

struct raw_TIMEOUTS
{
#define PLAN_IN_TIMEOUTS
#define PLAN_KEY(in, key, shape, type, ...) RAW_##shape(key, type)
#include "plan_keys.def"
};

static const cyaml_schema_field_t fields_TIMEOUTS[] = {
#define PLAN_IN_TIMEOUTS
#define PLAN_KEY(in, key, shape, type, ...) FIELD_##shape(in, key, type)
#include "plan_keys.def"
    CYAML_FIELD_END};

struct raw_PLAN
{
#define PLAN_IN_PLAN
#define PLAN_KEY(in, key, shape, type, ...) RAW_##shape(key, type)
#include "plan_keys.def"
};

static const cyaml_schema_field_t fields_PLAN[] = {
#define PLAN_IN_PLAN
#define PLAN_KEY(in, key, shape, type, ...) FIELD_##shape(in, key, type)
#include "plan_keys.def"
    CYAML_FIELD_END};

static const cyaml_schema_value_t schema_PLAN = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw_PLAN, fields_PLAN)};

static void *raw_allocate(void *owner, void *block, size_t size);
static void fill_plan(Fill *fill, const struct raw_PLAN *raw);
static void fill_applications(Fill *fill, const struct raw_PLAN *raw);
static void fill_changes(Fill *fill, const struct raw_PLAN *raw);
static void fill_allow(Fill *fill, PlanChange *change, const struct raw_CHANGE *raw);
static void fill_verify(Fill *fill, const struct raw_PLAN *raw);
static void fill_limits(Fill *fill, const struct raw_PLAN *raw);
static PlanText text_of(Fill *fill, const char *raw, const PlanNode *mapping, const char *key);
static size_t literal_indent(const PlanLoad *load, const PlanNode *node);
static void fill_health(Fill *fill, const struct raw_HEALTH *raw);
static int64_t amount(const char *raw, PlanSection section, const char *name);
static int64_t duration_ms(const char *raw, PlanSection section, const char *key);
static bool is_true(const char *raw, PlanSection section, const char *key);
static const char *word_of(Fill *fill, const char *raw);
static size_t choice_of(const char *raw, PlanSection section, const char *key);

Plan *
plan_fill(void *owner, PlanLoad *load, Error *err)
{
    const cyaml_config_t config = {
        .mem_fn = raw_allocate,
        .mem_ctx = load->mem,
        .flags = CYAML_CFG_NO_ALIAS,
    };
    cyaml_data_t *raw = NULL;
    cyaml_err_t result =
        cyaml_load_data((const uint8_t *) load->source, load->length, &config, &schema_PLAN, &raw, NULL);
    Fill fill = {.load = load};

    if (result != CYAML_OK)
    {
        error_set(err, ERROR_INVALID, "could not load plan \"%s\": %s", load->path, cyaml_strerror(result));
        return NULL;
    }
    fill.plan = mem_new(owner, Plan);
    fill_plan(&fill, raw);
    return fill.plan;
}

/* realloc() and, with size 0, free() for libcyaml. */
static void *
raw_allocate(void *owner, void *block, size_t size)
{
    size_t held = block == NULL ? 0 : mem_size(block);
    void *moved = NULL;

    if (size > 0)
    {
        moved = mem_zero(owner, size, "libcyaml");
        if (held > 0)
        {
            memcpy(moved, block, held < size ? held : size);
        }
    }
    mem_free(block);
    return moved;
}

static void
fill_plan(Fill *fill, const struct raw_PLAN *raw)
{
    Plan *plan = fill->plan;
    const PlanLoad *load = fill->load;
    const char **after = mem_array(plan, const char *, raw->after_count + 1);
    const char *description = plan_key_find(PLAN_SECTION_PLAN, "description")->initial;

    for (unsigned i = 0; i < raw->after_count; i++)
    {
        after[i] = mem_strdup(plan, raw->after[i]);
    }
    plan->path = mem_strdup(plan, load->path);
    plan->source = mem_strndup(plan, load->source, load->length);
    plan->version = mem_strdup(plan, load->version);
    plan->slug = mem_strdup(plan, load->slug);
    plan->description = word_of(fill, raw->description == NULL ? description : raw->description);
    plan->compat = raw->compat == NULL ? COMPAT_UNSET
                                       : (Compat) (COMPAT_MAJOR + choice_of(raw->compat, PLAN_SECTION_PLAN, "compat"));
    plan->after = after;
    fill_applications(fill, raw);
    fill_changes(fill, raw);
    fill_verify(fill, raw);
    fill_limits(fill, raw);
}

static void
fill_applications(Fill *fill, const struct raw_PLAN *raw)
{
    const PlanNode *list = plan_node_get(fill->load->root, "applications");
    Plan *plan = fill->plan;

    plan->application_count = raw->applications_count;
    plan->applications = mem_array(plan, PlanApplication, plan->application_count);
    for (size_t i = 0; i < plan->application_count; i++)
    {
        const struct raw_APPLICATION *from = &raw->applications[i];
        PlanApplication *to = &plan->applications[i];

        to->name = word_of(fill, from->name);
        to->from = word_of(fill, from->from);
        to->to = word_of(fill, from->to);
        to->allow_attestation = is_true(from->allow_attestation, PLAN_SECTION_APPLICATION, "allow_attestation");
        to->line = list->items[i]->place.line;
    }
}

static void
fill_changes(Fill *fill, const struct raw_PLAN *raw)
{
    const PlanNode *list = plan_node_get(fill->load->root, "changes");
    Plan *plan = fill->plan;

    plan->change_count = raw->changes_count;
    plan->changes = mem_array(plan, PlanChange, plan->change_count);
    for (size_t i = 0; i < plan->change_count; i++)
    {
        const struct raw_CHANGE *from = &raw->changes[i];
        const PlanNode *node = list->items[i];
        PlanChange *to = &plan->changes[i];

        to->sql = text_of(fill, from->sql, node, "sql");
        to->up = text_of(fill, from->up, node, "up");
        to->down = text_of(fill, from->down, node, "down");
        to->as = text_of(fill, from->as, node, "as");
        to->as.text = to->as.text == NULL ? NULL : word_of(fill, from->as);
        to->on_conflict =
            (ConflictPolicy) (CONFLICT_NEW + choice_of(from->on_conflict, PLAN_SECTION_CHANGE, "on_conflict"));
        to->line = node->place.line;
        fill_allow(fill, to, from);
    }
}

static void
fill_allow(Fill *fill, PlanChange *change, const struct raw_CHANGE *raw)
{
    change->allow_count = raw->allow_count;
    change->allow = mem_array(fill->plan, PlanAllow, change->allow_count);
    for (size_t i = 0; i < change->allow_count; i++)
    {
        change->allow[i].rule = word_of(fill, raw->allow[i].rule);
        change->allow[i].reason = word_of(fill, raw->allow[i].reason);
    }
}

static void
fill_verify(Fill *fill, const struct raw_PLAN *raw)
{
    const PlanNode *list = plan_node_get(fill->load->root, "verify");
    Plan *plan = fill->plan;

    plan->verify_count = raw->verify_count;
    plan->verify = mem_array(plan, PlanVerify, plan->verify_count);
    for (size_t i = 0; i < plan->verify_count; i++)
    {
        plan->verify[i].sql = text_of(fill, raw->verify[i].sql, list->items[i], "sql");
        plan->verify[i].expect = word_of(fill, raw->verify[i].expect);
    }
}

static void
fill_limits(Fill *fill, const struct raw_PLAN *raw)
{
    static const struct raw_BACKFILL no_backfill;
    static const struct raw_TIMEOUTS no_timeouts;
    static const struct raw_HEALTH no_health;
    const struct raw_BACKFILL *backfill = raw->backfill == NULL ? &no_backfill : raw->backfill;
    const struct raw_TIMEOUTS *timeouts = raw->timeouts == NULL ? &no_timeouts : raw->timeouts;
    Plan *plan = fill->plan;

    plan->backfill.batch_ms = duration_ms(backfill->batch, PLAN_SECTION_BACKFILL, "batch");
    plan->backfill.pause_ms = duration_ms(backfill->pause, PLAN_SECTION_BACKFILL, "pause");
    plan->backfill.fire_triggers = is_true(backfill->fire_triggers, PLAN_SECTION_BACKFILL, "fire_triggers");
    plan->backfill.connections = amount(backfill->connections, PLAN_SECTION_BACKFILL, "connections");
    plan->backfill.max_bloat = amount(backfill->max_bloat, PLAN_SECTION_BACKFILL, "max_bloat");
    fill_health(fill, backfill->health == NULL ? &no_health : backfill->health);
    plan->timeouts.lock_ms = duration_ms(timeouts->lock, PLAN_SECTION_TIMEOUTS, "lock");
    plan->timeouts.statement_ms = duration_ms(timeouts->statement, PLAN_SECTION_TIMEOUTS, "statement");
    plan->timeouts.total_ms = duration_ms(timeouts->total, PLAN_SECTION_TIMEOUTS, "total");
    /* Rounded up: a hold is a promise not to drop anything earlier. */
    plan->hold_s = (duration_ms(raw->hold, PLAN_SECTION_PLAN, "hold") + 999) / 1000;
}

static void
fill_health(Fill *fill, const struct raw_HEALTH *raw)
{
    PlanHealth *health = &fill->plan->backfill.health;

    health->cores = amount(raw->cores, PLAN_SECTION_HEALTH, "cores");
    health->active = amount(raw->active, PLAN_SECTION_HEALTH, "active");
    health->lock_waiters = amount(raw->lock_waiters, PLAN_SECTION_HEALTH, "lock_waiters");
    health->replay_lag_ms = duration_ms(raw->replay_lag, PLAN_SECTION_HEALTH, "replay_lag");
    health->replay_distance = amount(raw->replay_distance, PLAN_SECTION_HEALTH, "replay_distance");
    health->slot_wal = amount(raw->slot_wal, PLAN_SECTION_HEALTH, "slot_wal");
    health->archive_queue = amount(raw->archive_queue, PLAN_SECTION_HEALTH, "archive_queue");
    health->commit_latency_ms = duration_ms(raw->commit_latency, PLAN_SECTION_HEALTH, "commit_latency");
    health->oldest_transaction_ms = duration_ms(raw->oldest_transaction, PLAN_SECTION_HEALTH, "oldest_transaction");
    health->free_disk = amount(raw->free_disk, PLAN_SECTION_HEALTH, "free_disk");
    health->query = raw->query == NULL ? NULL : word_of(fill, raw->query);
    health->command = raw->command == NULL ? NULL : word_of(fill, raw->command);
    health->flag_file = raw->flag_file == NULL ? NULL : word_of(fill, raw->flag_file);
}

static PlanText
text_of(Fill *fill, const char *raw, const PlanNode *mapping, const char *key)
{
    const PlanNode *node = plan_node_get(mapping, key);
    PlanText text = {0};

    if (node == NULL || raw == NULL)
    {
        return text;
    }
    text.text = mem_strdup(fill->plan, raw);
    text.line = node->place.line;
    text.column = node->place.column;
    if (node->style == PLAN_STYLE_LITERAL)
    {
        text.is_literal = true;
        text.line = node->place.line + 1;
        text.indent = literal_indent(fill->load, node);
        text.column = text.indent + 1;
    }
    return text;
}

/* What the first line that is not empty has more in the file than in the text. */
static size_t
literal_indent(const PlanLoad *load, const PlanNode *node)
{
    size_t empty = strspn(node->text, "\n");
    size_t shown = strcspn(node->text + empty, "\n");
    size_t length;

    plan_line(load, node->place.line + 1 + empty, &length);
    return length > shown ? length - shown : 0;
}

static int64_t
amount(const char *raw, PlanSection section, const char *name)
{
    const PlanKey *key = plan_key_find(section, name);
    int64_t result = 0;

    plan_amount_read(key->value, raw == NULL ? key->initial : raw, &result);
    return result;
}

static int64_t
duration_ms(const char *raw, PlanSection section, const char *key)
{
    int64_t result_ms = 0;

    plan_value_duration(raw == NULL ? plan_key_find(section, key)->initial : raw, &result_ms);
    return result_ms;
}

static bool
is_true(const char *raw, PlanSection section, const char *key)
{
    return strcmp(raw == NULL ? plan_key_find(section, key)->initial : raw, "true") == 0;
}

/* A copy without the line end that a block scalar brings. */
static const char *
word_of(Fill *fill, const char *raw)
{
    size_t length = strlen(raw);

    while (length > 0 && raw[length - 1] == '\n')
    {
        length--;
    }
    return mem_strndup(fill->plan, raw, length);
}

/* The position of a choice in its list; the enums of plan.h are in the same order. */
static size_t
choice_of(const char *raw, PlanSection section, const char *key)
{
    const PlanKey *found = plan_key_find(section, key);
    const char *word = raw == NULL ? found->initial : raw;
    const char *at = found->choices;
    size_t position = 0;

    while (strncmp(at, word, strlen(word)) != 0 || strchr(" ", at[strlen(word)]) == NULL)
    {
        at += strcspn(at, " ") + 1;
        position++;
    }
    return position;
}
