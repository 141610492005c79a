/** What the console must be sounding right now, and how many alarms wait for someone: pure, from the board alone. */

import type { Incident } from '../../contract/api.ts';
import { needsSomeone } from './board.ts';

/** `lost`: this screen no longer hears the gateway, so it would not hear an alarm either. */
export type Sound = 'urgent' | 'help' | 'fault' | 'lost';

const LOUDEST_FIRST: readonly Sound[] = ['urgent', 'help', 'lost', 'fault'];

export function soundFor(incidents: Iterable<Incident>, lost: boolean): Sound | null {
  const wanted = new Set<Sound>();
  if (lost) wanted.add('lost');
  for (const incident of incidents) {
    if (needsSomeone(incident) && incident.level !== 'info') wanted.add(incident.level);
  }
  return LOUDEST_FIRST.find((sound) => wanted.has(sound)) ?? null;
}

export function countWaiting(incidents: Iterable<Incident>): number {
  let count = 0;
  for (const incident of incidents) if (needsSomeone(incident)) count += 1;
  return count;
}
