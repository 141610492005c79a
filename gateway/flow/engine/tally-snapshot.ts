/** The figures of the newest days as JSON and back. */

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

/** Folded in place: a snapshot needs a copy. */
export const freezeTallies = (tallies: Tallies): unknown =>
  Array.from(tallies, ([quarter, { told, incidents, closed, ...counts }]) => [
    quarter,
    { ...counts, incidents: { ...incidents }, closed: { ...closed }, told: [...told] },
  ]);

export const thawTallies = (frozen: z.infer<typeof frozenTallies>): Tallies =>
  new Map(frozen.map(([quarter, { told, ...tally }]) => [quarter, { ...tally, told: new Set(told) }]));
