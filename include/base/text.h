/* SPDX-License-Identifier: PostgreSQL */
/*
 * UTF-8 text as it comes from files and servers: where its characters end, and how to show it on a terminal safely.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the character at TEXT (which must not be at its end): 1 to 4; 0 when it is not valid UTF-8. */
size_t text_char_bytes(const char *text);

/* Whether the character of BYTES bytes at TEXT is a control character (C0, DEL, C1). */
bool text_is_control(const char *text, size_t bytes);

/* Characters in TEXT; each byte that is not valid UTF-8 counts as one. */
size_t text_length(const char *text);

/* Bytes of the longest prefix of TEXT with at most BYTES bytes that does not end inside a character. */
size_t text_clip(const char *text, size_t bytes);

/* A copy in which control characters and invalid bytes read \xNN, except the characters of KEEP (such as "\n\t"). */
char *text_printable(void *owner, const char *text, const char *keep);

#endif
