/* SPDX-License-Identifier: PostgreSQL */
/*
 * Memory: one tree of owners per command.
 *
 * Every allocation names its owner; freeing an owner frees all that hangs on it. A command makes one root, each step
 * and each backfill batch a child that is freed at its end, so that memory stays flat however long a run takes.
 * Out of memory ends the program (exit 1, one line on stderr): no caller tests for NULL.
 * The only file that knows talloc is src/base/mem.c.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

/* A new owner without an owner. Free it with mem_free(). */
void *mem_root(const char *name);

/* The same for many small pieces that go at once: the first SIZE bytes of what is owned below it come from one block. What
 * is freed or grown before it goes is not used again. */
void *mem_arena(const char *name, size_t size);

/* A new owner below OWNER, for a part of the work that is freed on its own. */
void *mem_child(void *owner, const char *name);

/* Zeroed memory owned by OWNER; NAME (a constant) shows in talloc's reports. Use mem_new() and mem_array(). */
void *mem_zero(void *owner, size_t size, const char *name);

#define mem_new(owner, type)          ((type *) mem_zero((owner), sizeof(type), #type))
#define mem_array(owner, type, count) ((type *) mem_zero((owner), sizeof(type) * (count), #type "[]"))

/* Makes room for one more element in an array that grows by doubling: returns the array, maybe moved.
 * COUNT is the number in use; the array's owner stays. ARRAY may be NULL (then OWNER owns the new one). */
void *mem_grow(void *owner, void *array, size_t count, size_t element_size);

#define mem_push(owner, array, count)                                                                                  \
    ((array) = mem_grow((owner), (array), (count), sizeof(*(array))), &(array)[(count)++])

char *mem_strdup(void *owner, const char *text);
char *mem_strndup(void *owner, const char *text, size_t length);
char *mem_printf(void *owner, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *mem_vprintf(void *owner, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* Appends to *TEXT (made by this module), which may move; its owner stays. */
void mem_append(char **text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes OWNER the owner of BLOCK and of all below it; returns BLOCK. */
void *mem_steal(void *owner, const void *block);

/* Runs DESTRUCTOR(block) when BLOCK is freed, before what hangs on it. For handles of other libraries only:
 * a destructor closes what is local and never talks to the server. */
void mem_on_free(void *block, void (*destructor)(void *block));

/* NULL is nothing to free. */
void mem_free(void *block);

/* Bytes held by BLOCK and everything below it. */
size_t mem_size(const void *block);

#endif
