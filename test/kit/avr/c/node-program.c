/*
 * The node's firmware as a program for this machine: every file but hal_avr.c, with a chip of plain variables. Computing takes no
 * time here; bytes take theirs on the wire (115,200 baud: 23 in two milliseconds). In: milliseconds, switches (1 lid open), ADC (2),
 * length (2), bytes. Out: lamps (1 light, 2 buzzer), length (2), bytes. EEPROM cells take 1.8 ms to erase and to write.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hal.h"

void main_start(void);
void main_step(void);

#define WIRE 65536
#define CELL_US 1800
#define HALF_BYTES_PER_MS 23

static uint8_t eeprom[HAL_EEPROM_BYTES];
static long now_us;
static long eeprom_free_us;
static uint8_t pending_ticks;
static uint16_t loop_adc;
static bool lid_open;
static uint8_t lamps;
static bool converting;
static uint8_t channel;

static uint8_t inbox[WIRE];
static size_t in_from;
static size_t in_arrived;
static size_t in_length;
static uint8_t outbox[WIRE];
static size_t out_length;
static long sending_until_us;

void hal_init(void) {}
void hal_idle(void) {}
void hal_watchdog_kick(void) {}
uint8_t hal_reset_cause(void) { return HAL_RESET_POWER_ON; }
uint16_t hal_free_stack(void) { return 1000; }
bool hal_lid_open(void) { return lid_open; }
void hal_light(bool on) { lamps = (uint8_t)((lamps & ~1) | (on ? 1 : 0)); }
void hal_buzzer(bool on) { lamps = (uint8_t)((lamps & ~2) | (on ? 2 : 0)); }

/* Waiting for the EEPROM is the only thing that takes time between two steps of the wire. */
uint8_t hal_ticks(void) {
  uint8_t ticks = pending_ticks;
  pending_ticks = 0;
  return ticks;
}

int16_t hal_read(void) { return in_from < in_arrived ? inbox[in_from++] : -1; }

bool hal_may_send(void) { return now_us >= sending_until_us; }

void hal_send(const uint8_t *bytes, uint8_t length) {
  if (out_length + length > WIRE) abort();
  memcpy(outbox + out_length, bytes, length);
  out_length += length;
  sending_until_us = now_us + length * 2000L / HALF_BYTES_PER_MS;
}

void hal_adc_start(uint8_t of) {
  channel = of;
  converting = true;
}

bool hal_adc_done(uint16_t *result) {
  if (!converting) return false;
  converting = false;
  *result = channel == HAL_ADC_LOOP ? loop_adc : 225;
  return true;
}

bool hal_eeprom_busy(void) {
  bool busy = now_us < eeprom_free_us;
  if (busy) now_us += 100;
  return busy;
}
uint8_t hal_eeprom_read(uint16_t address) { return eeprom[address]; }
void hal_eeprom_erase(uint16_t address) {
  eeprom[address] = 0xFF;
  eeprom_free_us = now_us + CELL_US;
}
void hal_eeprom_write(uint16_t address, uint8_t value) {
  eeprom[address] &= value;
  eeprom_free_us = now_us + CELL_US;
}

static uint8_t read8(void) {
  int byte = getchar();
  if (byte == EOF) exit(0);
  return (uint8_t)byte;
}

static uint16_t read16(void) {
  uint16_t low = read8();
  return (uint16_t)(low | read8() << 8);
}

static void take_bytes(uint16_t length) {
  memmove(inbox, inbox + in_from, in_length - in_from);
  in_length -= in_from;
  in_arrived -= in_from;
  in_from = 0;
  if (in_length + length > WIRE) abort();
  while (length-- > 0) inbox[in_length++] = read8();
}

static void one_millisecond(long *clock_us) {
  *clock_us += 1000;
  now_us = *clock_us;
  pending_ticks++;
  in_arrived += HALF_BYTES_PER_MS / 2;
  if (in_arrived > in_length) in_arrived = in_length;
  main_step();
}

int main(void) {
  long clock_us = 0;
  memset(eeprom, 0xFF, sizeof eeprom);
  if (fread(eeprom, 1, sizeof eeprom, stdin) != sizeof eeprom) return 1;
  loop_adc = 512;
  main_start();
  for (;;) {
    uint8_t ms = read8();
    lid_open = read8() & 1;
    loop_adc = read16();
    take_bytes(read16());
    out_length = 0;
    while (ms-- > 0) one_millisecond(&clock_us);
    putchar(lamps);
    putchar((int)(out_length & 0xFF));
    putchar((int)(out_length >> 8));
    fwrite(outbox, 1, out_length, stdout);
    fflush(stdout);
  }
}
