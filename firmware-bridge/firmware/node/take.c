/* What the node takes from the host, and what it does then. */
#include <string.h>

#include "hal.h"
#include "memory.h"
#include "node.h"
#include "signal.h"

#define SUPPLY_LOWEST_MV 4200
#define SUPPLY_HIGHEST_MV 5800

static void answer(struct node *n, uint8_t type, uint8_t result, bool publicly) {
  n->answer_type = type;
  n->answer_result = result;
  n->answer_publicly = publicly;
  n->answers_left = NODE_ANSWERS;
  n->left[ANSWER_LEFT] = 0;
}

static void run_selftest(struct node *n) {
  uint8_t good = 1; /* The cipher: the MAC of this command fitted. */
  n->left[SHOW_LEFT] = SIGNAL_SHOW_MS;
  if (memory_selftest()) good |= 2;
  if (n->sense.line == LINE_NORMAL || n->sense.line == LINE_PRESSED) good |= 4;
  if (n->sense.vcc_mv >= SUPPLY_LOWEST_MV && n->sense.vcc_mv <= SUPPLY_HIGHEST_MV) good |= 8;
  if (!n->sense.lid_open) good |= 16;
  answer(n, FRAME_SELFTEST, good, false);
}

static void take_ack(struct node *n, const uint8_t *body) {
  uint32_t seen = get32(body + 4);
  uint32_t recorded = get32(body + 8);
  if (seen > n->counter || recorded > n->sense.presses) {
    n->count.forged++;
    return;
  }
  if (!n->must_tell && seen >= n->told_counter) n->unseen = false;
  if (recorded < n->sense.presses || !n->unacknowledged) return;
  n->unacknowledged = false;
  if (n->shown == SHOWN_NONE) n->shown = SHOWN_RECORDED;
  node_save(n);
}

static void take_receipt(struct node *n, const uint8_t *body) {
  uint8_t state = body[8];
  if (get32(body + 4) != n->sense.presses) return;
  if (state == SHOWN_TAKEN && n->shown != SHOWN_TAKEN) n->left[BEEPS_LEFT] = SIGNAL_BEEPS_MS;
  n->shown = state;
}

static void take_output(struct node *n, const uint8_t *body) {
  uint16_t seconds = get16(body + 5);
  n->sound = body[4] ? body[7] : SOUND_OFF;
  n->sound_left_ms = seconds == 0 ? UINT32_MAX : (uint32_t)seconds * 1000;
}

static uint8_t store_identity(struct node *n, const uint8_t *body) {
  struct identity identity;
  identity.node = get16(body + 4);
  if (identity.node == 0 || identity.node == NODE_EVERY) return ENROL_BAD_ID;
  memcpy(identity.key, body + 6, MAC_KEY_BYTES);
  bool stored = memory_set_identity(&identity);
  memset(&identity, 0, sizeof identity);
  if (!stored) return ENROL_WRITE_FAILED;
  n->sense.presses = 0;
  n->sense.since_boot = 0;
  n->unacknowledged = false;
  n->shown = SHOWN_NONE;
  node_save(n);
  node_load_identity(n);
  return ENROL_STORED;
}

/* Is it signed with the public key? That key opens an enrolled node only to somebody who stands at it ("Enrolment" in PROTOCOL.md). */
static bool is_public(const struct frame_receiver *receiver) {
  struct mac_key open;
  node_public_key(&open);
  return frame_is_authentic(receiver, &open);
}

static void take_enrol(struct node *n, const struct frame_receiver *receiver, bool publicly) {
  bool may = !publicly || (n->sense.lid_open && n->sense.pressed);
  uint8_t result = may ? store_identity(n, frame_received_body(receiver)) : ENROL_NOT_PRESENT;
  answer(n, FRAME_ENROLLED, result, publicly && result != ENROL_STORED);
}

static void take_who(struct node *n, const struct frame_receiver *receiver) {
  if (n->left[WHO_LEFT] > 0) return;
  n->left[WHO_LEFT] = NODE_WHO_EVERY_MS;
  if (!is_public(receiver)) {
    n->count.forged++;
    return;
  }
  n->count.taken++;
  n->hello_due = n->must_tell = true;
}

static bool has_values(uint8_t type, const uint8_t *body) {
  if (type == FRAME_RECEIPT) return body[8] >= SHOWN_RECORDED && body[8] <= SHOWN_CLOSED;
  if (type == FRAME_OUTPUT) return body[4] <= 1 && body[7] <= SOUND_OFF;
  return type != FRAME_QUIET || body[4] <= 1;
}

static void take_command(struct node *n, const struct frame_receiver *receiver, bool publicly) {
  uint8_t type = frame_type(receiver);
  const uint8_t *body = frame_received_body(receiver);
  n->must_tell = true;
  n->left[HURRY_LEFT] = NODE_HURRY_MS;
  if (type == FRAME_RECEIPT) take_receipt(n, body);
  else if (type == FRAME_OUTPUT) take_output(n, body);
  else if (type == FRAME_QUIET) n->quiet = body[4];
  else if (type == FRAME_ENROL) take_enrol(n, receiver, publicly);
  else run_selftest(n);
}

static bool is_for_now(const struct node *n, const struct frame_receiver *receiver) {
  return frame_node(receiver) == n->id && get32(frame_received_body(receiver)) == n->boot &&
         frame_counter(receiver) > n->heard;
}

void node_receive(struct node *n, const struct frame_receiver *receiver) {
  uint8_t type = frame_type(receiver);
  bool publicly = false;
  if (type == FRAME_WHO && frame_node(receiver) == NODE_EVERY) {
    take_who(n, receiver);
    return;
  }
  if (type == FRAME_WHO || !is_for_now(n, receiver)) {
    n->count.stale++;
    return;
  }
  if (!has_values(type, frame_received_body(receiver))) {
    n->count.damaged++;
    return;
  }
  if (!frame_is_authentic(receiver, &n->key)) {
    publicly = type == FRAME_ENROL && is_public(receiver);
    if (!publicly) {
      n->count.forged++;
      return;
    }
  }
  n->heard = frame_counter(receiver);
  n->count.taken++;
  if (type == FRAME_ACK) take_ack(n, frame_received_body(receiver));
  else take_command(n, receiver, publicly);
}
