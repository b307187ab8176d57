/* SPDX-License-Identifier: PostgreSQL */
/*
 * "Did you mean": the nearest of a list of known words.
 */
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

#include <stddef.h>

/* Damerau-Levenshtein distance (optimal string alignment) in bytes. */
size_t suggest_distance(const char *a, const char *b);

/* The nearest of CANDIDATES within max(1, length/3) edits, owned by OWNER: `"up"`, or on a tie `"up" or "sup"`
 * (quoted, ready to be put behind "did you mean "); NULL when none is near. */
char *suggest_nearest(void *owner, const char *word, const char *const *candidates, size_t count);

#endif
