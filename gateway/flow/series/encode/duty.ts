/** Who was to be there, who was, and for how long nobody will be. Reasons and texts stay in the ledger. */

import type { DUTY_EVENTS } from '../../../contract/series/alarms.ts';
import { NONE } from '../../../contract/series/shared-tags.ts';
import type { Fact } from '../../../core/facts.ts';
import { personOf } from '../../../core/incident/incident.ts';
import type { Recorded } from '../../../ports/series.ts';
import { type EncodeContext, slotAt } from './context.ts';
import { type Line, line, nanos } from './line.ts';

interface Event {
  readonly event: (typeof DUTY_EVENTS)[number];
  readonly post?: string;
  readonly person?: string | null;
  readonly fromMs?: number;
  readonly toMs?: number;
}

function eventOf(fact: Fact, actor: string): Event | null {
  switch (fact.kind) {
    case 'duty-overridden':
      return { ...fact, event: 'overridden', person: fact.people[0] ?? null };
    case 'duty-swapped':
      return { ...fact.given, event: 'swapped', person: fact.by };
    case 'leave-granted':
      return { event: 'leave-granted', person: fact.person, fromMs: fact.fromMs, toMs: fact.toMs };
    case 'duty-change-withdrawn':
      return { event: 'change-withdrawn' };
    case 'duty-handed-over':
      return { event: 'handed-over', post: fact.post, person: fact[fact.side] };
    case 'duty-presence-seen':
      return { event: 'presence-seen', person: personOf(actor), fromMs: fact.fromMs, toMs: fact.toMs };
    case 'duty-presence-missed':
      return { event: 'presence-missed', fromMs: fact.fromMs, toMs: fact.toMs };
    case 'schedules-suspended':
      return { event: 'schedules-suspended' };
    case 'schedules-resumed':
      return { event: 'schedules-resumed', fromMs: 0, toMs: fact.afterMs };
    default:
      return null;
  }
}

export function encodeDuty(at: Recorded, { school }: EncodeContext): Line[] {
  const { fact } = at;
  const ns = nanos(at.atMs, at.seq);
  if (fact.kind === 'roster-checked') {
    const { uncoveredMinutes, findings } = fact;
    return [line('coverage', {}, { uncovered_minutes: uncoveredMinutes, findings: findings.length }, ns)];
  }
  const event = eventOf(fact, at.actor);
  if (event === null) return [];
  const { fromMs, toMs } = event;
  const minutes = fromMs === undefined || toMs === undefined ? null : (toMs - fromMs) / 60_000;
  const tags = { event: event.event, post: event.post ?? NONE, slot: slotAt(school, at.atMs, at.trusted) };
  return [line('duty', tags, { n: 1, person: event.person ?? null, minutes }, ns)];
}
