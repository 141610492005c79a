/** How long walks take: between two checkpoints, over a whole order, and the shortest order there is. */

import { type Ms, ms } from '../time.ts';
import type { Patrol } from './patrol.ts';

export interface Walk {
  readonly min: Ms;
  readonly max: Ms;
}

const key = (from: string, to: string): string => (from < to ? `${from} ${to}` : `${to} ${from}`);
const legsOf = new WeakMap<Patrol, ReadonlyMap<string, Walk>>();

function legs(patrol: Patrol): ReadonlyMap<string, Walk> {
  let found = legsOf.get(patrol);
  if (!found) {
    found = new Map(patrol.walking.legs.map((leg) => [key(leg.from, leg.to), leg]));
    legsOf.set(patrol, found);
  }
  return found;
}

/** Between two checkpoints, either way. Nobody walks to a camera view. */
export function walkBetween(patrol: Patrol, from: string, to: string): Walk {
  const leg = legs(patrol).get(key(from, to));
  if (leg) return leg;
  const looks = [from, to].some((id) => (patrol.checkpoints.get(id)?.camera ?? null) !== null);
  return { min: looks || from === to ? ms(0) : patrol.walking.min, max: patrol.walking.max };
}

/** From the first to the last of them in that order. */
export function walkAlong(patrol: Patrol, order: readonly string[]): Walk {
  let min = 0;
  let max = 0;
  for (const [index, to] of order.entries()) {
    const from = order[index - 1];
    if (from === undefined) continue;
    const walk = walkBetween(patrol, from, to);
    min += walk.min;
    max += walk.max;
  }
  return { min: ms(min), max: ms(max) };
}

/**
 * The order of these checkpoints in which the walk is shortest by `by`. Exact (Held–Karp); 2^n · n² steps, so at most 12 of
 * them: the config says so.
 */
export function shortestOrder(patrol: Patrol, checkpoints: readonly string[], by: keyof Walk): readonly string[] {
  const n = checkpoints.length;
  if (n < 2) return checkpoints;
  const name = (i: number): string => checkpoints[i] ?? '';
  const cost = checkpoints.map((from) => checkpoints.map((to) => walkBetween(patrol, from, to)[by]));
  const size = 1 << n;
  const best = new Float64Array(size * n).fill(Infinity);
  const before = new Int8Array(size * n).fill(-1);
  for (let i = 0; i < n; i++) best[(1 << i) * n + i] = 0;
  for (let set = 1; set < size; set++) {
    for (let last = 0; last < n; last++) {
      const so = best[set * n + last] ?? Infinity;
      if (so === Infinity) continue;
      for (let next = 0; next < n; next++) {
        if (set & (1 << next)) continue;
        const at = (set | (1 << next)) * n + next;
        const then = so + (cost[last]?.[next] ?? Infinity);
        if (then >= (best[at] ?? Infinity)) continue;
        best[at] = then;
        before[at] = last;
      }
    }
  }
  let set = size - 1;
  let last = 0;
  for (let i = 1; i < n; i++) if ((best[set * n + i] ?? Infinity) < (best[set * n + last] ?? Infinity)) last = i;
  const order: string[] = [];
  while (last >= 0) {
    order.unshift(name(last));
    const from = before[set * n + last] ?? -1;
    set &= ~(1 << last);
    last = from;
  }
  return order;
}
