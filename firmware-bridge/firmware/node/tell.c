/* What the node says: bodies in the order of PROTOCOL.md. */
#include "hal.h"
#include "memory.h"
#include "node.h"

static uint16_t state_bits(const struct node *n) {
  uint8_t low = n->sense.line;
  uint8_t high = (uint8_t)(n->shown << 1);
  if (n->sense.pressed) low |= 1 << 2;
  if (n->unacknowledged) low |= 1 << 3;
  if (n->sense.lid_open) low |= 1 << 4;
  if (n->sense.stuck) low |= 1 << 5;
  if (n->quiet) low |= 1 << 6;
  if (memory_worn() > 0) low |= 1 << 7;
  if (n->identity == IDENTITY_ENROLLED) high |= 1;
  high |= (uint8_t)(hal_reset_cause() << 4);
  return (uint16_t)(low | (uint16_t)high << 8);
}

bool tell_differs(const struct node *n) {
  return n->told_bits != state_bits(n) || n->told_presses != n->sense.presses ||
         n->told_openings != n->sense.lid_openings || n->told_faults != n->sense.line_faults;
}

static uint8_t *begin(struct node *n) { return put32(frame_body(n->wire), n->boot); }

static void seal_and_send(struct node *n, uint8_t type, const uint8_t *end, const struct mac_key *key) {
  uint8_t length = (uint8_t)(end - frame_body(n->wire));
  n->counter++;
  hal_send(n->wire, frame_seal(n->wire, type, n->id, n->counter, length, key));
  n->left[GAP_LEFT] = NODE_GAP_MS;
}

static uint16_t held_in_10_ms(const struct node *n) {
  uint32_t held = sense_held_ms(&n->sense) / 10;
  return held > UINT16_MAX ? UINT16_MAX : (uint16_t)held;
}

void tell_snapshot(struct node *n) {
  const struct sense *s = &n->sense;
  n->told_bits = state_bits(n);
  n->told_presses = s->presses;
  n->told_openings = s->lid_openings;
  n->told_faults = s->line_faults;
  if (n->must_tell) {
    n->told_counter = n->counter + 1;
    n->unseen = true;
    n->must_tell = false;
  }
  uint8_t *at = put16(put32(begin(n), n->told_presses), s->since_boot);
  at = put16(put16(put16(at, n->told_bits), s->adc), s->vcc_mv);
  at = put32(at, s->since_boot > 0 ? s->now_ms - s->pressed_at_ms : UINT32_MAX);
  at = put8(put8(put16(at, held_in_10_ms(n)), n->told_openings), n->told_faults);
  n->left[RESEND_LEFT] = n->left[HURRY_LEFT] > 0 ? NODE_HURRY_EVERY_MS : NODE_PATIENT_EVERY_MS;
  seal_and_send(n, FRAME_SNAPSHOT, put32(at, n->heard), &n->key);
}

void tell_hello(struct node *n) {
  n->hello_due = false;
  uint8_t *at = put8(put8(begin(n), NODE_FIRMWARE_MAJOR), NODE_FIRMWARE_MINOR);
  at = put32(put8(put8(at, n->identity), hal_reset_cause()), n->sense.now_ms / 1000);
  at = put16(put16(put16(at, n->count.taken), n->count.damaged), n->count.forged);
  at = put8(put16(put16(at, n->count.stale), n->count.resends), memory_worn());
  seal_and_send(n, FRAME_HELLO, put16(at, hal_free_stack()), &n->key);
}

void tell_answer(struct node *n) {
  struct mac_key open;
  n->answers_left--;
  n->left[ANSWER_LEFT] = NODE_ANSWER_EVERY_MS;
  uint8_t *at = begin(n);
  if (n->answer_type == FRAME_ENROLLED) at = put8(put16(at, n->id), n->answer_result);
  else at = put16(put16(put8(at, n->answer_result), n->sense.adc), n->sense.vcc_mv);
  if (n->answer_publicly) node_public_key(&open);
  seal_and_send(n, n->answer_type, at, n->answer_publicly ? &open : &n->key);
}
