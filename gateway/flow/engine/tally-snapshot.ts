/** The figures of the newest days as JSON and back. Only those that have changed since the last snapshot are copied. */

import { z } from 'zod';
import type { Tallies, Tally } from '../../core/summary/tally.ts';

// Written by `freezeTallies` from typed state; missing in what older versions wrote.
export const frozenTallies = z
  .array(
    z.tuple([
      z.number(),
      z.custom<Omit<Tally, 'told'> & { told: string[] }>(
        (v) => typeof v === 'object' && v !== null && 'told' in v && Array.isArray(v.told),
      ),
    ]),
  )
  .default([]);

const frozen = new WeakMap<Tally, { readonly version: number }>();

/** Folded in place: a snapshot needs a copy, untouched by what is folded later. */
function freezeTally(tally: Tally): unknown {
  const known = frozen.get(tally);
  if (known?.version === tally.version) return known;
  const { told, incidents, closed, ...counts } = tally;
  const copy = { ...counts, incidents: { ...incidents }, closed: { ...closed }, told: [...told] };
  frozen.set(tally, copy);
  return copy;
}

export const freezeTallies = (tallies: Tallies): unknown =>
  Array.from(tallies, ([quarter, tally]) => [quarter, freezeTally(tally)]);

export const thawTallies = (read: z.infer<typeof frozenTallies>): Tallies =>
  new Map(read.map(([quarter, { told, ...tally }]) => [quarter, { ...tally, told: new Set(told) }]));
