/* ATmega328P at 16 MHz. */
#include "board.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <util/atomic.h>

#define RING 128

static volatile uint8_t ticks;
static volatile uint8_t ring[RING];
static volatile uint8_t ring_in;
static volatile uint8_t ring_out;

ISR(TIMER0_COMPA_vect) { ticks++; }

ISR(USART_RX_vect) {
  uint8_t byte = UDR0;
  uint8_t next = (uint8_t)(ring_in + 1) % RING;
  if (next == ring_out) return;
  ring[ring_in] = byte;
  ring_in = next;
}

void board_init(void) {
  TCCR0A = _BV(WGM01);
  TCCR0B = _BV(CS01) | _BV(CS00);
  OCR0A = F_CPU / 64 / 1000 - 1;
  TIMSK0 = _BV(OCIE0A);
  UBRR0 = 34; /* Double speed: 57,143 baud. */
  UCSR0A = _BV(U2X0);
  UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
  UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
  ADCSRA = _BV(ADEN) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0);
  SMCR = 0;
  sei();
}

uint8_t board_ticks(void) {
  uint8_t passed;
  cli();
  if (ticks == 0 && ring_in == ring_out) {
    sleep_enable();
    sei();
    sleep_cpu();
    sleep_disable();
  }
  sei();
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    passed = ticks;
    ticks = 0;
  }
  return passed;
}

int16_t board_read(void) {
  if (ring_in == ring_out) return -1;
  uint8_t byte = ring[ring_out];
  ring_out = (uint8_t)(ring_out + 1) % RING;
  return byte;
}

void board_send(uint8_t byte) {
  while (!(UCSR0A & _BV(UDRE0))) continue;
  UDR0 = byte;
}

/* PINx, DDRx and PORTx stand one after the other. */
static volatile uint8_t *pins_of(uint8_t pin, uint8_t *mask) {
  if (pin < 8) {
    *mask = (uint8_t)_BV(pin);
    return &PIND;
  }
  if (pin < BOARD_FIRST_ANALOG) {
    *mask = (uint8_t)_BV(pin - 8);
    return &PINB;
  }
  *mask = (uint8_t)_BV(pin - BOARD_FIRST_ANALOG);
  return &PINC;
}

static void set(volatile uint8_t *port, uint8_t mask, bool on) { *port = on ? *port | mask : *port & (uint8_t)~mask; }

void board_input(uint8_t pin, bool pull_up) {
  uint8_t mask;
  volatile uint8_t *pins = pins_of(pin, &mask);
  set(pins + 1, mask, false);
  set(pins + 2, mask, pull_up);
}

void board_output(uint8_t pin) {
  uint8_t mask;
  volatile uint8_t *pins = pins_of(pin, &mask);
  set(pins + 1, mask, true);
}

void board_write(uint8_t pin, bool high) {
  uint8_t mask;
  volatile uint8_t *pins = pins_of(pin, &mask);
  set(pins + 2, mask, high);
}

bool board_is_high(uint8_t pin) {
  uint8_t mask;
  return *pins_of(pin, &mask) & mask;
}

uint16_t board_analog(uint8_t channel) {
  ADMUX = _BV(REFS0) | channel;
  ADCSRA |= _BV(ADSC);
  while (ADCSRA & _BV(ADSC)) continue;
  return ADC;
}
