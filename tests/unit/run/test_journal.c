/* SPDX-License-Identifier: PostgreSQL */
/*
 * run/journal, without a server: the table of transitions is whole and leads somewhere.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/mem.h"
#include "run/journal.h"

static void
every_state_and_command_has_exactly_one_row(void **state)
{
    (void) state;
    assert_int_equal(journal_transition_count, STATE_COUNT * VERB_COUNT);
    for (int from = 0; from < STATE_COUNT; from++)
    {
        for (int verb = 0; verb < VERB_COUNT; verb++)
        {
            size_t found = 0;
            for (size_t i = 0; i < journal_transition_count; i++)
            {
                found += (int) journal_transitions[i].from == from && (int) journal_transitions[i].verb == verb;
            }
            assert_int_equal(found, 1);
        }
    }
}

static void
nothing_and_a_refusal_stay_where_they_are_and_end(void **state)
{
    (void) state;
    for (size_t i = 0; i < journal_transition_count; i++)
    {
        const Transition *row = &journal_transitions[i];
        bool stays = row->action == ACTION_NOTHING || row->action == ACTION_REFUSE;
        assert_int_equal(stays, row->from == row->to);
        assert_true(!stays || row->ends);
        assert_true(strlen(row->comment) > 0);
    }
}

/* A stopped command goes on when it is given again: from every state under way some command leads out. */
static void
each_command_ends_from_every_state(void **state)
{
    (void) state;
    for (int from = 0; from < STATE_COUNT; from++)
    {
        for (int verb = 0; verb < VERB_COUNT; verb++)
        {
            PlanState at = (PlanState) from;
            size_t rounds = 0;
            const Transition *row = journal_transition(at, (Verb) verb);
            while (!row->ends)
            {
                assert_true(++rounds < 10);
                at = row->to;
                row = journal_transition(at, (Verb) verb);
            }
        }
    }
}

static void
no_way_leads_out_of_purged_and_none_back_from_purging(void **state)
{
    (void) state;
    for (size_t i = 0; i < journal_transition_count; i++)
    {
        const Transition *row = &journal_transitions[i];
        assert_true(row->from != STATE_PURGED || row->to == STATE_PURGED);
        assert_true(row->from != STATE_PURGING || row->to == STATE_PURGING || row->to == STATE_PURGED);
    }
}

static void
rollback_leads_back_from_every_state_before_purging(void **state)
{
    static const PlanState states[] = {STATE_EXPANDING, STATE_EXPANDED, STATE_FENCING,   STATE_FENCED,
                                       STATE_SEALING,   STATE_SEALED,   STATE_UNSEALING, STATE_ROLLING_BACK};
    (void) state;
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
    {
        const Transition *row = journal_transition(states[i], VERB_ROLLBACK);
        while (!row->ends)
        {
            row = journal_transition(row->to, VERB_ROLLBACK);
        }
        assert_int_equal(row->to, STATE_ROLLED_BACK);
    }
}

static void
names_of_states_are_read_back(void **state)
{
    (void) state;
    for (int i = 0; i < STATE_COUNT; i++)
    {
        PlanState read = STATE_PLANNED;
        assert_true(journal_state_from_name(journal_state_name((PlanState) i), &read));
        assert_int_equal(read, i);
    }
    PlanState read = STATE_PLANNED;
    assert_false(journal_state_from_name("nowhere", &read));
}

static void
the_next_command_does_something_in_its_state(void **state)
{
    void *root = mem_root("test");
    (void) state;
    for (int i = 0; i < STATE_COUNT; i++)
    {
        char *next = journal_next_command(root, (PlanState) i, "20261122093000", true);
        bool does_something = false;
        for (int verb = 0; verb < VERB_COUNT; verb++)
        {
            const Transition *row = journal_transition((PlanState) i, (Verb) verb);
            char *command = mem_printf(root, "bellows %s 20261122093000", journal_verb_name((Verb) verb));
            does_something = does_something || (strcmp(command, next) == 0 && row->from != row->to);
        }
        assert_int_equal(does_something, i != STATE_PURGED);
    }
    mem_free(root);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_and_command_has_exactly_one_row),
        cmocka_unit_test(nothing_and_a_refusal_stay_where_they_are_and_end),
        cmocka_unit_test(each_command_ends_from_every_state),
        cmocka_unit_test(no_way_leads_out_of_purged_and_none_back_from_purging),
        cmocka_unit_test(rollback_leads_back_from_every_state_before_purging),
        cmocka_unit_test(names_of_states_are_read_back),
        cmocka_unit_test(the_next_command_does_something_in_its_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
