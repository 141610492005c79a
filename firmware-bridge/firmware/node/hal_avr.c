/*
 * ATmega328P at 16 MHz. Pins: A0 loop, D3 lid contact (closed to ground while shut), D6 buzzer, D9 light, D0/D1 UART.
 * docs/wiring.md draws what hangs on them.
 */
#include "hal.h"

#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <util/atomic.h>

#define LIGHT_PIN PB1
#define LID_PIN PD3
#define BUZZER_PIN PD6
#define RING 128
#define STACK_PAINT 0xC5

static volatile uint8_t ticks;
static volatile uint8_t ring[RING];
static volatile uint8_t ring_in;
static volatile uint8_t ring_out;
static const uint8_t *volatile sending;
static volatile uint8_t left;
static bool converting;
static uint8_t reset_cause __attribute__((section(".noinit")));

extern uint8_t _end;

/* Before main: the watchdog stays armed after it has bitten, with its shortest time, and the I/O registers keep their values. */
void hal_early(void) __attribute__((naked, used, section(".init3")));
void hal_early(void) {
  reset_cause = MCUSR & 0x0F;
  MCUSR = 0;
  wdt_disable();
}

/* Fills the memory between data and stack, so that hal_free_stack() can see how far the stack ever reached. */
void hal_paint(void) __attribute__((naked, used, section(".init1")));
void hal_paint(void) {
  __asm__ volatile(
      "ldi r30, lo8(_end)\n"
      "ldi r31, hi8(_end)\n"
      "ldi r24, %0\n"
      "ldi r25, hi8(%1)\n"
      "1: st Z+, r24\n"
      "cpi r30, lo8(%1)\n"
      "cpc r31, r25\n"
      "brlo 1b\n" ::"M"(STACK_PAINT),
      "i"(RAMEND + 1));
}

ISR(TIMER0_COMPA_vect) { ticks++; }

ISR(USART_RX_vect) {
  uint8_t byte = UDR0;
  uint8_t next = (uint8_t)(ring_in + 1) % RING;
  if (next == ring_out) return;
  ring[ring_in] = byte;
  ring_in = next;
}

ISR(USART_UDRE_vect) {
  UDR0 = *sending++;
  if (--left == 0) UCSR0B &= (uint8_t)~_BV(UDRIE0);
}

void hal_init(void) {
  DDRB = _BV(LIGHT_PIN);
  PORTB = 0;
  DDRD = _BV(BUZZER_PIN) | _BV(PD1);
  PORTD = _BV(LID_PIN) | _BV(PD0);
  DIDR0 = _BV(ADC0D);

  TCCR0A = _BV(WGM01);
  TCCR0B = _BV(CS01) | _BV(CS00);
  OCR0A = F_CPU / 64 / 1000 - 1;
  TIMSK0 = _BV(OCIE0A);

  /* Double speed: 117,647 baud, 2.1 % off; the single-speed divisor would be 3.5 % off. */
  UBRR0 = 16;
  UCSR0A = _BV(U2X0);
  UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
  UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);

  ADCSRA = _BV(ADEN) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0);

  SMCR = 0; /* Sleep means idle: timer and UART go on. */
  wdt_enable(WDTO_1S);
  sei();
}

uint8_t hal_ticks(void) {
  uint8_t passed;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    passed = ticks;
    ticks = 0;
  }
  return passed;
}

void hal_idle(void) {
  cli();
  if (ticks == 0 && ring_in == ring_out) {
    sleep_enable();
    sei(); /* Takes effect after the next instruction: nothing can come between it and the sleep. */
    sleep_cpu();
    sleep_disable();
  }
  sei();
}

void hal_watchdog_kick(void) { wdt_reset(); }

uint8_t hal_reset_cause(void) { return reset_cause; }

int16_t hal_read(void) {
  if (ring_in == ring_out) return -1;
  uint8_t byte = ring[ring_out];
  ring_out = (uint8_t)(ring_out + 1) % RING;
  return byte;
}

bool hal_may_send(void) { return left == 0; }

void hal_send(const uint8_t *bytes, uint8_t length) {
  sending = bytes;
  left = length;
  UCSR0B |= _BV(UDRIE0);
}

void hal_adc_start(uint8_t channel) {
  ADMUX = _BV(REFS0) | channel;
  ADCSRA |= _BV(ADSC);
  converting = true;
}

bool hal_adc_done(uint16_t *result) {
  if (!converting || ADCSRA & _BV(ADSC)) return false;
  *result = ADC;
  converting = false;
  return true;
}

bool hal_eeprom_busy(void) { return !eeprom_is_ready(); }

uint8_t hal_eeprom_read(uint16_t address) {
  EEAR = address;
  EECR |= _BV(EERE);
  return EEDR;
}

/* The two settings must follow each other within four cycles, whatever interrupts wait. */
static void start_eeprom(uint8_t mode) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    EECR = mode | _BV(EEMPE);
    EECR = mode | _BV(EEMPE) | _BV(EEPE);
  }
}

void hal_eeprom_erase(uint16_t address) {
  EEAR = address;
  start_eeprom(_BV(EEPM0));
}

void hal_eeprom_write(uint16_t address, uint8_t value) {
  EEAR = address;
  EEDR = value;
  start_eeprom(_BV(EEPM1));
}

bool hal_lid_open(void) { return PIND & _BV(LID_PIN); }

void hal_light(bool on) {
  if (on) PORTB |= _BV(LIGHT_PIN);
  else PORTB &= (uint8_t)~_BV(LIGHT_PIN);
}

void hal_buzzer(bool on) {
  if (on) PORTD |= _BV(BUZZER_PIN);
  else PORTD &= (uint8_t)~_BV(BUZZER_PIN);
}

uint16_t hal_free_stack(void) {
  const uint8_t *byte = &_end;
  while (byte < (const uint8_t *)SP && *byte == STACK_PAINT) byte++;
  return (uint16_t)(byte - &_end);
}
