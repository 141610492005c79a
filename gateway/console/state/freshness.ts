/**
 * Is what the board shows still true? The gateway sends an event at least every 5 s; a board that heard nothing for 8 s goes
 * grey (a frozen board is the worst failure). Age is the larger of two clocks: the monotonic one stands still while a laptop
 * sleeps, the wall clock can be set back; neither may make old data look new.
 */

export interface Reading {
  readonly monoMs: number;
  readonly wallMs: number;
}

export const STALE_AFTER_MS = 8000;
/** A connection that says it is open and has been silent this long is dead: open a new one. */
export const REOPEN_AFTER_MS = 12_000;

export const ageMs = (heard: Reading, now: Reading): number =>
  Math.max(0, now.monoMs - heard.monoMs, now.wallMs - heard.wallMs);

export const isStale = (heard: Reading, now: Reading): boolean => ageMs(heard, now) > STALE_AFTER_MS;

/** Wait before the n-th attempt (0 = first): 0.5, 1, 2, 4, then 5 s, shortened by up to a fifth so that consoles do not knock in step. */
export const backoffMs = (attempt: number, fraction: number): number =>
  Math.min(5000, 500 * 2 ** Math.min(attempt, 10)) * (1 - 0.2 * fraction);
