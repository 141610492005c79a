/* The node's side of PROTOCOL.md: what it knows, what it tells and when it says it again. */
#ifndef NODE_H
#define NODE_H

#include <stdbool.h>
#include <stdint.h>

#include "frame.h"
#include "sense.h"

#define NODE_FIRMWARE_MAJOR 1
#define NODE_FIRMWARE_MINOR 0
#define NODE_EVERY 0xFFFF

#define NODE_GAP_MS 20
#define NODE_HURRY_MS 10000
#define NODE_HURRY_EVERY_MS 50
#define NODE_PATIENT_EVERY_MS 250
#define NODE_HEARTBEAT_MS 30000
#define NODE_WHO_EVERY_MS 500
#define NODE_ANSWER_EVERY_MS 100
#define NODE_ANSWERS 3

/* Orders as in PROTOCOL.md. */
enum shown_state { SHOWN_NONE, SHOWN_RECORDED, SHOWN_NOTIFIED, SHOWN_TAKEN, SHOWN_ARRIVED, SHOWN_CLOSED };
enum sound_pattern { SOUND_PANIC, SOUND_NOTICE, SOUND_OFF };
enum enrol_result { ENROL_STORED, ENROL_NOT_PRESENT, ENROL_WRITE_FAILED, ENROL_BAD_ID };

/* What runs down to 0, in milliseconds. */
enum timer { GAP_LEFT, HURRY_LEFT, RESEND_LEFT, HEARTBEAT_LEFT, WHO_LEFT, ANSWER_LEFT, BEEPS_LEFT, SHOW_LEFT, TIMERS };

/* Everything goes by a pointer to it: an AVR reaches 63 bytes from a pointer in half the code of an address. */
struct node {
  struct sense sense;

  uint32_t boot;
  uint32_t counter;
  uint32_t reserved;
  uint32_t heard;
  uint16_t id;
  uint8_t identity; /* enum identity_state */
  uint8_t shown;    /* enum shown_state */
  bool unacknowledged;
  bool quiet;
  bool must_tell; /* Something changed that no snapshot has told yet. */
  bool unseen;    /* It was told, and the host has not said that it saw it. */
  bool hello_due;

  /* What the newest snapshot told, as far as a difference is worth another one; told_counter told it first. */
  uint16_t told_bits;
  uint32_t told_presses;
  uint8_t told_openings;
  uint8_t told_faults;
  uint32_t told_counter;

  uint16_t left[TIMERS];
  uint16_t light_from_ms; /* Where the light's pattern began. */
  uint32_t sound_left_ms; /* UINT32_MAX: until told otherwise. */
  uint8_t sound;          /* enum sound_pattern */
  uint8_t answers_left;
  uint8_t answer_type;
  uint8_t answer_result;
  bool answer_publicly;

  struct {
    uint16_t taken, damaged, forged, stale, resends;
  } count;

  struct mac_key key;
  uint8_t wire[FRAME_WIRE_LIMIT];
};

/* Reads the memory, reserves counters before the first one is used, and has hello and snapshot to tell. */
void node_start(struct node *n);

/* A press was latched: it waits for its ack from now on, also over a power cut. Called at any time, also while a MAC is computed. */
void node_pressed(struct node *n);

/* `ms` milliseconds have passed. Sends at most one frame. */
void node_poll(struct node *n, uint8_t ms);

/* Writes what must survive a power cut. */
void node_save(const struct node *n);

/* Reads id and key; a node that has none gets id 0 and the public key. */
void node_load_identity(struct node *n);

void node_public_key(struct mac_key *key);

/* take.c: a whole frame came in. */
void node_receive(struct node *n, const struct frame_receiver *receiver);

/* tell.c: each sends one frame. */
void tell_snapshot(struct node *n);
void tell_hello(struct node *n);
void tell_answer(struct node *n);
/* Would a snapshot tell anything new? */
bool tell_differs(const struct node *n);

#endif
