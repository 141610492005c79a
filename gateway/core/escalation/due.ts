/** What an incident does by itself when its time has come: climb, repeat, alarm again. Deadlines are on the campus timeline. */

import type { Context } from '../context.ts';
import type { Fact } from '../facts.ts';
import type { Incident } from '../incident/incident.ts';
import { pressAgain, reachStep, reAlarm } from './reach.ts';

/** The next moment this incident wants attention, on the campus timeline; null when it has none. */
export function dueAt(incident: Incident): number | null {
  if (incident.quiet) return null;
  const dues = [incident.deadline?.dueT, incident.renotify?.dueT].filter((due) => due !== undefined);
  return dues.length === 0 ? null : Math.min(...dues);
}

function onDeadline(incident: Incident, ctx: Context): readonly Fact[] {
  switch (incident.deadline?.why) {
    case 'step':
      return reachStep(incident, incident.step + 1, incident.step < 0 ? 'opened' : 'escalated', ctx);
    case 'repeat':
      return reachStep(incident, incident.step, 'repeat', ctx);
    case 'arrive':
    case 'close':
      return reAlarm(incident, ctx);
    case undefined:
      return [];
  }
}

/** Facts for whatever of this incident is due at `ctx.now`. */
export function decideDue(incident: Incident, ctx: Context): readonly Fact[] {
  if (incident.quiet) return [];
  const isDue = (dueT: number | undefined): boolean => dueT !== undefined && dueT <= ctx.now.t;
  if (isDue(incident.deadline?.dueT)) {
    const climbed = onDeadline(incident, ctx);
    if (climbed.length > 0) return climbed;
  }
  return isDue(incident.renotify?.dueT) ? pressAgain(incident, incident.renotify?.device ?? null, ctx) : [];
}
