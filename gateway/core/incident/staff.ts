/** What people do with an incident. The actor is the session's person; the state decides what is possible. */

import type { Context } from '../context.ts';
import { policyById } from '../escalation/policy-of.ts';
import { isUrgent, tell } from '../escalation/reach.ts';
import type { Deadline, Fact, IncidentKind, Outcome } from '../facts.ts';
import { evolveIncident, type Incident } from './incident.ts';
import { openIncident } from './open.ts';

export type StaffAct =
  | { readonly type: 'take' }
  | { readonly type: 'arrive' }
  | { readonly type: 'see' }
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'step'; readonly step: string; readonly done: boolean }
  | { readonly type: 'handover'; readonly to: string; readonly text: string | null }
  | { readonly type: 'close'; readonly outcome: Outcome; readonly reason: string };

export type Refusal = 'already-taken' | 'already-arrived' | 'not-taken' | 'closed' | 'unknown-person' | 'unknown-step';
export type StaffDecision =
  | { readonly ok: true; readonly facts: readonly Fact[] }
  | { readonly ok: false; readonly why: Refusal };

const no = (why: Refusal): StaffDecision => ({ ok: false, why });
const yes = (...facts: readonly Fact[]): StaffDecision => ({ ok: true, facts });

function arriveBy(incident: Incident, ctx: Context): Deadline {
  return { why: 'arrive', dueT: ctx.now.t + policyById(ctx.school, incident.policy).arriveWithin };
}

function take(incident: Incident, person: string, ctx: Context): StaffDecision {
  if (incident.status === 'closed') return no('closed');
  // Someone who took it and then went silent does not keep it from others.
  if (incident.status !== 'open' && !(incident.stale && incident.takenBy !== person)) return no('already-taken');
  return yes({ kind: 'incident-taken', incident: incident.id, deadline: arriveBy(incident, ctx) });
}

function arrive(incident: Incident, ctx: Context): StaffDecision {
  if (incident.status === 'closed') return no('closed');
  if (incident.status === 'open') return no('not-taken');
  if (incident.status === 'arrived') return no('already-arrived');
  const dueT = ctx.now.t + policyById(ctx.school, incident.policy).closeWithin;
  return yes({ kind: 'incident-arrived', incident: incident.id, deadline: { why: 'close', dueT } });
}

function handOver(
  incident: Incident,
  act: Extract<StaffAct, { type: 'handover' }>,
  person: string,
  ctx: Context,
): StaffDecision {
  if (incident.status === 'closed') return no('closed');
  if (incident.status === 'open') return no('not-taken');
  if (!ctx.school.people.has(act.to)) return no('unknown-person');
  const fact: Fact = {
    kind: 'incident-handed-over',
    incident: incident.id,
    to: act.to,
    text: act.text,
    deadline: arriveBy(incident, ctx),
  };
  const after = evolveIncident(incident, fact, ctx.now, `person:${person}`) as Incident;
  return yes(fact, ...tell(after, [act.to], 'escalated', ctx));
}

function close(
  incident: Incident,
  act: Extract<StaffAct, { type: 'close' }>,
  person: string,
  ctx: Context,
): StaffDecision {
  if (incident.status === 'closed') return no('closed');
  const fact: Fact = { kind: 'incident-closed', incident: incident.id, outcome: act.outcome, reason: act.reason };
  const told = isUrgent(incident) ? incident.told.filter((id) => id !== person) : [];
  return yes(fact, ...tell(incident, told, 'closed', ctx));
}

/** What was done is ticked off whenever somebody says so, after the end too: nobody has a hand free in the middle of it. */
function tickStep(
  incident: Incident,
  { step, done }: Extract<StaffAct, { type: 'step' }>,
  ctx: Context,
): StaffDecision {
  const known = ctx.school.procedures?.get(incident.kind)?.some(({ id }) => id === step) ?? false;
  if (!known) return no('unknown-step');
  if ((incident.procedure?.[step] !== undefined) === done) return yes();
  return yes({ kind: 'procedure-step-done', incident: incident.id, step, done });
}

/** @param person id of the person of the session */
export function decideStaff(incident: Incident, act: StaffAct, person: string, ctx: Context): StaffDecision {
  switch (act.type) {
    case 'take':
      return take(incident, person, ctx);
    case 'arrive':
      return arrive(incident, ctx);
    case 'handover':
      return handOver(incident, act, person, ctx);
    case 'close':
      return close(incident, act, person, ctx);
    case 'step':
      return tickStep(incident, act, ctx);
    case 'note':
      return yes({ kind: 'incident-noted', incident: incident.id, text: act.text });
    case 'see':
      return incident.seenBy.includes(person) ? yes() : yes({ kind: 'notice-seen', incident: incident.id, person });
  }
}

export interface Raise {
  readonly zone: string;
  readonly kind: IncidentKind;
  readonly text: string;
  readonly drill: boolean;
}

/** An incident, or a drill, raised by a person. */
export function decideRaise({ zone, kind, text, drill }: Raise, person: string, ctx: Context): readonly Fact[] {
  return openIncident(
    {
      of: kind,
      key: `${kind}:${zone}:${ctx.uid}`,
      level: 'help',
      zone,
      device: null,
      drill,
      flags: [],
      text,
      press: null,
      devices: [],
    },
    ctx,
    `person:${person}`,
  );
}
