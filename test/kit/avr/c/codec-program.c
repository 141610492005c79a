/*
 * The node's codec as a program for this machine. One order a line on stdin, one answer a line on stdout, all bytes in hex:
 *   r KEY BYTES                    -> for each piece between delimiters: `D` damaged, or `W type node counter authentic body`
 *   s KEY TYPE NODE COUNTER BODY   -> the frame as sent by a node
 *   h BYTES                        -> SHA-256 of fewer than 56 bytes
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "sha256.h"

void breathe(void) {}

static uint8_t digit(char c) { return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10); }

static size_t from_hex(uint8_t *bytes, const char *hex) {
  size_t n = 0;
  for (; hex[0] != '\0' && hex[0] != '-' && hex[1] != '\0'; hex += 2) bytes[n++] = (uint8_t)(digit(hex[0]) << 4 | digit(hex[1]));
  return n;
}

static void print_hex(const uint8_t *bytes, size_t length) {
  if (length == 0) putchar('-');
  while (length-- > 0) printf("%02x", *bytes++);
}

static void key_of(struct mac_key *key, const char *hex) {
  uint8_t bytes[MAC_KEY_BYTES];
  from_hex(bytes, hex);
  mac_set_key(key, bytes);
}

static const uint8_t BODY[16] = {[FRAME_ACK] = 12, [FRAME_RECEIPT] = 9, [FRAME_OUTPUT] = 8, [FRAME_RUN_SELFTEST] = 4,
                                 [FRAME_QUIET] = 5, [FRAME_ENROL] = 38};

static void receive(struct frame_receiver *receiver, char *key_hex, char *bytes_hex) {
  struct mac_key key;
  size_t capacity = strlen(bytes_hex) / 2 + 1;
  uint8_t *bytes = malloc(capacity);
  size_t length = from_hex(bytes, bytes_hex);
  key_of(&key, key_hex);
  for (size_t i = 0; i < length; i++) {
    enum frame_result result = frame_receive(receiver, bytes[i]);
    if (result == FRAME_DAMAGED) printf("D ");
    if (result != FRAME_WHOLE) continue;
    uint8_t type = frame_type(receiver);
    printf("W %u %u %" PRIu32 " %u ", type, frame_node(receiver), frame_counter(receiver), frame_is_authentic(receiver, &key));
    print_hex(frame_received_body(receiver), BODY[type]);
    putchar(' ');
  }
  free(bytes);
}

static void seal(char *key_hex, char *type, char *node, char *counter, char *body_hex) {
  struct mac_key key;
  uint8_t wire[FRAME_WIRE_LIMIT];
  uint8_t body = (uint8_t)from_hex(frame_body(wire), body_hex);
  key_of(&key, key_hex);
  uint32_t count = (uint32_t)strtoul(counter, NULL, 10);
  print_hex(wire, frame_seal(wire, (uint8_t)atoi(type), (uint16_t)atoi(node), count, body, &key));
}

static void hash(char *hex) {
  union sha256_block block = {{0}};
  uint32_t state[8];
  size_t length = from_hex(block.bytes, hex);
  block.bytes[length] = 0x80;
  block.bytes[62] = (uint8_t)(length * 8 >> 8);
  block.bytes[63] = (uint8_t)(length * 8);
  sha256_start(state);
  sha256_block(state, &block);
  for (int i = 0; i < 8; i++) printf("%08" PRIx32, state[i]);
}

int main(void) {
  static char line[1 << 20];
  struct frame_receiver receiver = {{0}, 0};
  while (fgets(line, sizeof line, stdin) != NULL) {
    char *word[6] = {strtok(line, " \n")};
    for (int i = 1; i < 6; i++) word[i] = strtok(NULL, " \n");
    if (word[0][0] == 'r') receive(&receiver, word[1], word[2]);
    if (word[0][0] == 's') seal(word[1], word[2], word[3], word[4], word[5]);
    if (word[0][0] == 'h') hash(word[1]);
    putchar('\n');
  }
  return 0;
}
