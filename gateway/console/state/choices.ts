/**
 * What a person may do with an incident now, the obvious thing first. The gateway decides in the end (409); this only keeps
 * the one right button large. Nobody is ever kept from taking over an incident whose owner went quiet.
 */

import type { Incident, Me } from '../../contract/api.ts';
import type { Deed } from './deeds.ts';

export interface Choices {
  /** The two that lie under the thumb. */
  readonly main: readonly Deed[];
  readonly more: readonly Deed[];
}

const NOTHING: Choices = { main: [], more: [] };

export function choices(incident: Incident, me: Pick<Me, 'person' | 'role'>): Choices {
  if (me.role === 'auditor') return NOTHING;
  if (incident.status === 'closed') return { main: ['note'], more: [] };
  const mine = incident.takenBy === me.person;
  if (incident.status === 'open') return { main: ['take', 'note'], more: ['close'] };
  if (!mine) {
    return incident.stale ? { main: ['take', 'note'], more: ['close'] } : { main: ['note', 'arrive'], more: ['close'] };
  }
  if (incident.status === 'taken') return { main: ['arrive', 'handover'], more: ['note', 'close'] };
  return { main: ['close', 'note'], more: ['handover'] };
}
