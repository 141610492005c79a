#include "signal.h"

#include "hal.h"

#define CHIRP_MS 50

/* Periods are powers of two: an AVR cannot divide. */
static bool within(const struct node *n, uint16_t period, uint16_t on) {
  uint16_t phase = (uint16_t)n->sense.now_ms - n->light_from_ms;
  return (phase & (uint16_t)(period - 1)) < on;
}

static bool light(const struct node *n, bool sounds) {
  bool blinks = n->unacknowledged;
  bool has_news = blinks || (n->shown != SHOWN_NONE && n->shown != SHOWN_CLOSED);
  if (n->left[SHOW_LEFT] > 0) return true;
  if (n->quiet) return has_news && within(n, 4096, 32);
  if (sounds) return n->sound == SOUND_PANIC ? within(n, 256, 128) : within(n, 1024, 512);
  if (blinks) return within(n, 256, 128);
  return has_news && (n->shown < SHOWN_TAKEN || within(n, 2048, 1948));
}

static bool buzzer(const struct node *n, bool sounds) {
  if (n->quiet) return false;
  if (n->left[SHOW_LEFT] > SIGNAL_SHOW_MS - CHIRP_MS) return true;
  if (n->left[BEEPS_LEFT] > 0) return n->left[BEEPS_LEFT] & 128;
  return sounds && (n->sound == SOUND_PANIC ? within(n, 512, 256) : within(n, 1024, 100));
}

void signal_poll(const struct node *n) {
  bool sounds = n->sound_left_ms > 0 && n->sound != SOUND_OFF;
  hal_light(light(n, sounds));
  hal_buzzer(buzzer(n, sounds));
}
