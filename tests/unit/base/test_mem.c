/* SPDX-License-Identifier: PostgreSQL */
/*
 * base/mem: one tree of owners; growth keeps what is there; destructors run before what hangs on a block.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/mem.h"

typedef struct Handle
{
    const char *child_text; /* owned by the handle: must still be readable when the destructor runs */
    int *closed;
} Handle;

static void
close_handle(void *block)
{
    Handle *handle = block;

    assert_string_equal(handle->child_text, "still here");
    (*handle->closed)++;
}

static void
close_again(void *block)
{
    Handle *handle = block;

    *handle->closed += 10;
}

static void
freeing_an_owner_frees_all_that_hangs_on_it(void **state)
{
    void *root = mem_root("test");
    void *child = mem_child(root, "child");
    int closed = 0;
    Handle *handle = mem_new(child, Handle);

    (void) state;
    handle->closed = &closed;
    handle->child_text = mem_strdup(handle, "still here");
    mem_on_free(handle, close_handle);
    mem_free(root);
    assert_int_equal(closed, 1);
}

static void
a_block_may_have_two_destructors(void **state)
{
    int closed = 0;
    Handle *handle = mem_new(NULL, Handle);

    (void) state;
    handle->closed = &closed;
    handle->child_text = mem_strdup(handle, "still here");
    mem_on_free(handle, close_handle);
    mem_on_free(handle, close_again);
    mem_free(handle);
    assert_int_equal(closed, 11);
}

static void
an_arena_holds_more_than_its_block_and_frees_all_of_it(void **state)
{
    void *arena = mem_arena("test", 256);
    char *grown = mem_strdup(arena, "");
    int closed = 0;
    Handle *handle;

    (void) state;
    for (int i = 0; i < 1000; i++)
    {
        mem_append(&grown, "%d", i % 10);
        assert_string_equal(mem_printf(arena, "%d", i % 10), grown + i);
    }
    handle = mem_new(arena, Handle);
    handle->closed = &closed;
    handle->child_text = mem_strdup(handle, "still here");
    mem_on_free(handle, close_handle);
    mem_free(arena);
    assert_int_equal(closed, 1);
}

static void
a_stolen_block_outlives_its_first_owner(void **state)
{
    void *first = mem_root("first");
    void *second = mem_root("second");
    char *text = mem_strdup(first, "kept");

    (void) state;
    assert_ptr_equal(mem_steal(second, text), text);
    mem_free(first);
    assert_string_equal(text, "kept");
    mem_free(second);
}

static void
new_memory_is_zero(void **state)
{
    static const char zeros[100];
    char *block = mem_array(NULL, char, 100);

    (void) state;
    assert_memory_equal(block, zeros, 100);
    mem_free(block);
}

static void
a_pushed_array_keeps_its_elements_and_its_owner(void **state)
{
    void *owner = mem_root("owner");
    int *numbers = NULL;
    size_t count = 0;

    (void) state;
    for (int i = 0; i < 1000; i++)
    {
        int *slot = mem_push(owner, numbers, count);

        assert_int_equal(*slot, 0);
        *slot = i;
    }
    assert_int_equal(count, 1000);
    for (int i = 0; i < 1000; i++)
    {
        assert_int_equal(numbers[i], i);
    }
    assert_true(mem_size(owner) >= 1000 * sizeof(int));
    mem_free(owner);
}

static void
an_array_made_with_a_size_can_be_grown(void **state)
{
    int *numbers = mem_array(NULL, int, 1);
    size_t count = 1;

    (void) state;
    numbers[0] = 7;
    *mem_push(NULL, numbers, count) = 8;
    assert_int_equal(numbers[0], 7);
    assert_int_equal(numbers[1], 8);
    mem_free(numbers);
}

static void
texts_are_copied_cut_printed_and_appended(void **state)
{
    void *owner = mem_root("owner");
    char *text = mem_printf(owner, "%s-%d", "a", 1);

    (void) state;
    mem_append(&text, ", %s", "b");
    assert_string_equal(text, "a-1, b");
    assert_string_equal(mem_strndup(owner, "abcdef", 3), "abc");
    assert_string_equal(mem_strdup(owner, ""), "");
    mem_free(owner);
}

static void
memory_is_flat_when_children_are_freed(void **state)
{
    void *root = mem_root("root");
    size_t before = mem_size(root);

    (void) state;
    for (int i = 0; i < 100; i++)
    {
        void *batch = mem_child(root, "batch");

        mem_printf(batch, "%d", i);
        mem_free(batch);
    }
    assert_int_equal(mem_size(root), before);
    mem_free(root);
    mem_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(freeing_an_owner_frees_all_that_hangs_on_it),
        cmocka_unit_test(a_block_may_have_two_destructors),
        cmocka_unit_test(an_arena_holds_more_than_its_block_and_frees_all_of_it),
        cmocka_unit_test(a_stolen_block_outlives_its_first_owner),
        cmocka_unit_test(new_memory_is_zero),
        cmocka_unit_test(a_pushed_array_keeps_its_elements_and_its_owner),
        cmocka_unit_test(an_array_made_with_a_size_can_be_grown),
        cmocka_unit_test(texts_are_copied_cut_printed_and_appended),
        cmocka_unit_test(memory_is_flat_when_children_are_freed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
