/* SPDX-License-Identifier: PostgreSQL */
/*
 * SHA-256 as FIPS 180-4 writes it; names of the rounds' values are those of the standard.
 */
#include "base/sha.h"

#include <stdio.h>
#include <string.h>

#define BLOCK_BYTES  64
#define LENGTH_BYTES 8

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static void add_block(Sha256 *sum, const unsigned char *block);
static void schedule(uint32_t w[64], const unsigned char *block);
static uint32_t rotate(uint32_t x, unsigned bits);

void
sha_begin(Sha256 *sum)
{
    static const uint32_t first[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

    *sum = (Sha256){0};
    memcpy(sum->state, first, sizeof(first));
}

void
sha_add(Sha256 *sum, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;

    while (length > 0)
    {
        size_t used = (size_t) (sum->length % BLOCK_BYTES);
        size_t piece = BLOCK_BYTES - used < length ? BLOCK_BYTES - used : length;

        memcpy(sum->block + used, at, piece);
        sum->length += piece;
        at += piece;
        length -= piece;
        if (used + piece == BLOCK_BYTES)
        {
            add_block(sum, sum->block);
        }
    }
}

/* A one bit, zeros, and the length in bits as the last 8 bytes of a block. */
void
sha_end(Sha256 *sum, char hex[SHA_HEX_BYTES])
{
    static const unsigned char padding[BLOCK_BYTES] = {0x80};
    unsigned char length[LENGTH_BYTES];
    uint64_t bits = sum->length * 8;
    size_t used = (size_t) (sum->length % BLOCK_BYTES);
    size_t room = BLOCK_BYTES - LENGTH_BYTES;

    for (size_t i = 0; i < LENGTH_BYTES; i++)
    {
        length[i] = (unsigned char) (bits >> (8 * (LENGTH_BYTES - 1 - i)));
    }
    sha_add(sum, padding, used < room ? room - used : BLOCK_BYTES + room - used);
    sha_add(sum, length, LENGTH_BYTES);
    for (size_t i = 0; i < 8; i++)
    {
        (void) snprintf(hex + 8 * i, SHA_HEX_BYTES - 8 * i, "%08x", (unsigned) sum->state[i]);
    }
}

static void
add_block(Sha256 *sum, const unsigned char *block)
{
    uint32_t w[64];
    uint32_t s[8];

    schedule(w, block);
    memcpy(s, sum->state, sizeof(s));
    for (size_t i = 0; i < 64; i++)
    {
        uint32_t sum1 = rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25);
        uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        uint32_t t1 = s[7] + sum1 + choice + constants[i] + w[i];
        uint32_t sum0 = rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22);
        uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);

        memmove(s + 1, s, 7 * sizeof(*s));
        s[4] += t1;
        s[0] = t1 + sum0 + majority;
    }
    for (size_t i = 0; i < 8; i++)
    {
        sum->state[i] += s[i];
    }
}

static void
schedule(uint32_t w[64], const unsigned char *block)
{
    for (size_t i = 0; i < 16; i++)
    {
        const unsigned char *at = block + 4 * i;

        w[i] = (uint32_t) at[0] << 24 | (uint32_t) at[1] << 16 | (uint32_t) at[2] << 8 | at[3];
    }
    for (size_t i = 16; i < 64; i++)
    {
        uint32_t s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ (w[i - 15] >> 3);
        uint32_t s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ (w[i - 2] >> 10);

        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
}

static uint32_t
rotate(uint32_t x, unsigned bits)
{
    return x >> bits | x << (32 - bits);
}
