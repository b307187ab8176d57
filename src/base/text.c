/* SPDX-License-Identifier: PostgreSQL */
/*
 * UTF-8 text. Validity is PostgreSQL's (pg_utf8_islegal): no overlong forms, no surrogates, nothing over U+10FFFF.
 * C1 controls (U+0080 to U+009F) count as control characters because terminals obey U+009B like ESC [.
 */
#include "base/text.h"

#include <string.h>

#include "base/mem.h"

/* Well-formed sequences by their first byte (Unicode 15, table 3-7): the second byte's range is the strict one. */
typedef struct Utf8Row
{
    unsigned char first_low;
    unsigned char first_high;
    unsigned char second_low;
    unsigned char second_high;
    unsigned char bytes;
} Utf8Row;

static const Utf8Row utf8_rows[] = {
    {0x00, 0x7f, 0x00, 0x00, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static size_t row_bytes(const Utf8Row *row, const unsigned char *text);

size_t
text_char_bytes(const char *text)
{
    const unsigned char *bytes = (const unsigned char *) text;

    for (size_t i = 0; i < sizeof(utf8_rows) / sizeof(utf8_rows[0]); i++)
    {
        const Utf8Row *row = &utf8_rows[i];

        if (bytes[0] >= row->first_low && bytes[0] <= row->first_high)
        {
            return row_bytes(row, bytes);
        }
    }
    return 0;
}

static size_t
row_bytes(const Utf8Row *row, const unsigned char *text)
{
    if (row->bytes > 1 && (text[1] < row->second_low || text[1] > row->second_high))
    {
        return 0;
    }
    for (size_t i = 2; i < row->bytes; i++)
    {
        /* The NUL at the end of TEXT fails here too, so nothing behind it is read. */
        if (text[i] < 0x80 || text[i] > 0xbf)
        {
            return 0;
        }
    }
    return row->bytes;
}

bool
text_is_control(const char *text, size_t bytes)
{
    const unsigned char *at = (const unsigned char *) text;

    if (bytes == 1)
    {
        return at[0] < 0x20 || at[0] == 0x7f;
    }
    return bytes == 2 && at[0] == 0xc2 && at[1] < 0xa0;
}

size_t
text_length(const char *text)
{
    size_t length = 0;

    while (*text != '\0')
    {
        size_t bytes = text_char_bytes(text);

        text += bytes == 0 ? 1 : bytes;
        length++;
    }
    return length;
}

size_t
text_clip(const char *text, size_t bytes)
{
    size_t clipped = 0;

    while (text[clipped] != '\0')
    {
        size_t step = text_char_bytes(text + clipped);

        step = step == 0 ? 1 : step;
        if (clipped + step > bytes)
        {
            break;
        }
        clipped += step;
    }
    return clipped;
}

char *
text_printable(void *owner, const char *text, const char *keep)
{
    /* At worst each byte becomes \xNN. */
    char *result = mem_array(owner, char, 4 * strlen(text) + 1);
    char *end = result;

    while (*text != '\0')
    {
        static const char digits[] = "0123456789abcdef";
        size_t valid = text_char_bytes(text);
        size_t bytes = valid == 0 ? 1 : valid;
        bool plain = valid != 0 && (!text_is_control(text, valid) || strchr(keep, *text) != NULL);

        for (size_t i = 0; i < bytes; i++, text++)
        {
            unsigned char byte = (unsigned char) *text;

            if (plain)
            {
                *end++ = *text;
                continue;
            }
            *end++ = '\\';
            *end++ = 'x';
            *end++ = digits[byte >> 4];
            *end++ = digits[byte & 15];
        }
    }
    *end = '\0';
    return result;
}
