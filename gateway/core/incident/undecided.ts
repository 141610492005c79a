/**
 * A press about which the rules failed is a press all the same (promise 1). It opens an incident, or is counted in the open one
 * that its device called in before; either is due at once, and `lastResort` tells people where the rules cannot.
 */

import type { Context } from '../context.ts';
import { LAST_RESORT, policyFor } from '../escalation/policy-of.ts';
import type { EventName, Fact, PressFlag } from '../facts.ts';
import type { Incident } from './incident.ts';
import { orElse } from './open.ts';
import { panicKey, type Press, zoneOf } from './press.ts';

/** @param incidents all that are in memory, oldest first */
export function decideUndecided(press: Press, incidents: Iterable<Incident>, ctx: Context): readonly Fact[] {
  const { device, boot, seq, level, drill, ageMs, at, hold, count } = press;
  const name: EventName = { device, boot, seq };
  const flags: readonly PressFlag[] = [...press.flags, 'undecided'];
  const zone = orElse(() => zoneOf(device, ctx), null);
  const fact: Fact = { kind: 'press', ...name, zone, ageMs, at, level, drill, hold, count, flags };
  const open = [...incidents].findLast((one) => one.status !== 'closed' && one.drill === drill && one.callers[device]);
  if (open) {
    const renotifyT = ctx.now.t;
    return [fact, { kind: 'incident-joined', incident: open.id, level, device, press: name, flags, renotifyT }];
  }
  return [
    fact,
    {
      kind: 'incident-opened',
      incident: `inc-${ctx.uid}`,
      of: 'panic',
      key: panicKey(null, device, drill),
      level,
      zone,
      device,
      drill,
      flags,
      text: null,
      policy: orElse(() => policyFor(ctx.school, 'panic', zone).id, LAST_RESORT),
      press: name,
      devices: [device],
    },
  ];
}
