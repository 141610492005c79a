#include "frame.h"

#include "hal.h"

#define SMALLEST (FRAME_HEADER + MAC_BYTES + FRAME_CRC)
/* On the wire: delimiter, first code byte, packet. */
#define PACKET_AT 2

uint8_t *put8(uint8_t *at, uint8_t value) {
  *at = value;
  return at + 1;
}

uint8_t *put16(uint8_t *at, uint16_t value) { return put8(put8(at, (uint8_t)value), (uint8_t)(value >> 8)); }

uint8_t *put32(uint8_t *at, uint32_t value) { return put16(put16(at, (uint16_t)value), (uint16_t)(value >> 16)); }

uint16_t get16(const uint8_t *at) { return (uint16_t)(at[0] | (uint16_t)at[1] << 8); }

uint32_t get32(const uint8_t *at) { return get16(at) | (uint32_t)get16(at + 2) << 16; }

/* Poly 0x1021 a byte at a time: the table would cost 512 bytes of flash, the bits eight turns. */
uint16_t crc16(const uint8_t *bytes, uint8_t length) {
  uint16_t crc = 0xFFFF;
  while (length--) {
    crc = (uint16_t)(crc << 8 | crc >> 8);
    crc ^= *bytes++;
    crc ^= (uint8_t)crc >> 4;
    crc ^= (uint16_t)(crc << 12);
    crc ^= (uint16_t)((crc & 0xFF) << 5);
  }
  return crc;
}

uint8_t *frame_body(uint8_t wire[FRAME_WIRE_LIMIT]) { return wire + PACKET_AT + FRAME_HEADER; }

/* Each zero becomes the distance to the next one; nothing moves, because the packet already stands one byte behind its first code. */
static void stuff(uint8_t *code, uint8_t length) {
  uint8_t run = 1;
  for (uint8_t *byte = code + 1; length--; byte++) {
    if (*byte == 0) {
      *code = run;
      code = byte;
      run = 0;
    }
    run++;
  }
  *code = run;
}

uint8_t frame_seal(uint8_t wire[FRAME_WIRE_LIMIT], uint8_t type, uint16_t node, uint32_t counter, uint8_t body_length,
                   const struct mac_key *key) {
  uint8_t *packet = wire + PACKET_AT;
  uint8_t signed_length = (uint8_t)(FRAME_HEADER + body_length);
  put32(put16(put8(packet, (uint8_t)(FRAME_VERSION << 4 | type)), node), counter);
  mac_compute(key, MAC_SIDE_NODE, packet, signed_length, packet + signed_length);
  put16(packet + signed_length + MAC_BYTES, crc16(packet, (uint8_t)(signed_length + MAC_BYTES)));
  uint8_t length = (uint8_t)(signed_length + MAC_BYTES + FRAME_CRC);
  stuff(wire + 1, length);
  wire[0] = 0;
  wire[PACKET_AT + length] = 0;
  return (uint8_t)(PACKET_AT + length + 1);
}

/* In place; returns the length of the packet, 0 where the bytes are not stuffed ones. */
static uint8_t unstuff(uint8_t *bytes, uint8_t length) {
  uint8_t next = bytes[0];
  for (uint8_t i = 1; i < length; i++) {
    uint8_t byte = bytes[i];
    if (i == next) {
      next = (uint8_t)(i + byte);
      if (next < i) return 0;
      byte = 0;
    }
    bytes[i - 1] = byte;
  }
  return next == length ? (uint8_t)(length - 1) : 0;
}

/* By type, from FRAME_ACK on. */
static const uint8_t HOST_BODY[] HAL_ROM = {12, 9, 8, 4, 5, 6 + MAC_KEY_BYTES, 0};

static uint8_t body_length_of(uint8_t type) {
  uint8_t i = (uint8_t)(type - FRAME_ACK);
  return i < sizeof HOST_BODY ? hal_rom8(&HOST_BODY[i]) : 0xFF;
}

static bool is_whole(const uint8_t *packet, uint8_t length) {
  if (length < SMALLEST) return false;
  if (crc16(packet, (uint8_t)(length - FRAME_CRC)) != get16(packet + length - FRAME_CRC)) return false;
  if (packet[0] >> 4 != FRAME_VERSION) return false;
  return length == (uint16_t)SMALLEST + body_length_of(packet[0] & 0x0F);
}

enum frame_result frame_receive(struct frame_receiver *receiver, uint8_t byte) {
  uint8_t length = receiver->length;
  if (byte != 0) {
    if (length < sizeof receiver->packet) receiver->packet[length] = byte;
    /* One beyond the end means "too long", however much more comes. */
    if (length <= sizeof receiver->packet) receiver->length = (uint8_t)(length + 1);
    return FRAME_NOTHING;
  }
  receiver->length = 0;
  if (length == 0) return FRAME_NOTHING;
  if (length > sizeof receiver->packet) return FRAME_DAMAGED;
  return is_whole(receiver->packet, unstuff(receiver->packet, length)) ? FRAME_WHOLE : FRAME_DAMAGED;
}

bool frame_is_authentic(const struct frame_receiver *receiver, const struct mac_key *key) {
  uint8_t length = (uint8_t)(FRAME_HEADER + body_length_of(frame_type(receiver)));
  return mac_fits(key, MAC_SIDE_HOST, receiver->packet, length, receiver->packet + length);
}
