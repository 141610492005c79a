import type { Instant, Ms } from '../core/time.ts';

export type Cancel = () => void;

/** The only source of time and timers for `flow`. Timers run on the campus timeline, never on the wall clock. */
export interface Clock {
  now(): Instant;
  /** Calls `fire` once, not before `delay` has passed. */
  after(delay: Ms, fire: () => void): Cancel;
}
