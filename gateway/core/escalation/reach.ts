/** Reaching a step of the policy: whom it tells, what it skips and why, and when the next one is due. */

import type { Context } from '../context.ts';
import type { Deadline, Fact, NoticeOrder, NoticeReason, Skipped } from '../facts.ts';
import type { Incident } from '../incident/incident.ts';
import type { Policy, Step, Target } from '../school.ts';
import { type Addressees, addressees } from './addressees.ts';
import { isMadeByRule } from '../warning/sensor-rule.ts';
import { policyById } from './policy-of.ts';

/**
 * People in need, and a gateway that cannot store: these leave before the commit (promise 3). What a sensor rule supposes is
 * neither: it never uses the room that is kept for those who press.
 */
export const isUrgent = ({ kind, level, flags }: Pick<Incident, 'kind' | 'level' | 'flags'>): boolean =>
  kind === 'storage' || ((level === 'help' || level === 'urgent') && !isMadeByRule(flags));

export interface Call {
  readonly reason: NoticeReason;
  readonly device: string | null;
}

/** The `notice-queued` facts for some addressees; ids count on from the incident's last. */
export function noticesTo(
  incident: Incident,
  whom: Addressees['all'],
  step: number,
  call: Call,
  uid: string,
): readonly NoticeOrder[] {
  return whom.map((one, index) => ({
    // The uid keeps ids unique even when two decisions start from the same state after a crash.
    notice: `${incident.id}.${incident.noticeCount + index + 1}.${uid.slice(0, 4)}`,
    incident: incident.id,
    person: one.person?.id ?? null,
    channel: one.channel,
    to: one.to,
    reason: call.reason,
    step: step + 1,
    urgent: isUrgent(incident) && call.reason !== 'closed',
    device: call.device,
  }));
}

const queued = (orders: readonly NoticeOrder[]): readonly Fact[] =>
  orders.map((order) => ({ kind: 'notice-queued', ...order }));

/** When the step after `step` is due; after the last one its repetition. */
function nextDeadline(incident: Incident, policy: Policy, step: number, nowT: number): Deadline {
  const next = policy.steps[step + 1];
  if (next) return { why: 'step', dueT: Math.max(nowT, incident.openedT + next.after) };
  return { why: 'repeat', dueT: nowT + policy.repeatEvery };
}

const fallbackTargets = (ctx: Context): readonly Target[] => ctx.school.fallback.map((person) => ({ person }));

/** The first step from `from` on that reaches somebody; the last one carries the fallback when nobody could be reached. */
function firstReachable(
  policy: Policy,
  from: number,
  ctx: Context,
): { step: number; found: Addressees; skipped: Skipped[] } {
  const skipped: Skipped[] = [];
  const tried: Addressees['all'][number][] = [];
  const last = policy.steps.length - 1;
  for (let step = from; step <= last; step += 1) {
    const { notify, outputs } = policy.steps[step] as Step;
    const found = addressees(notify, outputs, ctx);
    skipped.push(...found.skipped);
    // Addresses on channels believed down are tried all the same: belief may be stale.
    tried.push(...found.all);
    if (found.somebody) return { step, found: { ...found, all: tried }, skipped };
  }
  const fallback = addressees(fallbackTargets(ctx), [], ctx);
  return {
    step: Math.max(last, 0),
    found: { ...fallback, all: [...tried, ...fallback.all] },
    skipped: [...skipped, ...fallback.skipped],
  };
}

const distinct = (all: Addressees['all']): Addressees['all'] => [
  ...new Map(all.map((one) => [`${one.channel} ${one.to} ${one.person?.id ?? ''}`, one])).values(),
];

/** Reaches step `from`, or the first one after it that has somebody to tell. */
export function reachStep(incident: Incident, from: number, reason: NoticeReason, ctx: Context): readonly Fact[] {
  const policy = policyById(ctx.school, incident.policy);
  const start = Math.min(Math.max(from, 0), Math.max(policy.steps.length - 1, 0));
  const { step, found, skipped } = firstReachable(policy, start, ctx);
  // All was said and nothing arrived: the numbers may be wrong although their channels work.
  const unheard = reason === 'repeat' && incident.reached.length === 0;
  const all = unheard ? [...found.all, ...addressees(fallbackTargets(ctx), [], ctx).all] : found.all;
  const orders = noticesTo(incident, distinct(all), step, { reason, device: incident.device }, ctx.uid);
  return [
    {
      kind: 'step-reached',
      incident: incident.id,
      step,
      reason,
      device: null,
      skipped,
      notices: orders.filter((order) => order.person !== null).map((order) => order.notice),
      deadline: nextDeadline(incident, policy, step, ctx.now.t),
      nobody: !found.somebody,
    },
    ...queued(orders),
  ];
}

/** Taken or arrived and then nothing: everybody up to the next step hears it again, and so on every `repeatEvery`. */
export function reAlarm(incident: Incident, ctx: Context): readonly Fact[] {
  const policy = policyById(ctx.school, incident.policy);
  const step = Math.min(incident.step + 1, policy.steps.length - 1);
  const steps = policy.steps.slice(0, step + 1);
  const owner: readonly Target[] = incident.takenBy ? [{ person: incident.takenBy }] : [];
  const found = addressees(
    [...owner, ...steps.flatMap((s) => s.notify)],
    steps.flatMap((s) => s.outputs),
    ctx,
  );
  const all = found.somebody ? found.all : [...found.all, ...addressees(fallbackTargets(ctx), [], ctx).all];
  const orders = noticesTo(incident, distinct(all), step, { reason: 're-alarm', device: incident.device }, ctx.uid);
  const why = incident.status === 'arrived' ? 'close' : 'arrive';
  return [
    {
      kind: 'step-reached',
      incident: incident.id,
      step,
      reason: 're-alarm',
      device: null,
      skipped: found.skipped,
      notices: orders.filter((order) => order.person !== null).map((order) => order.notice),
      deadline: { why, dueT: ctx.now.t + policy.repeatEvery },
      nobody: !found.somebody,
    },
    ...queued(orders),
  ];
}

/** A further press: the owner and everybody of the steps reached so far hear it, sirens included while nobody owns it. */
export function pressAgain(incident: Incident, device: string | null, ctx: Context): readonly Fact[] {
  const policy = policyById(ctx.school, incident.policy);
  const steps = policy.steps.slice(0, Math.max(incident.step, 0) + 1);
  const owner: readonly Target[] = incident.takenBy ? [{ person: incident.takenBy }] : [];
  const outputs = incident.status === 'open' ? steps.flatMap((s) => s.outputs) : [];
  const found = addressees([...owner, ...steps.flatMap((s) => s.notify)], outputs, ctx);
  const all = found.somebody ? found.all : [...found.all, ...addressees(fallbackTargets(ctx), [], ctx).all];
  const step = Math.max(incident.step, 0);
  const orders = noticesTo(incident, distinct(all), step, { reason: 'press-again', device }, ctx.uid);
  return [
    {
      kind: 'step-reached',
      incident: incident.id,
      step,
      reason: 'press-again',
      device,
      skipped: found.skipped,
      notices: [],
      deadline: incident.deadline,
      nobody: !found.somebody,
    },
    ...queued(orders),
  ];
}

/** A message to some people outside the steps (hand-over, close). */
export function tell(
  incident: Incident,
  people: readonly string[],
  reason: NoticeReason,
  ctx: Context,
): readonly Fact[] {
  const found = addressees(
    people.map((person) => ({ person })),
    [],
    ctx,
  );
  return queued(noticesTo(incident, distinct(found.all), incident.step, { reason, device: incident.device }, ctx.uid));
}
