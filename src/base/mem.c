/* SPDX-License-Identifier: PostgreSQL */
/*
 * Memory on talloc: one tree of owners, freed from any of its nodes.
 *
 * Invariant: no function here returns NULL. talloc refuses single blocks of 256 MiB and more, which is handled like
 * memory that has run out: nothing that bellows holds comes near it.
 */
#include "base/mem.h"

#include <stdio.h>
#include <string.h>
#include <talloc.h>
#include <unistd.h>

/* What mem_on_free() hangs below a block; found again by its name when the block goes. */
typedef struct Finalizer
{
    void *block;
    void (*destructor)(void *block);
} Finalizer;

static const char finalizer_name[] = "Finalizer";

#define FIRST_CAPACITY 8

static void *checked(void *block);
static int run_finalizers(void *block);
static void run_one_finalizer(const void *node, int depth, int max_depth, int is_reference, void *context);

void *
mem_root(const char *name)
{
    return checked(talloc_named_const(NULL, 0, name));
}

void *
mem_arena(const char *name, size_t size)
{
    void *arena = checked(talloc_pool(NULL, size));

    talloc_set_name_const(arena, name);
    return arena;
}

void *
mem_child(void *owner, const char *name)
{
    return checked(talloc_named_const(owner, 0, name));
}

void *
mem_zero(void *owner, size_t size, const char *name)
{
    void *block = checked(talloc_named_const(owner, size, name));

    return memset(block, 0, size);
}

void *
mem_grow(void *owner, void *array, size_t count, size_t element_size)
{
    size_t held = array == NULL ? 0 : talloc_get_size(array);
    size_t wanted = held * 2;
    char *grown;

    if ((count + 1) * element_size <= held)
    {
        return array;
    }
    if (wanted < (count + 1) * element_size)
    {
        wanted = (count + 1) * element_size;
    }
    if (wanted < FIRST_CAPACITY * element_size)
    {
        wanted = FIRST_CAPACITY * element_size;
    }
    grown = checked(talloc_realloc_size(owner, array, wanted));
    memset(grown + held, 0, wanted - held);
    return grown;
}

char *
mem_strdup(void *owner, const char *text)
{
    return checked(talloc_strdup(owner, text));
}

char *
mem_strndup(void *owner, const char *text, size_t length)
{
    return checked(talloc_strndup(owner, text, length));
}

char *
mem_printf(void *owner, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = mem_vprintf(owner, format, args);
    va_end(args);
    return text;
}

char *
mem_vprintf(void *owner, const char *format, va_list args)
{
    return checked(talloc_vasprintf(owner, format, args));
}

void
mem_append(char **text, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    *text = checked(talloc_vasprintf_append(*text, format, args));
    va_end(args);
}

void *
mem_steal(void *owner, const void *block)
{
    /* talloc_steal() would keep the const of BLOCK; this is the same for a block without references. */
    return talloc_reparent(talloc_parent(block), owner, block);
}

void
mem_on_free(void *block, void (*destructor)(void *block))
{
    Finalizer *finalizer = checked(talloc_named_const(block, sizeof(Finalizer), finalizer_name));

    finalizer->block = block;
    finalizer->destructor = destructor;
    /* talloc calls a block's destructor before it frees the block's children, so the finalizer is still there. */
    talloc_set_destructor(block, run_finalizers);
}

static int
run_finalizers(void *block)
{
    talloc_report_depth_cb(block, 0, 1, run_one_finalizer, block);
    return 0;
}

static void
run_one_finalizer(const void *node, int depth, int max_depth, int is_reference, void *context)
{
    (void) max_depth;
    if (depth == 1 && is_reference == 0 && talloc_get_name(node) == finalizer_name)
    {
        const Finalizer *finalizer = node;

        finalizer->destructor(context);
    }
}

void
mem_free(void *block)
{
    if (block != NULL)
    {
        talloc_free(block);
    }
}

size_t
mem_size(const void *block)
{
    return talloc_total_size(block);
}

static void *
checked(void *block)
{
    if (block == NULL)
    {
        fputs("bellows: error: out of memory\n", stderr);
        _exit(1);
    }
    return block;
}
