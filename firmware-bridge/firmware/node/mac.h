/* HMAC-SHA256 (RFC 2104) cut to 8 bytes, for messages of at most 55 bytes: two blocks each once the key is set. */
#ifndef MAC_H
#define MAC_H

#include <stdbool.h>
#include <stdint.h>

#define MAC_BYTES 8
#define MAC_KEY_BYTES 32
#define MAC_SIDE_NODE 0x4E
#define MAC_SIDE_HOST 0x48

/* The key as the two hash states it leads to: the key itself need not stay in RAM, and each MAC saves two blocks. */
struct mac_key {
  uint32_t inner[8];
  uint32_t outer[8];
};

void mac_set_key(struct mac_key *key, const uint8_t bytes[MAC_KEY_BYTES]);

/* Over the side's byte and `length` (<= 54) bytes. */
void mac_compute(const struct mac_key *key, uint8_t side, const uint8_t *bytes, uint8_t length, uint8_t mac[MAC_BYTES]);

/* Takes the same time wherever the first wrong byte is. */
bool mac_fits(const struct mac_key *key, uint8_t side, const uint8_t *bytes, uint8_t length, const uint8_t *mac);

#endif
