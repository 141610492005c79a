/* What the protocol asks of its chip. Pins as an Uno numbers them: 0-13 digital, 14-19 are A0-A5. */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stdint.h>

#define BOARD_PINS 20
#define BOARD_FIRST_FREE 2 /* 0 and 1 are the serial line. */
#define BOARD_FIRST_ANALOG 14
#define BOARD_ANALOGS 6

void board_init(void);
uint8_t board_ticks(void); /* Milliseconds since the last call. */
int16_t board_read(void);  /* The next received byte, or -1. */
void board_send(uint8_t byte);
void board_input(uint8_t pin, bool pull_up);
void board_output(uint8_t pin);
void board_write(uint8_t pin, bool high);
bool board_is_high(uint8_t pin);
uint16_t board_analog(uint8_t channel); /* Takes 0.1 ms. */

#endif
