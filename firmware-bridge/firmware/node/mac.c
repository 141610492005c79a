#include "mac.h"

#include <string.h>

#include "sha256.h"

static void pad(uint32_t state[8], const uint8_t bytes[MAC_KEY_BYTES], uint8_t with) {
  union sha256_block block;
  memset(block.bytes, with, sizeof block.bytes);
  for (uint8_t i = 0; i < MAC_KEY_BYTES; i++) block.bytes[i] ^= bytes[i];
  sha256_start(state);
  sha256_block(state, &block);
}

void mac_set_key(struct mac_key *key, const uint8_t bytes[MAC_KEY_BYTES]) {
  pad(key->inner, bytes, 0x36);
  pad(key->outer, bytes, 0x5C);
}

/* Ends a message of `length` bytes that stands in `block`, after the one block of the padded key. */
static void finish(uint32_t state[8], union sha256_block *block, uint8_t length) {
  uint16_t bits = (uint16_t)(SHA256_BLOCK + length) * 8;
  memset(block->bytes + length, 0, (size_t)(SHA256_BLOCK - length));
  block->bytes[length] = 0x80;
  block->bytes[SHA256_BLOCK - 2] = (uint8_t)(bits >> 8);
  block->bytes[SHA256_BLOCK - 1] = (uint8_t)bits;
  sha256_block(state, block);
}

static void big_endian(uint8_t *to, const uint32_t state[8], uint8_t words) {
  for (; words > 0; words--, state++) {
    uint32_t word = *state;
    for (uint8_t i = 0; i < 4; i++, word <<= 8) *to++ = (uint8_t)(word >> 24);
  }
}

void mac_compute(const struct mac_key *key, uint8_t side, const uint8_t *bytes, uint8_t length, uint8_t mac[MAC_BYTES]) {
  union sha256_block block;
  uint32_t state[8];
  block.bytes[0] = side;
  memcpy(block.bytes + 1, bytes, length);
  memcpy(state, key->inner, sizeof state);
  finish(state, &block, (uint8_t)(length + 1));
  big_endian(block.bytes, state, 8);
  memcpy(state, key->outer, sizeof state);
  finish(state, &block, 32);
  big_endian(mac, state, MAC_BYTES / 4);
}

bool mac_fits(const struct mac_key *key, uint8_t side, const uint8_t *bytes, uint8_t length, const uint8_t *mac) {
  uint8_t right[MAC_BYTES];
  uint8_t differs = 0;
  mac_compute(key, side, bytes, length, right);
  for (uint8_t i = 0; i < MAC_BYTES; i++) differs |= (uint8_t)(right[i] ^ mac[i]);
  return differs == 0;
}
