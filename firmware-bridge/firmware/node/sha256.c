#include "sha256.h"

#include <string.h>

#include "hal.h"

static const uint32_t ROUND[64] HAL_ROM = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static const uint32_t START[8] HAL_ROM = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

/* Rounds between two breaths: about one millisecond. */
#define BREATH 16

/*
 * Whole bytes to the right, and the bits that were too many back to the left: an AVR shifts by one bit at a time, and to the left
 * it is one addition with carry. Not inlined: the code would be three times as long.
 */
static __attribute__((noinline)) uint32_t right(uint32_t x, int8_t by) {
  for (; by > 0; by -= 8) x = x >> 8 | x << 24;
  for (; by < 0; by++) x = (x << 1) + (x >> 31);
  return x;
}

static __attribute__((noinline)) uint32_t turned(uint32_t x, int8_t a, int8_t b, int8_t c) {
  return right(x, a) ^ right(x, b) ^ right(x, c);
}

void sha256_start(uint32_t state[8]) {
  for (uint8_t i = 0; i < 8; i++) state[i] = hal_rom32(&START[i]);
}

/* Round i's word. The schedule needs its last 16 words only, in the place of the block itself. */
static __attribute__((noinline)) uint32_t scheduled(uint32_t w[16], uint8_t i) {
  uint32_t *now = &w[i & 15];
  if (i >= 16) {
    uint32_t a = w[(i + 1) & 15];
    uint32_t b = w[(i + 14) & 15];
    *now += right(a, 7) ^ right(a, 18) ^ (a >> 3);
    *now += right(b, 17) ^ right(b, 19) ^ (b >> 10);
    *now += w[(i + 9) & 15];
  }
  return *now;
}

static void to_words(union sha256_block *block) {
  for (uint8_t i = 0; i < 16; i++) {
    const uint8_t *b = block->bytes + 4 * i;
    uint32_t word = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    block->words[i] = word;
  }
}

void sha256_block(uint32_t state[8], union sha256_block *block) {
  uint32_t v[8]; /* a to h of the standard */
  memcpy(v, state, sizeof v);
  to_words(block);
  for (uint8_t i = 0; i < 64; i++) {
    if (i % BREATH == 0) breathe();
    uint32_t t = v[7] + hal_rom32(&ROUND[i]) + scheduled(block->words, i);
    t += turned(v[4], 6, 11, 25);
    t += (v[4] & (v[5] ^ v[6])) ^ v[6];
    uint32_t u = t + turned(v[0], 2, 13, 22);
    u += (v[0] & (v[1] | v[2])) | (v[1] & v[2]);
    memmove(v + 1, v, 7 * sizeof *v);
    v[4] += t;
    v[0] = u;
  }
  for (uint8_t i = 0; i < 8; i++) state[i] += v[i];
}
