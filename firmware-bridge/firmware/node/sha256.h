/* SHA-256 (FIPS 180-4), one block at a time. */
#ifndef SHA256_H
#define SHA256_H

#include <stdint.h>

#define SHA256_BLOCK 64

union sha256_block {
  uint8_t bytes[SHA256_BLOCK];
  uint32_t words[16];
};

void sha256_start(uint32_t state[8]);

/* Takes in one block; the block is used up (it becomes the message schedule). Calls breathe() every few rounds. */
void sha256_block(uint32_t state[8], union sha256_block *block);

/*
 * A block takes an ATmega328P milliseconds. Whoever links this says what must go on meanwhile: the button is sampled and
 * the EEPROM is written. It must not compute a hash.
 */
void breathe(void);

#endif
