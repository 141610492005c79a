/* Light and buzzer ("Light and buzzer" in PROTOCOL.md). */
#ifndef SIGNAL_H
#define SIGNAL_H

#include "node.h"

/* What to set BEEPS_LEFT to: three short beeps. */
#define SIGNAL_BEEPS_MS (3 * 256)
/* What to set SHOW_LEFT to: light and a chirp, so that whoever tests the button sees and hears it. */
#define SIGNAL_SHOW_MS 300

void signal_poll(const struct node *n);

#endif
