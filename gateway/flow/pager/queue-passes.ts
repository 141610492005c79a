/** Pure passes over a channel's queue: who goes next, and whom a newer notice replaces. */

import type { Ms } from '../../core/time.ts';
import type { Entry } from './entry.ts';

/** Urgent before status; within each, a person's first news of an incident before repeats; then by age. */
export function isBefore(a: Entry, b: Entry): boolean {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank < 0;
  return a.since === b.since ? a.serial < b.serial : a.since < b.since;
}

function rankOf(entry: Entry): number {
  return (entry.order.urgent ? 0 : 2) + (entry.first ? 0 : 1);
}

/** What a channel lets pass at this moment. */
export interface Gate {
  readonly now: Ms;
  passes(entry: Entry): boolean;
}

/** The first of the line among those that are due and may pass. */
export function nextUp(entries: Iterable<Entry>, gate: Gate): Entry | null {
  let next: Entry | null = null;
  for (const entry of entries) {
    if (entry.sending || entry.notBefore > gate.now) continue;
    if ((next === null || isBefore(entry, next)) && gate.passes(entry)) next = entry;
  }
  return next;
}

/**
 * The older notices that `newer` makes pointless: same key, not being sent at this moment, and at most as urgent (a status message
 * never takes the place of a cry for help). The newer one is composed when it is sent, so it carries all presses so far.
 */
export function supersededBy(newer: Entry, sameKey: Iterable<Entry>): Entry[] {
  return [...sameKey].filter((older) => !older.sending && isSuperseded(older, newer));
}

export function isSuperseded(older: Entry, newer: Entry): boolean {
  return older.serial < newer.serial && (newer.order.urgent || !older.order.urgent);
}

/** What `newer` takes over from those it replaces: their place in the line, and being the first news if one of them was. */
export function inherit(newer: Entry, replaced: readonly Entry[]): Entry {
  const since = replaced.reduce((oldest, entry) => (entry.since < oldest ? entry.since : oldest), newer.since);
  return { ...newer, since, first: newer.first || replaced.some((entry) => entry.first) };
}
