/**
 * When the rules themselves fail (a strange configuration, a bug of ours), an alarm must still reach people: the fallback
 * people hear of it by every address they have, again and again, until the rules work or somebody takes over. It touches
 * as little of the school as can be, so that what broke the rules does not break this too.
 */

import type { Context } from '../context.ts';
import type { Fact, NoticeReason } from '../facts.ts';
import type { Incident } from '../incident/incident.ts';
import type { Person, School } from '../school.ts';
import { later, seconds } from '../time.ts';
import type { Addressee } from './addressees.ts';
import { noticesTo } from './reach.ts';

const AGAIN = seconds(60);

/** Every address of the fallback people; of everybody where they have none. */
function everyAddress(school: School): readonly Addressee[] {
  const of = (people: readonly Person[]): readonly Addressee[] =>
    people.flatMap((person) => person.addresses.map(({ channel, to }) => ({ person, channel, to })));
  const named = of(school.fallback.flatMap((id) => school.people.get(id) ?? []));
  return named.length > 0 ? named : of([...school.people.values()]);
}

function reasonOf(incident: Incident, isDue: boolean): NoticeReason {
  if (!isDue) return 'press-again';
  if (incident.status !== 'open') return 're-alarm';
  return incident.step < 0 ? 'opened' : 'repeat';
}

/** In place of what the rules would have said about an incident that is due now. Where it stands in its policy is kept. */
export function lastResort(incident: Incident, ctx: Context): readonly Fact[] {
  const { deadline } = incident;
  const isDue = deadline !== null && deadline.dueT <= ctx.now.t;
  const device = isDue ? null : (incident.renotify?.device ?? null);
  const reason = reasonOf(incident, isDue);
  const call = { reason, device: device ?? incident.device };
  const orders = noticesTo(incident, everyAddress(ctx.school), Math.max(incident.step, 0), call, ctx.uid);
  return [
    {
      kind: 'step-reached',
      incident: incident.id,
      step: incident.step,
      reason,
      device,
      skipped: [{ target: `policy:${incident.policy}`, why: 'rules-failed' }],
      notices: isDue ? orders.map((order) => order.notice) : [],
      deadline: isDue ? { why: deadline.why, dueT: later(ctx.now.t, AGAIN) } : deadline,
      nobody: orders.length === 0,
    },
    ...orders.map((order): Fact => ({ kind: 'notice-queued', ...order })),
  ];
}
