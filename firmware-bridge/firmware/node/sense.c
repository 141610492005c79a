#include "sense.h"

#include "hal.h"

/* The supply is measured every so many samples of the loop, which then pauses for a settling time and a sample. */
#define SUPPLY_EVERY_MS 10000
#define SUPPLY_SETTLES_MS 2
/* No sample for so long: the ADC is broken, and a loop that cannot be seen counts as open. */
#define BLIND_MS 100

static uint8_t band_of(uint16_t adc, int8_t shift) {
  int16_t value = (int16_t)adc + shift;
  if (value < SENSE_SHORT_BELOW) return LINE_SHORT;
  if (value < SENSE_PRESSED_BELOW) return LINE_PRESSED;
  if (value < SENSE_OPEN_FROM) return LINE_NORMAL;
  return LINE_OPEN;
}

/* Stays in its s->band unless the reading is beyond the bound by the hysteresis, whichever side it comes from. */
static uint8_t next_band(const struct sense *s, uint16_t adc) {
  bool stays = band_of(adc, SENSE_HYSTERESIS) == s->band || band_of(adc, -SENSE_HYSTERESIS) == s->band;
  return stays ? s->band : band_of(adc, 0);
}

static void follow_fault(struct sense *s, uint8_t now) {
  uint8_t is = now == LINE_OPEN || now == LINE_SHORT ? now : LINE_NORMAL;
  uint8_t was = s->line == LINE_PRESSED ? LINE_NORMAL : s->line;
  if (is == was) {
    s->fault_ms = 0;
  } else if (++s->fault_ms >= SENSE_LINE_MS) {
    s->fault_ms = 0;
    if (is != LINE_NORMAL) s->line_faults++;
    s->line = is;
  }
  if (s->line == LINE_NORMAL || s->line == LINE_PRESSED) s->line = s->pressed ? LINE_PRESSED : LINE_NORMAL;
}

/*
 * Up by one with each millisecond pressed, down by one otherwise: a contact that bounces for 20 ms of a 50 ms tap still gets to
 * 30, a spark of a few milliseconds never does. It must fall to 0 before the next press counts.
 */
static bool follow_press(struct sense *s, bool closed) {
  if (closed && s->press_ms < SENSE_PRESS_MS) s->press_ms++;
  if (!closed && s->press_ms > 0) s->press_ms--;
  if (s->pressed) {
    if (s->press_ms == 0) {
      s->pressed = s->stuck = false;
      s->released_at_ms = s->now_ms;
    }
    return false;
  }
  if (s->press_ms < SENSE_PRESS_MS) return false;
  s->pressed = true;
  s->presses++;
  if (s->since_boot < UINT16_MAX) s->since_boot++;
  s->pressed_at_ms = s->now_ms;
  return true;
}

static void follow_lid(struct sense *s) {
  if (hal_lid_open() == s->lid_open) {
    s->lid_ms = 0;
    return;
  }
  if (++s->lid_ms < SENSE_LID_MS) return;
  s->lid_ms = 0;
  s->lid_open = !s->lid_open;
  if (s->lid_open) s->lid_openings++;
}

/* True when `*adc` is a new sample of the loop. The next conversion starts when the last one was fetched: what it measured is certain. */
static bool sample(struct sense *s, uint16_t *adc) {
  uint16_t result;
  if (!hal_adc_done(&result)) return false;
  bool is_supply = s->supply_settles_ms > 0;
  if (is_supply) {
    if (--s->supply_settles_ms == 0 && result > 0) s->vcc_mv = (uint16_t)((uint32_t)HAL_BANDGAP_MV * 1024 / result);
  } else {
    *adc = result;
    if (s->until_supply_ms-- == 0) {
      s->until_supply_ms = SUPPLY_EVERY_MS;
      s->supply_settles_ms = SUPPLY_SETTLES_MS + 1;
    }
  }
  hal_adc_start(s->supply_settles_ms > 0 ? HAL_ADC_BANDGAP : HAL_ADC_LOOP);
  return !is_supply;
}

static bool one_millisecond(struct sense *s) {
  uint16_t adc;
  s->now_ms++;
  follow_lid(s);
  if (sample(s, &adc)) {
    s->blind_ms = 0;
    s->adc = adc;
    s->band = next_band(s, adc);
  } else if (s->blind_ms < BLIND_MS) {
    s->blind_ms++;
  } else {
    s->band = LINE_OPEN;
  }
  bool latched = follow_press(s, s->band == LINE_PRESSED);
  follow_fault(s, s->band);
  return latched;
}

void sense_start(struct sense *s, uint32_t presses) {
  s->presses = presses;
  s->lid_open = hal_lid_open();
  s->band = LINE_NORMAL;
  hal_adc_start(HAL_ADC_LOOP);
}

uint32_t sense_held_ms(const struct sense *s) { return (s->pressed ? s->now_ms : s->released_at_ms) - s->pressed_at_ms; }

bool sense_poll(struct sense *s, uint8_t ms) {
  bool latched = false;
  while (ms-- > 0) latched |= one_millisecond(s);
  if (s->pressed && !s->stuck) s->stuck = sense_held_ms(s) >= SENSE_STUCK_MS;
  return latched;
}
