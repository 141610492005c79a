/**
 * Time as the core knows it. Deadlines run on the campus timeline `t`, which never goes back; wall time is for people
 * and for schedules, and only while it is trusted (a Pi has no battery clock). See docs/adr for the clock decision.
 */

declare const unit: unique symbol;
/** A duration or a point on the campus timeline, in milliseconds. */
export type Ms = number & { readonly [unit]: 'ms' };
/** Wall time, milliseconds since 1970 UTC. */
export type EpochMs = number & { readonly [unit]: 'epoch-ms' };

export const ms = (n: number): Ms => n as Ms;
export const seconds = (n: number): Ms => (n * 1000) as Ms;
export const minutes = (n: number): Ms => (n * 60_000) as Ms;
export const days = (n: number): Ms => (n * 86_400_000) as Ms;
export const epochMs = (n: number): EpochMs => n as EpochMs;

/** One moment, read once at the edge and passed in: the core never reads a clock. */
export interface Instant {
  /** Campus timeline: monotonic across restarts and reboots, continuous, unaffected by clock steps. */
  readonly t: Ms;
  /** What the wall clock said. Recorded always, believed only when `trusted`. */
  readonly wall: EpochMs;
  /** Kernel boot this moment belongs to. */
  readonly boot: string;
  readonly trusted: boolean;
}

export const later = (from: Ms, by: Ms): Ms => (from + by) as Ms;
