/* SPDX-License-Identifier: PostgreSQL */
/*
 * What may follow on what: one row for each state and command. The engine only ever asks this table.
 *
 * Reading it down one command tells its whole life: contract is fence, drain, tighten, seal. A command that stopped in
 * a state under way goes on from there by being given again.
 */
#include <string.h>

#include "base/mem.h"
#include "run/journal.h"
#include "run_internal.h"

typedef struct StateFacts
{
    const char *name;
    bool is_under_way;
    const char *meaning;
} StateFacts;

static const StateFacts states[] = {
#define PLAN_STATE(constant, name, is_under_way, meaning) [STATE_##constant] = {name, is_under_way, meaning},
#include "run/states.def"
#undef PLAN_STATE
};

_Static_assert(RUN_COUNT(states) == STATE_COUNT, "STATE_COUNT counts states.def");

static const char *const verbs[] = {
    [VERB_EXPAND] = "expand",
    [VERB_CONTRACT] = "contract",
    [VERB_PURGE] = "purge",
    [VERB_ROLLBACK] = "rollback",
};

/* clang-format off */
const Transition journal_transitions[] = {
    {STATE_PLANNED,      VERB_EXPAND,   ACTION_BEGIN_EXPAND,  STATE_EXPANDING,    false, "the plan is in the journal"},
    {STATE_EXPANDING,    VERB_EXPAND,   ACTION_RUN_EXPAND,    STATE_EXPANDED,     true,  "old and new version of the application both work"},
    {STATE_EXPANDED,     VERB_EXPAND,   ACTION_NOTHING,       STATE_EXPANDED,     true,  "it is expanded already"},
    {STATE_FENCING,      VERB_EXPAND,   ACTION_NOTHING,       STATE_FENCING,      true,  "it is expanded already, and its contract has begun"},
    {STATE_FENCED,       VERB_EXPAND,   ACTION_NOTHING,       STATE_FENCED,       true,  "it is expanded already, and its contract has begun"},
    {STATE_SEALING,      VERB_EXPAND,   ACTION_NOTHING,       STATE_SEALING,      true,  "it is expanded already, and its contract has begun"},
    {STATE_SEALED,       VERB_EXPAND,   ACTION_NOTHING,       STATE_SEALED,       true,  "it is expanded and contracted already"},
    {STATE_UNSEALING,    VERB_EXPAND,   ACTION_REFUSE,        STATE_UNSEALING,    true,  "a rollback is under way"},
    {STATE_PURGING,      VERB_EXPAND,   ACTION_NOTHING,       STATE_PURGING,      true,  "it is expanded and contracted already"},
    {STATE_PURGED,       VERB_EXPAND,   ACTION_NOTHING,       STATE_PURGED,       true,  "it is complete already"},
    {STATE_ROLLING_BACK, VERB_EXPAND,   ACTION_REFUSE,        STATE_ROLLING_BACK, true,  "a rollback is under way"},
    {STATE_ROLLED_BACK,  VERB_EXPAND,   ACTION_REFUSE,        STATE_ROLLED_BACK,  true,  "it was rolled back, and what only the new version could express is still held"},
    {STATE_DISCARDING,   VERB_EXPAND,   ACTION_REFUSE,        STATE_DISCARDING,   true,  "what its rollback held is being dropped"},

    {STATE_PLANNED,      VERB_CONTRACT, ACTION_REFUSE,        STATE_PLANNED,      true,  "it is not expanded"},
    {STATE_EXPANDING,    VERB_CONTRACT, ACTION_REFUSE,        STATE_EXPANDING,    true,  "its expand is not complete"},
    {STATE_EXPANDED,     VERB_CONTRACT, ACTION_FENCE,         STATE_FENCING,      false, "the old version may not start any more"},
    {STATE_FENCING,      VERB_CONTRACT, ACTION_DRAIN,         STATE_FENCED,       false, "the old version is gone"},
    {STATE_FENCED,       VERB_CONTRACT, ACTION_RUN_TIGHTEN,   STATE_SEALING,      false, "what the old version could have violated is enforced"},
    {STATE_SEALING,      VERB_CONTRACT, ACTION_RUN_SEAL,      STATE_SEALED,       true,  "the old shape is out of sight, held and in sync"},
    {STATE_SEALED,       VERB_CONTRACT, ACTION_NOTHING,       STATE_SEALED,       true,  "it is contracted already"},
    {STATE_UNSEALING,    VERB_CONTRACT, ACTION_REFUSE,        STATE_UNSEALING,    true,  "a rollback is under way"},
    {STATE_PURGING,      VERB_CONTRACT, ACTION_RUN_PURGE,     STATE_PURGED,       true,  "only the new shape is left"},
    {STATE_PURGED,       VERB_CONTRACT, ACTION_NOTHING,       STATE_PURGED,       true,  "it is contracted and purged already"},
    {STATE_ROLLING_BACK, VERB_CONTRACT, ACTION_REFUSE,        STATE_ROLLING_BACK, true,  "a rollback is under way"},
    {STATE_ROLLED_BACK,  VERB_CONTRACT, ACTION_REFUSE,        STATE_ROLLED_BACK,  true,  "it was rolled back"},
    {STATE_DISCARDING,   VERB_CONTRACT, ACTION_REFUSE,        STATE_DISCARDING,   true,  "it was rolled back"},

    {STATE_PLANNED,      VERB_PURGE,    ACTION_NOTHING,       STATE_PLANNED,      true,  "nothing of it is in the database"},
    {STATE_EXPANDING,    VERB_PURGE,    ACTION_REFUSE,        STATE_EXPANDING,    true,  "its expand is not complete"},
    {STATE_EXPANDED,     VERB_PURGE,    ACTION_REFUSE,        STATE_EXPANDED,     true,  "it is not contracted"},
    {STATE_FENCING,      VERB_PURGE,    ACTION_REFUSE,        STATE_FENCING,      true,  "its contract is not complete"},
    {STATE_FENCED,       VERB_PURGE,    ACTION_REFUSE,        STATE_FENCED,       true,  "its contract is not complete"},
    {STATE_SEALING,      VERB_PURGE,    ACTION_REFUSE,        STATE_SEALING,      true,  "its contract is not complete"},
    {STATE_SEALED,       VERB_PURGE,    ACTION_BEGIN_PURGE,   STATE_PURGING,      false, "the hold is over; from here there is no way back"},
    {STATE_UNSEALING,    VERB_PURGE,    ACTION_REFUSE,        STATE_UNSEALING,    true,  "a rollback is under way"},
    {STATE_PURGING,      VERB_PURGE,    ACTION_RUN_PURGE,     STATE_PURGED,       true,  "only the new shape is left"},
    {STATE_PURGED,       VERB_PURGE,    ACTION_NOTHING,       STATE_PURGED,       true,  "it is purged already"},
    {STATE_ROLLING_BACK, VERB_PURGE,    ACTION_REFUSE,        STATE_ROLLING_BACK, true,  "a rollback is under way"},
    {STATE_ROLLED_BACK,  VERB_PURGE,    ACTION_BEGIN_DISCARD, STATE_DISCARDING,   false, "what the rollback held is given up"},
    {STATE_DISCARDING,   VERB_PURGE,    ACTION_RUN_DISCARD,   STATE_PLANNED,      true,  "nothing of it is in the database"},

    {STATE_PLANNED,      VERB_ROLLBACK, ACTION_NOTHING,       STATE_PLANNED,      true,  "nothing of it is in the database"},
    {STATE_EXPANDING,    VERB_ROLLBACK, ACTION_BEGIN_UNDO,    STATE_ROLLING_BACK, false, "the new version may not start any more"},
    {STATE_EXPANDED,     VERB_ROLLBACK, ACTION_BEGIN_UNDO,    STATE_ROLLING_BACK, false, "the new version may not start any more"},
    {STATE_FENCING,      VERB_ROLLBACK, ACTION_BEGIN_UNSEAL,  STATE_UNSEALING,    false, "the contract is given up"},
    {STATE_FENCED,       VERB_ROLLBACK, ACTION_BEGIN_UNSEAL,  STATE_UNSEALING,    false, "the contract is given up"},
    {STATE_SEALING,      VERB_ROLLBACK, ACTION_BEGIN_UNSEAL,  STATE_UNSEALING,    false, "the contract is given up"},
    {STATE_SEALED,       VERB_ROLLBACK, ACTION_BEGIN_UNSEAL,  STATE_UNSEALING,    false, "the contract is taken back"},
    {STATE_UNSEALING,    VERB_ROLLBACK, ACTION_RUN_UNSEAL,    STATE_EXPANDED,     false, "old and new version of the application both work again"},
    {STATE_PURGING,      VERB_ROLLBACK, ACTION_REFUSE,        STATE_PURGING,      true,  "the old shape is being dropped: there is no way back from a purge"},
    {STATE_PURGED,       VERB_ROLLBACK, ACTION_REFUSE,        STATE_PURGED,       true,  "the old shape was dropped: there is no way back from a purge"},
    {STATE_ROLLING_BACK, VERB_ROLLBACK, ACTION_RUN_UNDO,      STATE_ROLLED_BACK,  true,  "only the old shape is in sight; the new one is held"},
    {STATE_ROLLED_BACK,  VERB_ROLLBACK, ACTION_NOTHING,       STATE_ROLLED_BACK,  true,  "it is rolled back already"},
    {STATE_DISCARDING,   VERB_ROLLBACK, ACTION_NOTHING,       STATE_DISCARDING,   true,  "it is rolled back already"},
};
/* clang-format on */

const size_t journal_transition_count = RUN_COUNT(journal_transitions);

const Transition *
journal_transition(PlanState from, Verb verb)
{
    for (size_t i = 0; i < journal_transition_count; i++)
    {
        if (journal_transitions[i].from == from && journal_transitions[i].verb == verb)
        {
            return &journal_transitions[i];
        }
    }
    return NULL;
}

const char *
journal_state_name(PlanState state)
{
    return states[state].name;
}

const char *
journal_state_meaning(PlanState state)
{
    return states[state].meaning;
}

bool
journal_state_is_under_way(PlanState state)
{
    return states[state].is_under_way;
}

bool
journal_state_from_name(const char *name, PlanState *state)
{
    for (size_t i = 0; i < STATE_COUNT; i++)
    {
        if (strcmp(states[i].name, name) == 0)
        {
            *state = (PlanState) i;
            return true;
        }
    }
    return false;
}

const char *
journal_verb_name(Verb verb)
{
    return verbs[verb];
}

char *
journal_next_command(void *owner, PlanState state, const char *version, bool needs_contract)
{
    const char *verb = NULL;
    switch (state)
    {
        case STATE_PLANNED:
        case STATE_EXPANDING:
            verb = "expand";
            break;
        case STATE_EXPANDED:
        case STATE_FENCING:
        case STATE_FENCED:
        case STATE_SEALING:
            verb = "contract";
            break;
        case STATE_PURGING:
            verb = needs_contract ? "purge" : "contract";
            break;
        case STATE_SEALED:
        case STATE_ROLLED_BACK:
        case STATE_DISCARDING:
            verb = "purge";
            break;
        case STATE_UNSEALING:
        case STATE_ROLLING_BACK:
            verb = "rollback";
            break;
        case STATE_PURGED:
            return mem_strdup(owner, "");
    }
    return mem_printf(owner, "bellows %s %s", verb, version);
}
