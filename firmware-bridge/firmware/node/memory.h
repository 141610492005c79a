/*
 * What survives a power cut: who the node is, how far its frame counter is reserved, how often it was pressed, and whether the
 * newest press waits for its ack. Why it is written so: docs/adr/0010.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "mac.h"

enum identity_state { IDENTITY_BLANK, IDENTITY_DAMAGED, IDENTITY_ENROLLED };

/* As it lies in the EEPROM. */
struct identity {
  uint16_t node;
  uint8_t key[MAC_KEY_BYTES];
  uint16_t crc; /* Set by memory_set_identity(). */
};

/* The record that is written over and over, each time into the next slot of a ring. */
struct record {
  uint32_t reserved; /* Frame counters below this may have been used. */
  uint32_t presses;
  bool unacknowledged;
};

enum identity_state memory_identity(struct identity *identity);

/* Writes both copies and reads them back; takes half a second, breathing. */
bool memory_set_identity(struct identity *identity);

/* The newest whole record; all zero where there is none. Call once, at boot. */
void memory_load(struct record *record);

/*
 * Asks for this to be written. Returns at once; memory_poll() does it, and takes up the newest record when several were asked for.
 * A record is latched when its last byte is: about 24 ms into a slot that was erased beforehand, 47 ms otherwise.
 */
void memory_save(const struct record *record);

/* Does the next step, if the EEPROM is ready. Call at least every millisecond. */
void memory_poll(void);

/* The newest record asked for is in the EEPROM, or could not be written anywhere. */
bool memory_is_saved(void);

/* Slots that did not hold what was written into them, in this boot; ends at 255. */
uint8_t memory_worn(void);

/* Writes, reads back and erases a cell that nothing else uses; breathing. */
bool memory_selftest(void);

#endif
