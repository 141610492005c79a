/** Opening an incident, or joining the open one with the same key: used for faults and by people; presses have their own rules. */

import type { Context } from '../context.ts';
import { LAST_RESORT, policyFor } from '../escalation/policy-of.ts';
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
  /** Instead of the one for its kind and zone, where the school has it. */
  readonly policy?: string;
}

/** What a rule says, or `otherwise` where the rule throws. */
export function orElse<T>(rule: () => T, otherwise: T): T {
  try {
    return rule();
  } catch {
    return otherwise;
  }
}

const policyOf = ({ policy, of, zone }: Opening, { school }: Context): string =>
  policy !== undefined && school.policies.has(policy) ? policy : policyFor(school, of, zone).id;

/**
 * `incident-opened`, the first step it reaches, and the notices of that step. Where the rules for the step throw, the incident
 * opens without it and is due at once: whoever runs due incidents meets the cause, reports it, and tells `lastResort`.
 */
export function openIncident(opening: Opening, ctx: Context, actor: string, suffix = ''): readonly Fact[] {
  const opened: Opened = {
    kind: 'incident-opened',
    incident: `inc-${ctx.uid}${suffix}`,
    ...opening,
    policy: orElse(() => policyOf(opening, ctx), LAST_RESORT),
  };
  const incident = evolveIncident(undefined, opened, ctx.now, actor) as Incident;
  return [opened, ...orElse(() => reachStep(incident, 0, 'opened', ctx), [])];
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
