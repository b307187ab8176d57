/* SPDX-License-Identifier: PostgreSQL */
/*
 * "Did you mean": optimal string alignment over three rows of the distance matrix.
 *
 * A candidate that shares no byte with the word is never near, and one that equals it is no suggestion. At most three
 * equally near ones are named: a longer list is no help.
 */
#include "base/suggest.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"

#define TIES_MAX 3

typedef struct Nearest
{
    size_t distance;
    const char *ties[TIES_MAX];
    size_t count;
} Nearest;

static void consider(Nearest *nearest, const char *word, const char *candidate);
static size_t smallest(size_t a, size_t b, size_t c);

size_t
suggest_distance(const char *a, const char *b)
{
    size_t a_length = strlen(a);
    size_t b_length = strlen(b);
    void *mem = mem_root("distance");
    size_t *before = mem_array(mem, size_t, b_length + 1);
    size_t *above = mem_array(mem, size_t, b_length + 1);
    size_t *row = mem_array(mem, size_t, b_length + 1);
    size_t distance;

    for (size_t j = 0; j <= b_length; j++)
    {
        row[j] = j;
    }
    for (size_t i = 1; i <= a_length; i++)
    {
        size_t *oldest = before;

        before = above;
        above = row;
        row = oldest;
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++)
        {
            row[j] = smallest(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < row[j])
            {
                row[j] = before[j - 2] + 1;
            }
        }
    }
    distance = row[b_length];
    mem_free(mem);
    return distance;
}

char *
suggest_nearest(void *owner, const char *word, const char *const *candidates, size_t count)
{
    size_t third = strlen(word) / 3;
    Nearest nearest = {.distance = third > 1 ? third : 1};
    char *text;

    for (size_t i = 0; i < count; i++)
    {
        consider(&nearest, word, candidates[i]);
    }
    if (nearest.count == 0)
    {
        return NULL;
    }
    text = mem_printf(owner, "\"%s\"", nearest.ties[0]);
    for (size_t i = 1; i < nearest.count; i++)
    {
        mem_append(&text, "%s\"%s\"", i + 1 == nearest.count ? " or " : ", ", nearest.ties[i]);
    }
    return text;
}

static void
consider(Nearest *nearest, const char *word, const char *candidate)
{
    size_t word_length = strlen(word);
    size_t length = strlen(candidate);
    size_t longer = word_length > length ? word_length : length;
    size_t distance;

    /* The difference in length is a lower bound, and spares the matrix for most candidates. */
    if (longer - (word_length + length - longer) > nearest->distance)
    {
        return;
    }
    distance = suggest_distance(word, candidate);
    if (distance == 0 || distance >= longer || distance > nearest->distance)
    {
        return;
    }
    if (distance < nearest->distance)
    {
        nearest->distance = distance;
        nearest->count = 0;
    }
    for (size_t i = 0; i < nearest->count; i++)
    {
        if (strcmp(nearest->ties[i], candidate) == 0)
        {
            return;
        }
    }
    if (nearest->count < TIES_MAX)
    {
        nearest->ties[nearest->count++] = candidate;
    }
}

static size_t
smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;

    return least < c ? least : c;
}
