#include "memory.h"

#include <string.h>

#include "frame.h"
#include "hal.h"
#include "sha256.h"

#define IDENTITY_A 0
#define IDENTITY_B 40
#define SCRATCH 90
#define RING_AT 96
#define SLOT 16
#define SLOTS ((HAL_EEPROM_BYTES - RING_AT) / SLOT)

/* sequence 2, reserved 4, presses 4, unacknowledged 1, crc 2 */
#define RECORD_BYTES 13
#define CRC_AT (RECORD_BYTES - FRAME_CRC)
/* What two erased cells read as: never the CRC of a record, so that a slot is invalid from its first erased byte to its last written one. */
#define NO_CRC 0xFFFF

enum step { REST, ERASE, WRITE, CHECK };

static struct record wanted;
static uint8_t image[RECORD_BYTES];
static uint16_t sequence;
static uint8_t slot;
static uint8_t step;
static uint8_t at;
static uint8_t attempts;
static uint8_t worn;
static bool asked;

static uint16_t slot_at(uint8_t number) { return (uint16_t)(RING_AT + number * SLOT); }

static void next_slot(void) {
  if (++slot == SLOTS) slot = 0;
}

static uint16_t crc_of(const uint8_t *bytes, uint8_t length) {
  uint16_t crc = crc16(bytes, length);
  return crc == NO_CRC ? 0 : crc;
}

static void read_cells(uint8_t *to, uint16_t address, uint8_t length) {
  while (hal_eeprom_busy()) breathe();
  for (uint8_t i = 0; i < length; i++) to[i] = hal_eeprom_read((uint16_t)(address + i));
}

static bool read_record(uint8_t number, uint16_t *its_sequence, struct record *record) {
  uint8_t bytes[RECORD_BYTES];
  read_cells(bytes, slot_at(number), RECORD_BYTES);
  if (get16(bytes + CRC_AT) == NO_CRC || crc_of(bytes, CRC_AT) != get16(bytes + CRC_AT)) return false;
  *its_sequence = get16(bytes);
  record->reserved = get32(bytes + 2);
  record->presses = get32(bytes + 6);
  record->unacknowledged = bytes[10] != 0;
  return true;
}

void memory_load(struct record *record) {
  bool found = false;
  memset(record, 0, sizeof *record);
  slot = 0;
  for (uint8_t number = 0; number < SLOTS; number++) {
    uint16_t its_sequence;
    struct record read;
    if (!read_record(number, &its_sequence, &read)) continue;
    /* Sequences of a ring of 58 lie close together: the difference says which is newer, also where they wrap. */
    if (found && (int16_t)(its_sequence - sequence) <= 0) continue;
    found = true;
    sequence = its_sequence;
    slot = number;
    *record = read;
  }
  if (found) next_slot();
  step = REST;
}

void memory_save(const struct record *record) {
  wanted = *record;
  asked = true;
}

static void begin_write(void) {
  asked = false;
  attempts = SLOTS;
  uint8_t *end = put32(put32(put16(image, sequence + 1), wanted.reserved), wanted.presses);
  end = put8(end, wanted.unacknowledged);
  put16(end, crc_of(image, CRC_AT));
  step = ERASE;
  at = RECORD_BYTES;
}

/* From the end: a slot loses its CRC first. Erased cells are left alone, so that a prepared slot costs no time. */
static bool erase_next(void) {
  while (at > 0) {
    uint16_t address = slot_at(slot) + --at;
    if (hal_eeprom_read(address) == 0xFF) continue;
    hal_eeprom_erase(address);
    return true;
  }
  return false;
}

static bool write_next(void) {
  if (at == RECORD_BYTES) return false;
  hal_eeprom_write(slot_at(slot) + at, image[at]);
  at++;
  return true;
}

/* A slot that does not hold the record is passed over; the record goes into the next one, once round the ring at most. */
static void check(void) {
  bool good = true;
  for (uint8_t i = 0; i < RECORD_BYTES; i++) good &= hal_eeprom_read(slot_at(slot) + i) == image[i];
  next_slot();
  step = REST;
  at = RECORD_BYTES;
  if (good) {
    sequence++;
  } else {
    if (worn < UINT8_MAX) worn++;
    if (--attempts > 0) step = ERASE;
  }
}

void memory_poll(void) {
  if (hal_eeprom_busy()) return;
  switch (step) {
    case REST:
      if (asked) begin_write();
      else erase_next(); /* Prepares the next slot while nothing is to be done. */
      break;
    case ERASE:
      if (erase_next()) break;
      step = WRITE;
      break;
    case WRITE:
      if (!write_next()) step = CHECK;
      break;
    default:
      check();
  }
}

bool memory_is_saved(void) { return !asked && step == REST; }

uint8_t memory_worn(void) { return worn; }

static void put_cell(uint16_t address, uint8_t value) {
  while (hal_eeprom_busy()) breathe();
  hal_eeprom_erase(address);
  while (hal_eeprom_busy()) breathe();
  hal_eeprom_write(address, value);
  while (hal_eeprom_busy()) breathe();
}

static bool write_copy(uint16_t address, const struct identity *identity) {
  const uint8_t *bytes = (const uint8_t *)identity;
  bool good = true;
  for (uint8_t i = 0; i < sizeof *identity; i++) {
    put_cell(address + i, bytes[i]);
    good &= hal_eeprom_read(address + i) == bytes[i];
    hal_watchdog_kick();
  }
  return good;
}

static uint16_t crc_of_identity(const struct identity *identity) {
  return crc_of((const uint8_t *)identity, sizeof *identity - FRAME_CRC);
}

bool memory_set_identity(struct identity *identity) {
  while (!memory_is_saved()) breathe();
  identity->crc = crc_of_identity(identity);
  bool first = write_copy(IDENTITY_A, identity);
  return write_copy(IDENTITY_B, identity) && first;
}

static enum identity_state read_copy(uint16_t address, struct identity *identity) {
  uint8_t all = 0xFF;
  read_cells((uint8_t *)identity, address, sizeof *identity);
  for (uint8_t i = 0; i < MAC_KEY_BYTES; i++) all &= identity->key[i];
  if (all == 0xFF && identity->crc == NO_CRC) return IDENTITY_BLANK;
  return identity->crc == crc_of_identity(identity) ? IDENTITY_ENROLLED : IDENTITY_DAMAGED;
}

/* Two copies, one after the other: a power cut leaves the old one or the new one. */
enum identity_state memory_identity(struct identity *identity) {
  enum identity_state first = read_copy(IDENTITY_A, identity);
  if (first == IDENTITY_ENROLLED) return first;
  enum identity_state second = read_copy(IDENTITY_B, identity);
  return second == IDENTITY_BLANK ? first : second;
}

bool memory_selftest(void) {
  while (!memory_is_saved()) breathe();
  put_cell(SCRATCH, 0xA5);
  bool held = hal_eeprom_read(SCRATCH) == 0xA5;
  put_cell(SCRATCH, 0x5A);
  return held && hal_eeprom_read(SCRATCH) == 0x5A;
}
