/* What the node asks of its chip. hal.h and hal_avr.c are the only files that know an ATmega328P; the tests bring a HAL of their own. */
#ifndef HAL_H
#define HAL_H

#include <stdbool.h>
#include <stdint.h>

/* Constants in flash: an AVR has little RAM and reads flash by instructions of its own. */
#ifdef __AVR__
#include <avr/pgmspace.h>
#define HAL_ROM PROGMEM
#define hal_rom8(address) pgm_read_byte(address)
#define hal_rom32(address) pgm_read_dword(address)
#else
#define HAL_ROM
#define hal_rom8(address) (*(address))
#define hal_rom32(address) (*(address))
#endif

#define HAL_EEPROM_BYTES 1024
#define HAL_ADC_LOOP 0
#define HAL_ADC_BANDGAP 14
/* The band-gap reference that the supply is measured against; its tolerance is 10 %. */
#define HAL_BANDGAP_MV 1100

#define HAL_RESET_POWER_ON 1
#define HAL_RESET_EXTERNAL 2
#define HAL_RESET_BROWN_OUT 4
#define HAL_RESET_WATCHDOG 8

/* Clock, ports, ADC, UART at 115,200 8N1, watchdog of 1 s. */
void hal_init(void);

/* Milliseconds since the last call; never lost while the caller comes back within 255 ms. */
uint8_t hal_ticks(void);

/* Sleeps until the next interrupt: at most one millisecond. */
void hal_idle(void);
void hal_watchdog_kick(void);

/* HAL_RESET_ bits of the last reset; 0 where a boot loader has cleared them. */
uint8_t hal_reset_cause(void);

/* The next received byte, or -1. A byte that came while 128 waited is lost, and the frame it belonged to with it. */
int16_t hal_read(void);

/* The bytes are read while they are sent: leave them alone until hal_may_send(). */
bool hal_may_send(void);
void hal_send(const uint8_t *bytes, uint8_t length);

/* One conversion at a time, about 0.1 ms. hal_adc_done() is true once, with its result. */
void hal_adc_start(uint8_t channel);
bool hal_adc_done(uint16_t *result);

/* A cell is erased (0xFF) and written (bits only cleared) apart from each other, 1.8 ms each; both return at once. */
bool hal_eeprom_busy(void);
uint8_t hal_eeprom_read(uint16_t address);
void hal_eeprom_erase(uint16_t address);
void hal_eeprom_write(uint16_t address, uint8_t value);

bool hal_lid_open(void);
void hal_light(bool on);
void hal_buzzer(bool on);

/* Bytes of stack that were never used since the reset. */
uint16_t hal_free_stack(void);

#endif
