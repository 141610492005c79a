/**
 * What time it is at the gateway, without trusting this computer's clock. The HTTP `Date` header only has whole seconds, so
 * each answer narrows an interval: the gateway's time lay in [date, date + 1 s) somewhere between sending and receiving.
 * The intersection of several answers is good to tens of milliseconds. An answer that contradicts it means that one of the
 * clocks was set (or this computer slept): the interval starts again from that answer.
 */

/** Offset = gateway epoch ms − this page's monotonic ms. */
export interface ServerClock {
  readonly low: number;
  readonly high: number;
}

export interface ClockSample {
  /** The `Date` header as epoch ms (whole seconds). */
  readonly dateMs: number;
  /** Monotonic ms of this page when the request left and when its answer came. */
  readonly sentMs: number;
  readonly receivedMs: number;
}

export function sampleClock(clock: ServerClock | null, sample: ClockSample): ServerClock {
  const low = sample.dateMs - sample.receivedMs;
  const high = sample.dateMs + 1000 - sample.sentMs;
  if (clock === null) return { low, high };
  const narrowed = { low: Math.max(clock.low, low), high: Math.min(clock.high, high) };
  return narrowed.low <= narrowed.high ? narrowed : { low, high };
}

/** Gateway epoch ms at the page's monotonic `monoMs`; falls back to this computer's clock before the first answer. */
export const serverNow = (clock: ServerClock | null, monoMs: number, localEpochMs: number): number =>
  clock === null ? localEpochMs : monoMs + (clock.low + clock.high) / 2;
