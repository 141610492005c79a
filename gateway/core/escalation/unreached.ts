/** A step whose every notice has failed at least once reached nobody: the next one does not wait for its time. */

import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import type { Incident } from '../incident/incident.ts';
import { policyById } from './policy-of.ts';
import { reachStep } from './reach.ts';

/** Called after a failed notice was folded in. */
export function decideUnreached(incident: Incident, ctx: Context): readonly Fact[] {
  if (incident.status !== 'open' || incident.deadline?.why !== 'step') return [];
  const states = Object.values(incident.stepNotices);
  if (states.length === 0 || states.some((state) => state !== 'failed')) return [];
  if (incident.step + 1 >= policyById(ctx.school, incident.policy).steps.length) return [];
  const [reached, ...notices] = reachStep(incident, incident.step + 1, 'escalated', ctx);
  if (reached?.kind !== 'step-reached') return [];
  return [
    { ...reached, skipped: [{ target: `step:${incident.step + 1}`, why: 'notices-failed' }, ...reached.skipped] },
    ...notices,
  ];
}
