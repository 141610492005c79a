/* A wired help button. The rules it keeps are in PROTOCOL.md; the loop below is all that ever runs. */
#include "frame.h"
#include "hal.h"
#include "memory.h"
#include "node.h"
#include "sense.h"
#include "sha256.h"
#include "signal.h"

static struct node node;
static struct frame_receiver receiver;
static uint8_t passed;

/* How long news may wait for the node's turn: it costs the most of a millisecond at rest, and a button has no use for less. */
#define TURN_MS 4

/* What may not wait for a MAC: the button and the latch. Also called from inside sha256_block(). */
void breathe(void) {
  uint8_t ms = hal_ticks();
  if (ms > 0) {
    passed = (uint8_t)(passed > UINT8_MAX - ms ? UINT8_MAX : passed + ms);
    if (sense_poll(&node.sense, ms)) node_pressed(&node);
  }
  memory_poll();
}

static void listen(void) {
  int16_t byte;
  while ((byte = hal_read()) >= 0) {
    enum frame_result result = frame_receive(&receiver, (uint8_t)byte);
    if (result == FRAME_DAMAGED) node.count.damaged++;
    if (result != FRAME_WHOLE) continue;
    node_receive(&node, &receiver);
    return; /* One MAC at a time: what the node has to say must get its turn in a flood of frames. */
  }
}

/* Runs for ever; a step of it is a function of its own for the tests, which bring a chip of their own. */
void main_start(void);
void main_step(void);

void main_start(void) {
  hal_init();
  node_start(&node);
}

void main_step(void) {
  hal_watchdog_kick();
  breathe();
  listen();
  if (passed < TURN_MS) return;
  uint8_t ms = passed;
  passed = 0;
  node_poll(&node, ms);
  signal_poll(&node);
}

#ifdef __AVR__
int main(void) {
  main_start();
  for (;;) {
    main_step();
    hal_idle();
  }
}
#endif
