/* One frame of PROTOCOL.md: COBS, CRC, header. */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stdint.h>

#include "mac.h"

#define FRAME_VERSION 1
#define FRAME_HEADER 7
#define FRAME_CRC 2
#define FRAME_PACKET_LIMIT 61
#define FRAME_WIRE_LIMIT 64
#define FRAME_BODY_LIMIT (FRAME_PACKET_LIMIT - FRAME_HEADER - MAC_BYTES - FRAME_CRC)
#define FRAME_FROM_HOST 8

enum frame_type {
  FRAME_SNAPSHOT = 1,
  FRAME_HELLO = 2,
  FRAME_SELFTEST = 3,
  FRAME_ENROLLED = 4,
  FRAME_ACK = 8,
  FRAME_RECEIPT = 9,
  FRAME_OUTPUT = 10,
  FRAME_RUN_SELFTEST = 11,
  FRAME_QUIET = 12,
  FRAME_ENROL = 13,
  FRAME_WHO = 14
};

/* Little-endian numbers in a body. put_ functions return where the next one goes. */
uint8_t *put8(uint8_t *at, uint8_t value);
uint8_t *put16(uint8_t *at, uint16_t value);
uint8_t *put32(uint8_t *at, uint32_t value);
uint16_t get16(const uint8_t *at);
uint32_t get32(const uint8_t *at);

uint16_t crc16(const uint8_t *bytes, uint8_t length);

/*
 * A frame is built where it is sent from: the body first, at frame_body(wire), then frame_seal() adds header, MAC, CRC, stuffing
 * and both delimiters. Returns the bytes to send.
 */
uint8_t *frame_body(uint8_t wire[FRAME_WIRE_LIMIT]);
uint8_t frame_seal(uint8_t wire[FRAME_WIRE_LIMIT], uint8_t type, uint16_t node, uint32_t counter, uint8_t body_length,
                   const struct mac_key *key);

/* Collects the bytes between two delimiters. `packet` is valid until the next byte goes in. */
struct frame_receiver {
  uint8_t packet[FRAME_PACKET_LIMIT + 1];
  uint8_t length;
};

enum frame_result { FRAME_NOTHING, FRAME_DAMAGED, FRAME_WHOLE };

/*
 * Takes one byte. FRAME_WHOLE: `packet` holds header, body and MAC of a frame from the host with a known type and the length of
 * that type, and the CRC fitted; the MAC has not been looked at. FRAME_DAMAGED: bytes that are no such frame have ended.
 */
enum frame_result frame_receive(struct frame_receiver *receiver, uint8_t byte);

static inline uint8_t frame_type(const struct frame_receiver *r) { return r->packet[0] & 0x0F; }
static inline uint16_t frame_node(const struct frame_receiver *r) { return get16(r->packet + 1); }
static inline uint32_t frame_counter(const struct frame_receiver *r) { return get32(r->packet + 3); }
static inline const uint8_t *frame_received_body(const struct frame_receiver *r) { return r->packet + FRAME_HEADER; }

bool frame_is_authentic(const struct frame_receiver *receiver, const struct mac_key *key);

#endif
