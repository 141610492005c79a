/**
 * Ticks for the page from a worker: browsers slow the timers of a hidden or covered tab down to once a minute, and a duty-room
 * screen behind another window must still notice within seconds that it has lost the gateway.
 */

const TICK_MS = 250;

setInterval(() => self.postMessage(null), TICK_MS);
