/* SPDX-License-Identifier: PostgreSQL */
/*
 * Texts and trees: parse, write, copy, walk, compare.
 *
 * In: SQL, or a protobuf tree. Out: the other of the two. One generic walk over protobuf's own descriptions of the
 * messages serves every question about a tree, so that a kind of node that nobody thought of is still looked into.
 * Invariant: a tree and all that it holds belong to the owner that was given.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

/* Memory of one tree, taken from blocks in the order of the calls: a tree is some hundred messages and texts, all freed
 * at once. */
typedef struct Arena
{
    void *owner;
    char *next;
    size_t left;
    size_t block_size; /* of the next block; grows, so that a small tree stays small */
} Arena;

#define BLOCK_MIN ((size_t) 1024)
#define BLOCK_MAX ((size_t) 64 * 1024)

/* Messages within messages; an operand is two of them. protobuf-c unpacks by recursion, about 1 kB a level. */
#define DEPTH_MAX 2000

static PgQuery__ParseResult *unpack_result(void *owner, PgQueryProtobuf packed);
static void *unpack(void *owner, const ProtobufCMessageDescriptor *descriptor, size_t length, const void *bytes);
static void *allocate(void *context, size_t size);
static void release(void *context, void *block);
static bool clear_locations(ProtobufCMessage *message, void *context);
static void *copy_message(void *owner, const ProtobufCMessage *message);
static uint8_t *pack(void *owner, const ProtobufCMessage *message, size_t *length);

PgQuery__ParseResult *
ddl_tree_parse(void *owner, const char *text, DdlErrorPlace *place, Error *err)
{
    PgQueryProtobufParseResult result = pg_query_parse_protobuf(text);
    PgQuery__ParseResult *tree = NULL;

    if (result.error != NULL)
    {
        ddl_error_syntax(owner, text, result.error, place, err);
    }
    else if (ddl_depth_exceeds(owner, result.parse_tree, DEPTH_MAX))
    {
        if (place != NULL)
        {
            *place = (DdlErrorPlace){.offset = 0, .token = mem_strdup(owner, "")};
        }
        if (err != NULL)
        {
            error_set_code(err, ERROR_INVALID, "P201", "an expression is nested too deeply");
        }
    }
    else
    {
        tree = unpack_result(owner, result.parse_tree);
    }
    pg_query_free_protobuf_parse_result(result);
    return tree;
}

static PgQuery__ParseResult *
unpack_result(void *owner, PgQueryProtobuf packed)
{
    return unpack(owner, &pg_query__parse_result__descriptor, packed.len, packed.data);
}

char *
ddl_tree_deparse(void *owner, PgQuery__ParseResult *tree, Error *err)
{
    size_t length;
    uint8_t *bytes = pack(owner, &tree->base, &length);
    PgQueryProtobuf packed = {.len = length, .data = (char *) bytes};
    PgQueryDeparseResult result = pg_query_deparse_protobuf(packed);
    char *text = NULL;

    if (result.error != NULL)
    {
        error_set(err, ERROR_FAILED, "the parser cannot write this statement: %s", result.error->message);
    }
    else
    {
        text = mem_strdup(owner, result.query);
    }
    pg_query_free_deparse_result(result);
    mem_free(bytes);
    return text;
}

PgQuery__Node *
ddl_tree_statement(PgQuery__ParseResult *tree)
{
    return tree->n_stmts == 1 ? tree->stmts[0]->stmt : NULL;
}

PgQuery__ParseResult *
ddl_tree_of(void *owner, PgQuery__Node *statement)
{
    PgQuery__ParseResult *tree = mem_new(owner, PgQuery__ParseResult);

    pg_query__parse_result__init(tree);
    tree->version = PG_VERSION_NUM;
    tree->n_stmts = 1;
    tree->stmts = mem_array(tree, PgQuery__RawStmt *, 1);
    tree->stmts[0] = mem_new(tree, PgQuery__RawStmt);
    pg_query__raw_stmt__init(tree->stmts[0]);
    tree->stmts[0]->stmt = statement;
    return tree;
}

PgQuery__Node *
ddl_tree_copy_node(void *owner, const PgQuery__Node *node)
{
    return copy_message(owner, &node->base);
}

PgQuery__ParseResult *
ddl_tree_copy(void *owner, const PgQuery__ParseResult *tree)
{
    return copy_message(owner, &tree->base);
}

static void *
copy_message(void *owner, const ProtobufCMessage *message)
{
    size_t length;
    uint8_t *bytes = pack(owner, message, &length);
    void *copy = unpack(owner, message->descriptor, length, bytes);

    mem_free(bytes);
    return copy;
}

static uint8_t *
pack(void *owner, const ProtobufCMessage *message, size_t *length)
{
    uint8_t *bytes;

    *length = protobuf_c_message_get_packed_size(message);
    bytes = mem_array(owner, uint8_t, *length + 1);
    protobuf_c_message_pack(message, bytes);
    return bytes;
}

static void *
unpack(void *owner, const ProtobufCMessageDescriptor *descriptor, size_t length, const void *bytes)
{
    Arena arena = {.owner = owner, .block_size = BLOCK_MIN};
    ProtobufCAllocator allocator = {.alloc = allocate, .free = release, .allocator_data = &arena};

    /* Unpacked it is about ten times as large. */
    while (arena.block_size < BLOCK_MAX && arena.block_size < length * 10)
    {
        arena.block_size *= 2;
    }
    return protobuf_c_message_unpack(descriptor, &allocator, length, bytes);
}

/* A block is zeroed as a whole. What is larger than a block gets one of its own. */
static void *
allocate(void *context, size_t size)
{
    Arena *arena = context;
    size_t aligned = (size + 15) & ~(size_t) 15;
    void *block = arena->next;

    if (aligned > BLOCK_MAX / 4)
    {
        return mem_zero(arena->owner, size, "tree");
    }
    if (aligned > arena->left)
    {
        size_t wanted = aligned > arena->block_size ? aligned : arena->block_size;

        block = mem_zero(arena->owner, wanted, "tree");
        arena->next = block;
        arena->left = wanted;
        arena->block_size = arena->block_size < BLOCK_MAX ? arena->block_size * 2 : BLOCK_MAX;
    }
    arena->next += aligned;
    arena->left -= aligned;
    return block;
}

static void
release(void *context, void *block)
{
    (void) context;
    (void) block;
}

void
ddl_tree_walk(ProtobufCMessage *message, DdlVisit visit, void *context)
{
    const ProtobufCMessageDescriptor *descriptor = message->descriptor;

    if (!visit(message, context))
    {
        return;
    }
    /* A Node has a field for each of the 250 kinds and one of them in use, all in one place. */
    if (descriptor == &pg_query__node__descriptor)
    {
        PgQuery__Node *node = (PgQuery__Node *) message;

        if (node->node_case != PG_QUERY__NODE__NODE__NOT_SET && node->string != NULL)
        {
            ddl_tree_walk(&node->string->base, visit, context);
        }
        return;
    }
    for (unsigned i = 0; i < descriptor->n_fields; i++)
    {
        ddl_tree_walk_field(message, &descriptor->fields[i], visit, context);
    }
}

void
ddl_tree_walk_field(ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, DdlVisit visit, void *context)
{
    char *start = (char *) message;
    void *member = start + field->offset;
    void *quantifier = start + field->quantifier_offset;

    if (field->type != PROTOBUF_C_TYPE_MESSAGE)
    {
        return;
    }
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
    {
        ProtobufCMessage **items = *(ProtobufCMessage ***) member;

        for (size_t i = 0; i < *(size_t *) quantifier; i++)
        {
            ddl_tree_walk(items[i], visit, context);
        }
        return;
    }
    if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 && *(uint32_t *) quantifier != field->id)
    {
        return;
    }
    if (*(ProtobufCMessage **) member != NULL)
    {
        ddl_tree_walk(*(ProtobufCMessage **) member, visit, context);
    }
}

char *
ddl_tree_digits(void *owner, const PgQuery__ParseResult *tree)
{
    static const char digits[] = "0123456789abcdef";
    PgQuery__ParseResult *copy = ddl_tree_copy(owner, tree);
    size_t length;
    uint8_t *bytes;
    char *text;

    ddl_tree_walk(&copy->base, clear_locations, NULL);
    bytes = pack(owner, &copy->base, &length);
    text = mem_array(owner, char, length * 2 + 1);
    for (size_t i = 0; i < length; i++)
    {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 0xf];
    }
    return text;
}

/* PostgreSQL calls every such member "location", "stmt_location" or "stmt_len" (nodes/parsenodes.h, 15). */
static bool
clear_locations(ProtobufCMessage *message, void *context)
{
    (void) context;
    for (unsigned i = 0; i < message->descriptor->n_fields; i++)
    {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];

        if (field->type == PROTOBUF_C_TYPE_INT32 && field->label != PROTOBUF_C_LABEL_REPEATED &&
            (strcmp(field->name, "location") == 0 || strncmp(field->name, "stmt_l", 6) == 0))
        {
            *(int32_t *) (void *) ((char *) message + field->offset) = 0;
        }
    }
    return true;
}
