/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the parts of the plan loader share.
 *
 *   plan.c         plan_load(), places in texts
 *   plan_file.c    reads the file; its name, its bytes, its lines
 *   plan_walk.c    libyaml's events → PlanNode tree
 *   plan_syntax.c  libyaml's errors → messages that say what to write
 *   plan_check.c   tree against the table of keys; plan_value.c: single values
 *   plan_fill.c    libcyaml → Plan
 *   plan_schema.c  the table of keys → JSON Schema
 *   plan_find.c    which file is meant
 */
#ifndef CHANGE_PLAN_INTERNAL_H
#define CHANGE_PLAN_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diagnostic.h"
#include "base/error.h"
#include "change/plan.h"

#define PLAN_BYTES_MAX    ((size_t) 1024 * 1024)
#define PLAN_DEPTH_MAX    16   /* a valid plan has 5 */
#define PLAN_ITEMS_MAX    1000 /* of one list or mapping */
#define PLAN_NODES_MAX    20000
#define PLAN_STAMP_DIGITS 14

typedef enum PlanSection
{
    PLAN_SECTION_PLAN,
    PLAN_SECTION_APPLICATION,
    PLAN_SECTION_ALLOW,
    PLAN_SECTION_CHANGE,
    PLAN_SECTION_VERIFY,
    PLAN_SECTION_BACKFILL,
    PLAN_SECTION_HEALTH,
    PLAN_SECTION_TIMEOUTS,
    PLAN_SECTION_PROJECT,
    PLAN_SECTION_CONSUMER,
    PLAN_SECTION_ROLE,
    PLAN_SECTION_MAINTENANCE,
    PLAN_SECTION_EVIDENCE,
    PLAN_SECTION_GATE,
    PLAN_SECTION_COMMAND,
} PlanSection;

/* What kind of file is loaded, and how messages call it. */
typedef struct PlanDocument
{
    PlanSection root;
    const char *name;    /* "the plan" */
    const char *one;     /* "a plan" */
    const char *many;    /* "plans" */
    const char *single;  /* "plan": one … is one file */
    const char *key;     /* the key that it is known by */
    const char *empty;   /* what to write into an empty one */
    const char *missing; /* what to do where there is none */
} PlanDocument;

extern const PlanDocument plan_document;

typedef enum PlanShape
{
    PLAN_SHAPE_SCALAR,
    PLAN_SHAPE_WORDS,
    PLAN_SHAPE_MAPPING,
    PLAN_SHAPE_LIST,
} PlanShape;

typedef enum PlanValue
{
    PLAN_VALUE_NONE, /* a mapping or a list of mappings */
    PLAN_VALUE_TEXT,
    PLAN_VALUE_RESULT, /* text that people write as a number, too */
    PLAN_VALUE_SQL,
    PLAN_VALUE_INTEGER,
    PLAN_VALUE_BOOLEAN,
    PLAN_VALUE_CHOICE,
    PLAN_VALUE_DURATION,
    PLAN_VALUE_VERSION, /* of an application */
    PLAN_VALUE_COUNT,   /* a whole number in a range */
    PLAN_VALUE_SIZE,    /* bytes with a unit */
    PLAN_VALUE_PERCENT, /* a whole number and "%" */
    PLAN_VALUE_STAMP,   /* the 14 digits of a plan */
} PlanValue;

typedef struct PlanKey
{
    PlanSection section;
    const char *name;
    PlanShape shape;
    PlanValue value;
    PlanSection child; /* of MAPPING and LIST */
    bool is_required;
    bool may_be_empty;
    const char *initial; /* the default as one would write it, or NULL */
    const char *choices; /* of CHOICE, separated by a blank */
    const char *least;   /* of DURATION, COUNT, SIZE, PERCENT */
    const char *most;
    const char *example;
    const char *description;
} PlanKey;

/* The keys of a section; the result is how many. */
size_t plan_keys(PlanSection section, const PlanKey **keys);

const PlanKey *plan_key_find(PlanSection section, const char *name);

/* A place in the file: 1-based, columns and width in code points; line 0 is the file as a whole. */
typedef struct PlanPlace
{
    size_t line;
    size_t column;
    size_t width;
} PlanPlace;

typedef enum PlanNodeKind
{
    PLAN_NODE_SCALAR,
    PLAN_NODE_LIST,
    PLAN_NODE_MAPPING,
    PLAN_NODE_ALIAS,
} PlanNodeKind;

typedef enum PlanStyle
{
    PLAN_STYLE_PLAIN,
    PLAN_STYLE_QUOTED,
    PLAN_STYLE_LITERAL,
    PLAN_STYLE_FOLDED,
    PLAN_STYLE_BLOCK, /* collections */
    PLAN_STYLE_FLOW,
} PlanStyle;

typedef struct PlanNode
{
    PlanNodeKind kind;
    PlanStyle style;
    PlanPlace place;
    PlanPlace end; /* behind its last character */
    struct PlanNode *parent;
    const struct PlanNode *key;     /* in a mapping */
    const struct PlanNode *waiting; /* of a mapping while it is walked: the key whose value comes next */
    const char *path;               /* "changes[1].up"; "" for the whole */
    const char *text;               /* of a scalar */
    size_t length;
    bool has_property; /* an anchor or a tag */
    bool is_complete;  /* false: a syntax error ended the file inside */
    struct PlanNode **items;
    size_t count;
} PlanNode;

/* Where plan_at() was last, so that places asked for in their order cost one pass over a long line. */
typedef struct PlanCursor
{
    size_t line;
    size_t column;
    const char *at;
} PlanCursor;

/* One run of the loader. */
typedef struct PlanLoad
{
    void *mem; /* scratch, freed at the end */
    const PlanDocument *document;
    const char *path;
    char *source;
    size_t length;
    char *masked; /* the source with what is wrong overwritten, so that the walk can go on behind it */
    size_t *line_starts;
    size_t line_count;
    PlanCursor *cursor;
    size_t *masked_lines;
    size_t masked_count;
    const char *version;
    const char *slug;
    PlanNode *root;
    bool has_syntax_error;
    size_t broken_line; /* where a syntax error ended the walk; 0: nowhere */
    Diagnostics *diagnostics;
} PlanLoad;

/* Adds an error with the text of its line. */
Diagnostic *plan_report(PlanLoad *load, const char *code, PlanPlace place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A text that lives as long as the diagnostics. */
char *plan_say(const PlanLoad *load, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* plan.c: bytes, walk and check; what is wrong is in the diagnostics */
void plan_load_tree(PlanLoad *load);

/* plan_schema.c: the JSON Schema of the files of DOCUMENT */
char *plan_schema_of(void *owner, const PlanDocument *document, const char *title, const char *description);

/* plan_file.c */
bool plan_file_read(PlanLoad *load, Error *err);
void plan_file_take_text(PlanLoad *load, const char *text);
void plan_file_check_name(PlanLoad *load);
bool plan_file_check_bytes(PlanLoad *load);
bool plan_file_split_name(const char *name, size_t *digits, size_t *slug_length);
const char *plan_file_base_name(const char *path);
const char *plan_line(const PlanLoad *load, size_t line, size_t *length);
const char *plan_at(const PlanLoad *load, size_t line, size_t column);
bool plan_line_is_masked(const PlanLoad *load, size_t first, size_t last);

/* plan_walk.c */
void plan_walk(PlanLoad *load);
const PlanNode *plan_node_get(const PlanNode *mapping, const char *key);

/* plan_syntax.c; true when the wrong part was masked and another walk will get further */
struct yaml_parser_s;
bool plan_syntax_report(PlanLoad *load, const struct yaml_parser_s *parser, const PlanNode *last);
char *plan_syntax_help(const PlanLoad *load, const PlanKey *key, const char *name);

/* plan_check.c */
void plan_check(PlanLoad *load);

/* plan_value.c */
void plan_value_check(PlanLoad *load, const PlanNode *node, const PlanKey *key);
bool plan_value_is_nothing(const PlanNode *node);
char *plan_value_shown(const PlanLoad *load, const PlanNode *node);
bool plan_value_is_stamp(const char *text);
bool plan_value_duration(const char *text, int64_t *result_ms);

/* plan_amount.c: COUNT, SIZE (in bytes), PERCENT. */
void plan_amount_check(PlanLoad *load, const PlanNode *node, const PlanKey *key);
bool plan_amount_read(PlanValue value, const char *text, int64_t *amount);

char *plan_value_did_you_mean(const PlanLoad *load, const char *word, const char *choices);

/* plan_fill.c */
Plan *plan_fill(void *owner, PlanLoad *load, Error *err);

#endif
