/* Firmata 2.x: MIDI-like messages, all data in bytes of 7 bits, the rest in sysex between 0xF0 and 0xF7. */
#include "board.h"

#define VERSION_MAJOR 2
#define VERSION_MINOR 6

enum message {
  DIGITAL = 0x90,
  REPORT_ANALOG = 0xC0,
  REPORT_DIGITAL = 0xD0,
  ANALOG = 0xE0,
  START_SYSEX = 0xF0,
  SET_PIN_MODE = 0xF4,
  SET_PIN = 0xF5,
  END_SYSEX = 0xF7,
  REPORT_VERSION = 0xF9,
  RESET = 0xFF
};

enum sysex {
  ANALOG_MAPPING_QUERY = 0x69,
  ANALOG_MAPPING = 0x6A,
  CAPABILITY_QUERY = 0x6B,
  CAPABILITY = 0x6C,
  PIN_STATE_QUERY = 0x6D,
  PIN_STATE = 0x6E,
  FIRMWARE = 0x79,
  SAMPLING_INTERVAL = 0x7A
};

enum mode { MODE_INPUT = 0x00, MODE_OUTPUT = 0x01, MODE_ANALOG = 0x02, MODE_PULL_UP = 0x0B };

#define NONE 0x7F
#define PORTS ((BOARD_PINS + 7) / 8)
#define SYSEX_LIMIT 32
#define DEFAULT_SAMPLING_MS 19

static uint8_t mode[BOARD_PINS];
static uint8_t output[PORTS];
static uint8_t reported[PORTS];
static uint8_t report_ports;
static uint8_t report_analogs;
static uint16_t sampling_ms;
static uint16_t sampling_left;

static uint8_t command;
static uint8_t wanted; /* Data bytes that `command` still waits for. */
static uint8_t first;
static uint8_t sysex[SYSEX_LIMIT];
static uint8_t sysex_length;

static void send_14_bits(uint16_t value) {
  board_send(value & 0x7F);
  board_send((uint8_t)(value >> 7) & 0x7F);
}

static void send_version(void) {
  board_send(REPORT_VERSION);
  board_send(VERSION_MAJOR);
  board_send(VERSION_MINOR);
}

static void send_firmware(void) {
  board_send(START_SYSEX);
  board_send(FIRMWARE);
  board_send(VERSION_MAJOR);
  board_send(VERSION_MINOR);
  for (const char *name = "campus-guard-test"; *name != '\0'; name++) send_14_bits((uint8_t)*name);
  board_send(END_SYSEX);
}

static bool is_analog(uint8_t pin) { return pin >= BOARD_FIRST_ANALOG; }

static void send_capabilities(void) {
  board_send(START_SYSEX);
  board_send(CAPABILITY);
  for (uint8_t pin = 0; pin < BOARD_PINS; pin++) {
    if (pin >= BOARD_FIRST_FREE) {
      static const uint8_t DIGITAL_MODES[] = {MODE_INPUT, MODE_PULL_UP, MODE_OUTPUT};
      for (uint8_t i = 0; i < sizeof DIGITAL_MODES; i++) {
        board_send(DIGITAL_MODES[i]);
        board_send(1);
      }
      if (is_analog(pin)) {
        board_send(MODE_ANALOG);
        board_send(10);
      }
    }
    board_send(NONE);
  }
  board_send(END_SYSEX);
}

static void send_analog_mapping(void) {
  board_send(START_SYSEX);
  board_send(ANALOG_MAPPING);
  for (uint8_t pin = 0; pin < BOARD_PINS; pin++) board_send(is_analog(pin) ? pin - BOARD_FIRST_ANALOG : NONE);
  board_send(END_SYSEX);
}

static void send_pin_state(uint8_t pin) {
  if (pin >= BOARD_PINS) return;
  board_send(START_SYSEX);
  board_send(PIN_STATE);
  board_send(pin);
  board_send(mode[pin]);
  board_send(mode[pin] == MODE_PULL_UP || (mode[pin] == MODE_OUTPUT && (output[pin / 8] >> pin % 8 & 1)));
  board_send(END_SYSEX);
}

static void take_sysex(void) {
  switch (sysex[0]) {
    case FIRMWARE:
      send_firmware();
      break;
    case CAPABILITY_QUERY:
      send_capabilities();
      break;
    case ANALOG_MAPPING_QUERY:
      send_analog_mapping();
      break;
    case PIN_STATE_QUERY:
      if (sysex_length == 2) send_pin_state(sysex[1]);
      break;
    case SAMPLING_INTERVAL:
      if (sysex_length == 3) sampling_ms = (uint16_t)(sysex[1] | sysex[2] << 7);
      if (sampling_ms == 0) sampling_ms = 1;
      break;
    default:
      break;
  }
}

static void set_mode(uint8_t pin, uint8_t wanted_mode) {
  if (pin < BOARD_FIRST_FREE || pin >= BOARD_PINS) return;
  if (wanted_mode == MODE_ANALOG && !is_analog(pin)) return;
  if (wanted_mode == MODE_OUTPUT) board_output(pin);
  else if (wanted_mode == MODE_INPUT || wanted_mode == MODE_PULL_UP || wanted_mode == MODE_ANALOG) board_input(pin, wanted_mode == MODE_PULL_UP);
  else return;
  mode[pin] = wanted_mode;
}

static void set_pin(uint8_t pin, bool high) {
  if (pin >= BOARD_PINS || mode[pin] != MODE_OUTPUT) return;
  uint8_t mask = (uint8_t)(1 << pin % 8);
  output[pin / 8] = high ? output[pin / 8] | mask : output[pin / 8] & (uint8_t)~mask;
  board_write(pin, high);
}

static uint8_t levels(uint8_t port) {
  uint8_t bits = 0;
  for (uint8_t i = 0; i < 8; i++) {
    uint8_t pin = (uint8_t)(port * 8 + i);
    if (pin < BOARD_FIRST_FREE || pin >= BOARD_PINS) continue;
    if ((mode[pin] == MODE_INPUT || mode[pin] == MODE_PULL_UP) && board_is_high(pin)) bits |= (uint8_t)(1 << i);
  }
  return bits;
}

static void report_port(uint8_t port) {
  reported[port] = levels(port);
  board_send(DIGITAL | port);
  send_14_bits(reported[port]);
}

static void reset(void) {
  report_ports = 0;
  report_analogs = 0;
  sampling_ms = DEFAULT_SAMPLING_MS;
  for (uint8_t pin = BOARD_FIRST_FREE; pin < BOARD_PINS; pin++) set_mode(pin, is_analog(pin) ? MODE_ANALOG : MODE_INPUT);
}

static void with(uint8_t *bits, uint8_t place, bool on) {
  *bits = on ? *bits | (uint8_t)(1 << place) : *bits & (uint8_t)~(1 << place);
}

static void take(uint8_t second) {
  uint8_t place = command & 0x0F;
  switch (command & 0xF0) {
    case DIGITAL:
      for (uint8_t i = 0; i < 8; i++) set_pin((uint8_t)(place * 8 + i), (first | second << 7) >> i & 1);
      return;
    case REPORT_ANALOG:
      if (place < BOARD_ANALOGS) with(&report_analogs, place, first);
      return;
    case REPORT_DIGITAL:
      if (place >= PORTS) return;
      with(&report_ports, place, first);
      if (first) report_port(place);
      return;
    default:
      if (command == SET_PIN_MODE) set_mode(first, second);
      if (command == SET_PIN) set_pin(first, second);
  }
}

static void begin(uint8_t byte) {
  command = byte;
  wanted = 0;
  sysex_length = 0;
  switch (byte & 0xF0) {
    case DIGITAL:
    case ANALOG:
      wanted = 2;
      return;
    case REPORT_ANALOG:
    case REPORT_DIGITAL:
      wanted = 1;
      return;
    default:
      if (byte == SET_PIN_MODE || byte == SET_PIN) wanted = 2;
      if (byte == REPORT_VERSION) send_version();
      if (byte == RESET) reset();
  }
}

static void receive(uint8_t byte) {
  if (command == START_SYSEX && byte == END_SYSEX) {
    if (sysex_length > 0) take_sysex();
    command = 0;
  } else if (byte & 0x80) {
    begin(byte);
  } else if (command == START_SYSEX) {
    if (sysex_length < SYSEX_LIMIT) sysex[sysex_length++] = byte;
  } else if (wanted > 0) {
    if (--wanted > 0) first = byte;
    else if ((command & 0xF0) == REPORT_ANALOG || (command & 0xF0) == REPORT_DIGITAL) {
      first = byte;
      take(0);
    } else take(byte);
  }
}

static void report(uint8_t ms) {
  for (uint8_t port = 0; port < PORTS; port++)
    if (report_ports >> port & 1 && levels(port) != reported[port]) report_port(port);
  if (sampling_left > ms) {
    sampling_left -= ms;
    return;
  }
  sampling_left = sampling_ms;
  for (uint8_t channel = 0; channel < BOARD_ANALOGS; channel++) {
    if (!(report_analogs >> channel & 1) || mode[BOARD_FIRST_ANALOG + channel] != MODE_ANALOG) continue;
    board_send(ANALOG | channel);
    send_14_bits(board_analog(channel));
  }
}

int main(void) {
  board_init();
  reset();
  send_version();
  send_firmware();
  for (;;) {
    uint8_t ms = board_ticks();
    int16_t byte;
    while ((byte = board_read()) >= 0) receive((uint8_t)byte);
    if (ms > 0) report(ms);
  }
}
