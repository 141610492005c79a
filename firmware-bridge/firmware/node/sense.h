/* The button's loop and the lid: what the ADC and a contact say, made into states that hold. docs/wiring.md has the resistors. */
#ifndef SENSE_H
#define SENSE_H

#include <stdbool.h>
#include <stdint.h>

/* Order as in PROTOCOL.md. */
enum line_state { LINE_NORMAL, LINE_PRESSED, LINE_OPEN, LINE_SHORT };

/* Bounds between short, pressed, normal and open, of 1024; a band is left only HYSTERESIS beyond its bound. */
#define SENSE_SHORT_BELOW 72
#define SENSE_PRESSED_BELOW 330
#define SENSE_OPEN_FROM 768
#define SENSE_HYSTERESIS 12

#define SENSE_PRESS_MS 30
#define SENSE_LINE_MS 100
#define SENSE_LID_MS 50
#define SENSE_STUCK_MS 10000

struct sense {
  uint32_t presses; /* Counts up from what it is set to. */
  uint32_t now_ms;  /* Since boot; starts again after 49 days. */
  uint32_t pressed_at_ms;
  uint32_t released_at_ms;
  uint16_t since_boot;
  uint16_t adc;
  uint16_t vcc_mv;
  uint8_t line; /* enum line_state */
  uint8_t lid_openings;
  uint8_t line_faults;
  bool pressed;
  bool lid_open;
  bool stuck;

  /* How far what may become a state has come. */
  uint16_t until_supply_ms;
  uint8_t supply_settles_ms;
  uint8_t band;
  uint8_t press_ms;
  uint8_t fault_ms;
  uint8_t lid_ms;
  uint8_t blind_ms;
};

/* Takes the lid as it is, waits for nothing. `s` is zeroed. */
void sense_start(struct sense *s, uint32_t presses);

/* `ms` milliseconds have passed. Takes at most one sample in each; returns true when a press was latched. */
bool sense_poll(struct sense *s, uint8_t ms);

/* How long the newest press was held, so far or in all; 0 where there was none since boot. */
uint32_t sense_held_ms(const struct sense *s);

#endif
