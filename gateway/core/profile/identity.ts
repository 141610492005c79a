/**
 * When are two presses the same press? By the device's own counter where it has one, else by what was said within a few
 * seconds. Whatever is in doubt is another press: people are rather told twice than not at all (promise 1).
 */

import type { EventName } from '../facts.ts';

/** A counter that comes again later than this is a device that began to count anew (a new battery, a new join). */
const COUNTER_HOLDS_MS = 600_000;

/** What the state knows of a device's counters. */
export interface KnownCounter {
  readonly boot: number;
  readonly seq: number;
  readonly recentPresses: readonly string[];
  readonly pressT: readonly number[];
}

/**
 * A name for a press that carries the device's own counter: `boot` counts how often the counter has begun anew.
 * @param nowT campus timeline, ms
 */
export function nameByCounter(
  known: KnownCounter | undefined,
  counter: number,
  restarted: boolean,
  nowT: number,
): Pick<EventName, 'boot' | 'seq'> {
  if (!known || known.boot < 0) return { boot: 1, seq: counter };
  const lastT = known.pressT.at(-1);
  const seen = known.recentPresses.includes(`${known.boot}:${counter}`);
  const anew = restarted || lastT === undefined || nowT - lastT > COUNTER_HOLDS_MS;
  const wentBack = counter < known.seq || seen;
  return { boot: wentBack && anew ? known.boot + 1 : known.boot, seq: counter };
}
