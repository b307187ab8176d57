/* SPDX-License-Identifier: PostgreSQL */
/*
 * Amounts in a plan: whole numbers that have a range, sizes and shares.
 *
 * A size is written as PostgreSQL writes its settings (kB is 1024 bytes); a share only as a percentage, since 0.2 and 20
 * would both look right.
 */
#include <string.h>

#include "base/mem.h"
#include "plan_internal.h"

typedef struct AmountUnit
{
    PlanValue value;
    const char *name;
    int64_t factor;
} AmountUnit;

static const AmountUnit units[] = {
    {PLAN_VALUE_COUNT, "", 1},
    {PLAN_VALUE_PERCENT, "%", 1},
    {PLAN_VALUE_SIZE, "B", 1},
    {PLAN_VALUE_SIZE, "kB", INT64_C(1) << 10},
    {PLAN_VALUE_SIZE, "MB", INT64_C(1) << 20},
    {PLAN_VALUE_SIZE, "GB", INT64_C(1) << 30},
    {PLAN_VALUE_SIZE, "TB", INT64_C(1) << 40},
};

/* Where a value is not understood. */
static const struct
{
    const char *code;
    const char *what;
    const char *help;
} messages[] = {
    [PLAN_VALUE_COUNT] = {"P330", "a whole number", "write digits only, such as 2"},
    [PLAN_VALUE_SIZE] = {"P331", "a size", "write a whole number and one of B, kB, MB, GB, TB, such as 64MB"},
    [PLAN_VALUE_PERCENT] = {"P332", "a share", "write a whole number and %, such as 20%"},
};

void
plan_amount_check(PlanLoad *load, const PlanNode *node, const PlanKey *key)
{
    const char *label = node->path;
    char *shown = plan_value_shown(load, node);
    int64_t amount = 0;
    int64_t least = 0;
    int64_t most = 0;

    if (!plan_amount_read(key->value, node->text, &amount))
    {
        plan_report(load, messages[key->value].code, node->place, "\"%s\": \"%s\" is not %s", label, shown,
                    messages[key->value].what)
            ->help = plan_say(load, "%s", messages[key->value].help);
    }
    else if (plan_amount_read(key->value, key->least, &least) && plan_amount_read(key->value, key->most, &most) &&
             (amount < least || amount > most))
    {
        plan_report(load, messages[key->value].code, node->place, "\"%s\": \"%s\" is out of range (%s to %s)", label,
                    shown, key->least, key->most);
    }
}

/* A number too large for an int64_t is as large as one can be. */
bool
plan_amount_read(PlanValue value, const char *text, int64_t *amount)
{
    size_t digits = strspn(text, "0123456789");
    int64_t number = 0;

    for (size_t i = 0; i < digits; i++)
    {
        number = number > (INT64_MAX - 9) / 10 ? INT64_MAX : number * 10 + (text[i] - '0');
    }
    for (size_t i = 0; digits > 0 && i < sizeof(units) / sizeof(units[0]); i++)
    {
        if (units[i].value == value && strcmp(text + digits, units[i].name) == 0)
        {
            *amount = number > INT64_MAX / units[i].factor ? INT64_MAX : number * units[i].factor;
            return true;
        }
    }
    return false;
}
