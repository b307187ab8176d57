/* SPDX-License-Identifier: PostgreSQL */
/*
 * SHA-256 (FIPS 180-4), piece by piece: for files that are larger than memory.
 */
#ifndef BASE_SHA_H
#define BASE_SHA_H

#include <stddef.h>
#include <stdint.h>

#define SHA_HEX_BYTES 65 /* with its end */

typedef struct Sha256
{
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    unsigned char block[64];
} Sha256;

void sha_begin(Sha256 *sum);
void sha_add(Sha256 *sum, const void *bytes, size_t length);
void sha_end(Sha256 *sum, char hex[SHA_HEX_BYTES]);

#endif
