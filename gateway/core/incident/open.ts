/** Opening an incident, or joining the open one with the same key: used for faults and by people; presses have their own rules. */

import type { Context } from '../context.ts';
import { policyFor } from '../escalation/policy-of.ts';
import { reachStep } from '../escalation/reach.ts';
import type { Fact, IncidentKind, Level } from '../facts.ts';
import { evolveIncident, type Incident } from './incident.ts';

type Opened = Extract<Fact, { kind: 'incident-opened' }>;

export interface Opening {
  readonly of: IncidentKind;
  readonly key: string;
  readonly level: Level;
  readonly zone: string | null;
  readonly device: string | null;
  readonly drill: boolean;
  readonly flags: readonly string[];
  readonly text: string | null;
  readonly press: Opened['press'];
  readonly devices: readonly string[];
}

/** `incident-opened`, the first step it reaches, and the notices of that step. */
export function openIncident(opening: Opening, ctx: Context, actor: string, suffix = ''): readonly Fact[] {
  const opened: Opened = {
    kind: 'incident-opened',
    incident: `inc-${ctx.uid}${suffix}`,
    policy: policyFor(ctx.school, opening.of, opening.zone).id,
    ...opening,
  };
  const incident = evolveIncident(undefined, opened, ctx.now, actor) as Incident;
  return [opened, ...reachStep(incident, 0, 'opened', ctx)];
}

/** A fault that is already an open incident is counted there, not told again. */
export function openOrJoin(
  open: Incident | undefined,
  opening: Opening,
  ctx: Context,
  actor: string,
  suffix = '',
): readonly Fact[] {
  if (!open) return openIncident(opening, ctx, actor, suffix);
  return [
    {
      kind: 'incident-joined',
      incident: open.id,
      level: opening.level,
      device: opening.device,
      press: null,
      flags: opening.flags,
      renotifyT: null,
    },
  ];
}
