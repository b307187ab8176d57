/* SPDX-License-Identifier: PostgreSQL */
/*
 * Versions of applications: which is the newer one?
 *
 * Semantic Versioning 2.0.0 wherever a version is one, and the same rules for what people use besides: a leading "v",
 * one number alone, four of them. A part that is not there counts as 0. What follows "+" does not count.
 */
#include <ctype.h>
#include <string.h>

#include "plan_internal.h"

static const char identifier_characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";

static int compare_cores(const char *a, const char *b, const char **a_rest, const char **b_rest);
static int compare_pre_releases(const char *a, const char *b);
static int compare_identifiers(const char *a, size_t a_length, const char *b, size_t b_length);
static int compare_numbers(const char *a, size_t a_length, const char *b, size_t b_length);
static const char *skip_v(const char *version);
static int sign(int order);

bool
plan_version_is_valid(const char *version)
{
    const char *at = skip_v(version);

    while (isdigit((unsigned char) *at))
    {
        at += strspn(at, "0123456789");
        if (*at == '.' && isdigit((unsigned char) at[1]))
        {
            at++;
        }
        else
        {
            break;
        }
    }
    if (at == skip_v(version))
    {
        return false;
    }
    for (const char *mark = "-+"; *mark != '\0'; mark++)
    {
        size_t length = *at == *mark ? strspn(at + 1, identifier_characters) : 0;

        if (*at == *mark && length == 0)
        {
            return false;
        }
        at += length == 0 ? 0 : length + 1;
    }
    return *at == '\0';
}

int
plan_version_compare(const char *a, const char *b)
{
    const char *a_rest;
    const char *b_rest;
    int order = compare_cores(skip_v(a), skip_v(b), &a_rest, &b_rest);

    return order != 0 ? order : compare_pre_releases(a_rest, b_rest);
}

static int
compare_cores(const char *a, const char *b, const char **a_rest, const char **b_rest)
{
    int order = 0;

    while (isdigit((unsigned char) *a) || isdigit((unsigned char) *b))
    {
        size_t a_length = strspn(a, "0123456789");
        size_t b_length = strspn(b, "0123456789");

        order = order != 0 ? order : compare_numbers(a, a_length, b, b_length);
        a += a_length;
        a += *a == '.' ? 1 : 0;
        b += b_length;
        b += *b == '.' ? 1 : 0;
    }
    *a_rest = a;
    *b_rest = b;
    return order;
}

/* A pre-release comes before its release; else identifier by identifier, and the one with more of them is later. */
static int
compare_pre_releases(const char *a, const char *b)
{
    const char *a_at = *a == '-' ? a + 1 : "";
    const char *b_at = *b == '-' ? b + 1 : "";

    if (*a_at == '\0' || *b_at == '\0')
    {
        return (*a_at == '\0' ? 1 : 0) - (*b_at == '\0' ? 1 : 0);
    }
    while (*a_at != '\0' && *a_at != '+' && *b_at != '\0' && *b_at != '+')
    {
        size_t a_length = strcspn(a_at, ".+");
        size_t b_length = strcspn(b_at, ".+");
        int order = compare_identifiers(a_at, a_length, b_at, b_length);

        if (order != 0)
        {
            return order;
        }
        a_at += a_length + (a_at[a_length] == '.' ? 1 : 0);
        b_at += b_length + (b_at[b_length] == '.' ? 1 : 0);
    }
    return (*a_at == '\0' || *a_at == '+' ? 0 : 1) - (*b_at == '\0' || *b_at == '+' ? 0 : 1);
}

static int
compare_identifiers(const char *a, size_t a_length, const char *b, size_t b_length)
{
    bool a_is_number = strspn(a, "0123456789") >= a_length;
    bool b_is_number = strspn(b, "0123456789") >= b_length;
    size_t shorter = a_length < b_length ? a_length : b_length;
    int order;

    if (a_is_number && b_is_number)
    {
        return compare_numbers(a, a_length, b, b_length);
    }
    if (a_is_number != b_is_number)
    {
        return a_is_number ? -1 : 1;
    }
    order = sign(memcmp(a, b, shorter));
    return order != 0 ? order : (a_length > b_length ? 1 : 0) - (a_length < b_length ? 1 : 0);
}

/* By their digits, so that no number is too large. */
static int
compare_numbers(const char *a, size_t a_length, const char *b, size_t b_length)
{
    while (a_length > 0 && *a == '0')
    {
        a++;
        a_length--;
    }
    while (b_length > 0 && *b == '0')
    {
        b++;
        b_length--;
    }
    if (a_length != b_length)
    {
        return a_length > b_length ? 1 : -1;
    }
    return sign(memcmp(a, b, a_length));
}

static const char *
skip_v(const char *version)
{
    return *version == 'v' ? version + 1 : version;
}

static int
sign(int order)
{
    return (order > 0 ? 1 : 0) - (order < 0 ? 1 : 0);
}
