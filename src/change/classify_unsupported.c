/* SPDX-License-Identifier: PostgreSQL */
/*
 * Facts of the statements that bellows does not split, by their command tags: lint shows them all the same.
 */
#include <string.h>

#include "classify_internal.h"

static const struct
{
    const char *tag;
    ClassifyFacts facts;
} rows[] = {
#define UNSUPPORTED(tag, lock, scans, rewrites, breaks_old, breaks_new, loses_data, semver)                            \
    {tag, {CLASS_UNSUPPORTED, LOCK_##lock, scans, rewrites, breaks_old, breaks_new, loses_data, SEMVER_##semver}},
#include "classify_unsupported.def"
#undef UNSUPPORTED
};

ClassifyFacts
classify_unsupported_facts(const char *tag, bool *known)
{
    const ClassifyFacts worst = {CLASS_UNSUPPORTED, LOCK_ACCESS_EXCLUSIVE, true, true, true, true, true, SEMVER_MAJOR};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        if (strcmp(rows[i].tag, tag) == 0)
        {
            *known = true;
            return rows[i].facts;
        }
    }
    *known = false;
    return worst;
}
