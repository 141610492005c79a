/** A press, at the moment it was made. */

import type { Fact } from '../../../core/facts.ts';
import type { Recorded } from '../../../ports/series.ts';
import { hourOf } from '../rollup/hours.ts';
import { type EncodeContext, happenedMs, placeOf, slotAt } from './context.ts';
import { type Line, line, nanos } from './line.ts';

export function encodePress(at: Recorded, fact: Extract<Fact, { kind: 'press' }>, context: EncodeContext): Line {
  const { school, memory } = context;
  const ms = happenedMs(at.atMs, fact.ageMs);
  const place = placeOf(school, fact.zone);
  const slot = slotAt(school, ms, at.trusted);
  const { device, boot, seq } = fact;
  memory.press = { device, boot, seq, startMs: hourOf(school, ms), zone: place.zone, slot };
  return line(
    'press',
    {
      ...place,
      slot,
      mode: fact.drill ? 'drill' : 'real',
      level: fact.level,
      flagged: fact.flags.length > 0 ? 'yes' : 'no',
    },
    {
      n: 1,
      device_id: device,
      boot,
      event: seq,
      age_ms: fact.ageMs,
      hold_ms: fact.hold,
      count: fact.count,
      flags: fact.flags.join(','),
    },
    nanos(ms, at.seq),
  );
}
