/** A press, at the moment it was made. */

import type { Fact } from '../../../core/facts.ts';
import type { Recorded } from '../../../ports/series.ts';
import { type EncodeContext, happenedMs, placeOf, slotAt } from './context.ts';
import { type Line, line, nanos } from './line.ts';

export function encodePress(at: Recorded, fact: Extract<Fact, { kind: 'press' }>, { school }: EncodeContext): Line {
  const ms = happenedMs(at.atMs, fact.ageMs);
  return line(
    'press',
    {
      ...placeOf(school, fact.zone),
      slot: slotAt(school, ms, at.trusted),
      mode: fact.drill ? 'drill' : 'real',
      level: fact.level,
      flagged: fact.flags.length > 0 ? 'yes' : 'no',
    },
    {
      n: 1,
      device_id: fact.device,
      boot: fact.boot,
      event: fact.seq,
      age_ms: fact.ageMs,
      hold_ms: fact.hold,
      count: fact.count,
      flags: fact.flags.join(','),
    },
    nanos(ms, at.seq),
  );
}
