/* SPDX-License-Identifier: PostgreSQL */
/*
 * base/sha: the examples of FIPS 180-4, and every length around the end of a block in pieces of every size.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/sha.h"

static const struct
{
    const char *text;
    const char *hex;
} examples[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};

static void
examples_of_the_standard(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++)
    {
        Sha256 sum;
        char hex[SHA_HEX_BYTES];

        sha_begin(&sum);
        sha_add(&sum, examples[i].text, strlen(examples[i].text));
        sha_end(&sum, hex);
        assert_string_equal(hex, examples[i].hex);
    }
}

static void
a_million_letters(void **state)
{
    Sha256 sum;
    char hex[SHA_HEX_BYTES];
    char letters[1000];

    (void) state;
    memset(letters, 'a', sizeof(letters));
    sha_begin(&sum);
    for (int i = 0; i < 1000; i++)
    {
        sha_add(&sum, letters, sizeof(letters));
    }
    sha_end(&sum, hex);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void
pieces_do_not_matter(void **state)
{
    char letters[200];

    (void) state;
    memset(letters, 'x', sizeof(letters));
    for (size_t length = 50; length < sizeof(letters); length++)
    {
        char whole[SHA_HEX_BYTES];
        char pieces[SHA_HEX_BYTES];
        Sha256 sum;

        sha_begin(&sum);
        sha_add(&sum, letters, length);
        sha_end(&sum, whole);
        sha_begin(&sum);
        for (size_t at = 0; at < length; at += 7)
        {
            sha_add(&sum, letters + at, length - at < 7 ? length - at : 7);
        }
        sha_end(&sum, pieces);
        assert_string_equal(whole, pieces);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_of_the_standard),
        cmocka_unit_test(a_million_letters),
        cmocka_unit_test(pieces_do_not_matter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
