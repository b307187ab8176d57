/* SPDX-License-Identifier: PostgreSQL */
/*
 * Runs a libFuzzer target without libFuzzer: over files, and over mutations of them from a fixed seed.
 *
 *   fuzz_NAME MUTATIONS FILE…
 *
 * The same arguments give the same inputs on every machine. When the target aborts, the input is in the file crash-input
 * of the working directory.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define INPUT_MAX       65536
#define EDITS_MAX       8
#define RANGE_MAX       64
#define SEED            UINT64_C(0x9e3779b97f4a7c15)
#define USAGE           "usage: fuzz_NAME MUTATIONS FILE...\n"
#define CRASH_INPUT     "crash-input"
#define CRASH_FILE_MODE 0644

typedef struct Input
{
    uint8_t bytes[INPUT_MAX];
    size_t length;
} Input;

typedef void (*Edit)(Input *input, uint64_t *random);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *current_data;
static size_t current_length;

static Input *read_input(void *owner, const char *path);
static void run(const uint8_t *data, size_t length);
static void mutate(Input *input, uint64_t *random);
static void change_byte(Input *input, uint64_t *random);
static void insert_word(Input *input, uint64_t *random);
static void delete_range(Input *input, uint64_t *random);
static void repeat_range(Input *input, uint64_t *random);
static void cut_end(Input *input, uint64_t *random);
static void insert(Input *input, size_t at, const uint8_t *bytes, size_t length);
static uint64_t next_random(uint64_t *random);
static size_t below(uint64_t *random, size_t limit);
static void save_input(int signal_number);

/* What the formats that bellows reads are made of. */
static const char *const words[] = {
    "'",      "''",       "\"",      "$$",         "$a$",         "$1",       "E'",        "U&'",      "--",
    "/*",     "*/",       "(",       ")",          "[",           "]",        ";",         "\\;",      "\\:",
    "\\g",    "\\gexec ", "\\\\",    "\\",         ":",           "::",       ":=",        ":a",       ":'a'",
    ":\"a\"", ":{?a}",    "\n",      "\r",         "\r\n",        "\t",       " ",         "\xff",     "\xef\xbb\xbf",
    "é",      "\\.",      "\n\\.\n", "copy ",      "from stdin;", "create ",  "function ", "or ",      "replace ",
    "begin ", "atomic ",  "end ",    "case ",      "\\copy ",     "stdin",    "bellows: ", "allow ",   "because ",
    "- ",     ": ",       "sql: ",   "changes:\n", "up: ",        "version:", "a",         "select 1",
};

static const Edit edits[] = {change_byte, insert_word, insert_word, insert_word, delete_range, repeat_range, cut_end};

int
main(int argc, char **argv)
{
    void *mem = mem_root("standalone");
    uint64_t random = SEED;
    char *end = NULL;
    unsigned long mutations = argc < 3 ? 0 : strtoul(argv[1], &end, 10);
    size_t count = argc < 3 ? 0 : (size_t) argc - 2;
    Input **inputs = mem_array(mem, Input *, count + 1);
    Input *mutated = mem_new(mem, Input);

    if (end == NULL || *end != '\0')
    {
        fputs(USAGE, stderr);
        return 2;
    }
    signal(SIGABRT, save_input);
    for (size_t i = 0; i < count; i++)
    {
        inputs[i] = read_input(mem, argv[i + 2]);
        if (inputs[i] == NULL)
        {
            fprintf(stderr, "%s: %s\n", argv[i + 2], strerror(errno));
            return 1;
        }
        run(inputs[i]->bytes, inputs[i]->length);
    }
    for (unsigned long i = 0; i < mutations; i++)
    {
        memcpy(mutated, inputs[i % count], sizeof(Input));
        mutate(mutated, &random);
        run(mutated->bytes, mutated->length);
    }
    printf("%zu files, %lu mutations\n", count, mutations);
    mem_free(mem);
    return 0;
}

/* The first INPUT_MAX bytes of a file; NULL with errno set. */
static Input *
read_input(void *owner, const char *path)
{
    FILE *file = fopen(path, "rb");
    Input *input;

    if (file == NULL)
    {
        return NULL;
    }
    input = mem_new(owner, Input);
    input->length = fread(input->bytes, 1, INPUT_MAX, file);
    fclose(file);
    return input;
}

/* The target gets a block of just the right size, so that a sanitizer sees what is read behind it. */
static void
run(const uint8_t *data, size_t length)
{
    void *mem = mem_root("input");
    uint8_t *copy = mem_array(mem, uint8_t, length);

    if (length > 0)
    {
        memcpy(copy, data, length);
    }
    current_data = copy;
    current_length = length;
    LLVMFuzzerTestOneInput(copy, length);
    mem_free(mem);
}

static void
mutate(Input *input, uint64_t *random)
{
    size_t count = 1 + below(random, EDITS_MAX);

    for (size_t i = 0; i < count; i++)
    {
        edits[below(random, sizeof(edits) / sizeof(edits[0]))](input, random);
    }
}

static void
change_byte(Input *input, uint64_t *random)
{
    if (input->length > 0)
    {
        input->bytes[below(random, input->length)] = (uint8_t) next_random(random);
    }
}

static void
insert_word(Input *input, uint64_t *random)
{
    const char *word = words[below(random, sizeof(words) / sizeof(words[0]))];

    insert(input, below(random, input->length + 1), (const uint8_t *) word, strlen(word));
}

static void
delete_range(Input *input, uint64_t *random)
{
    size_t from = below(random, input->length + 1);
    size_t length = below(random, RANGE_MAX);

    length = length > input->length - from ? input->length - from : length;
    memmove(input->bytes + from, input->bytes + from + length, input->length - from - length);
    input->length -= length;
}

static void
repeat_range(Input *input, uint64_t *random)
{
    uint8_t range[RANGE_MAX];
    size_t from = below(random, input->length + 1);
    size_t length = below(random, RANGE_MAX);

    length = length > input->length - from ? input->length - from : length;
    memcpy(range, input->bytes + from, length);
    insert(input, below(random, input->length + 1), range, length);
}

static void
cut_end(Input *input, uint64_t *random)
{
    /* Only now and then: most of what is to be found is behind the beginning. */
    if (below(random, 4) == 0)
    {
        input->length = below(random, input->length + 1);
    }
}

static void
insert(Input *input, size_t at, const uint8_t *bytes, size_t length)
{
    if (length > INPUT_MAX - input->length)
    {
        return;
    }
    memmove(input->bytes + at + length, input->bytes + at, input->length - at);
    memcpy(input->bytes + at, bytes, length);
    input->length += length;
}

/* xorshift64* */
static uint64_t
next_random(uint64_t *random)
{
    *random ^= *random >> 12;
    *random ^= *random << 25;
    *random ^= *random >> 27;
    return (*random * UINT64_C(0x2545f4914f6cdd1d)) >> 8;
}

static size_t
below(uint64_t *random, size_t limit)
{
    return (size_t) (next_random(random) % limit);
}

/* Only what a signal handler may call. */
static void
save_input(int signal_number)
{
    int file = open(CRASH_INPUT, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, CRASH_FILE_MODE);
    ssize_t written = file < 0 ? 0 : write(file, current_data, current_length);

    (void) written;
    signal(signal_number, SIG_DFL);
}
