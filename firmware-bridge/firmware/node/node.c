#include "node.h"

#include <string.h>

#include "hal.h"
#include "memory.h"
#include "sha256.h"

#define COUNTER_BLOCK 1024
/* A new block is asked for so long before the old one ends that it is written in time. */
#define COUNTER_AHEAD 256

void node_save(const struct node *n) {
  struct record record = {n->reserved, n->sense.presses, n->unacknowledged};
  memory_save(&record);
}

static void reserve(struct node *n) {
  n->reserved += COUNTER_BLOCK;
  node_save(n);
}

void node_public_key(struct mac_key *key) {
  uint8_t zeros[MAC_KEY_BYTES];
  memset(zeros, 0, sizeof zeros);
  mac_set_key(key, zeros);
}

void node_load_identity(struct node *n) {
  struct identity identity;
  n->identity = memory_identity(&identity);
  if (n->identity == IDENTITY_ENROLLED) {
    n->id = identity.node;
    mac_set_key(&n->key, identity.key);
  } else {
    n->id = 0;
    node_public_key(&n->key);
  }
  memset(&identity, 0, sizeof identity);
}

void node_start(struct node *n) {
  struct record record;
  memset(n, 0, sizeof *n);
  memory_load(&record);
  sense_start(&n->sense, record.presses);
  n->unacknowledged = record.unacknowledged;
  n->boot = n->counter = n->reserved = record.reserved;
  reserve(n);
  /* No counter may be used that the next boot could use again. A memory that holds nothing is told as a fault, not waited for. */
  while (!memory_is_saved()) {
    hal_watchdog_kick();
    breathe();
  }
  node_load_identity(n);
  n->left[HEARTBEAT_LEFT] = NODE_HEARTBEAT_MS;
  n->left[HURRY_LEFT] = NODE_HURRY_MS;
  n->hello_due = n->must_tell = true;
}

void node_pressed(struct node *n) {
  n->unacknowledged = true;
  n->shown = SHOWN_NONE;
  n->light_from_ms = (uint16_t)n->sense.now_ms; /* So that the light answers at once. */
  node_save(n);
}

void node_poll(struct node *n, uint8_t ms) {
  for (uint8_t i = 0; i < TIMERS; i++) n->left[i] = n->left[i] > ms ? (uint16_t)(n->left[i] - ms) : 0;
  if (n->sound_left_ms != UINT32_MAX) n->sound_left_ms = n->sound_left_ms > ms ? n->sound_left_ms - ms : 0;
  if (n->reserved - n->counter < COUNTER_AHEAD) reserve(n);
  if (tell_differs(n)) {
    if (!n->must_tell || n->told_presses != n->sense.presses) n->left[HURRY_LEFT] = NODE_HURRY_MS;
    n->must_tell = true;
  }
  if (n->left[HEARTBEAT_LEFT] == 0) {
    n->left[HEARTBEAT_LEFT] = NODE_HEARTBEAT_MS;
    n->hello_due = n->must_tell = true;
  }
  if (n->left[GAP_LEFT] > 0 || !hal_may_send()) return;
  if (n->must_tell) {
    tell_snapshot(n);
  } else if (n->answers_left > 0 && n->left[ANSWER_LEFT] == 0) {
    tell_answer(n);
  } else if (n->hello_due) {
    tell_hello(n);
  } else if ((n->unseen || n->unacknowledged) && n->left[RESEND_LEFT] == 0) {
    n->count.resends++;
    tell_snapshot(n);
  }
}
