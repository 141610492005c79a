/** A failure in one sentence that says what to do next. A lost race names who was first and when. */

import type { Incident } from '../../contract/api.ts';
import type { Failure } from '../api/failure.ts';
import type { Dictionary } from '../i18n/dictionary.ts';
import type { Deed } from '../state/deeds.ts';
import { moment } from './moment.ts';

export interface FailureScene {
  readonly words: Dictionary;
  readonly timeZone: string;
  readonly nowMs: number;
  readonly people: ReadonlyMap<string, string>;
  readonly incident: Incident | null;
  readonly deed: Deed | null;
}

export function failureText(failure: Failure, scene: FailureScene): string {
  const said = scene.words.failures;
  switch (failure.why) {
    case 'unreachable':
      return said.unreachable;
    case 'unauthorized':
      return said.unauthorized;
    case 'forbidden':
      return said.forbidden;
    case 'rate-limited':
      return said.rateLimited(failure.retryAfterS);
    case 'not-found':
      return said.notFound;
    case 'invalid':
      return said.invalid(failure.message);
    case 'server':
      return said.server(failure.status);
    case 'conflict':
      return conflictText(failure.incident ?? scene.incident, failure.message, scene);
  }
}

function conflictText(incident: Incident | null, message: string, scene: FailureScene): string {
  const { words, people } = scene;
  const at = (iso: string): string => moment(iso, scene.nowMs, scene.timeZone);
  const name = (id: string): string => people.get(id) ?? id;
  if (incident === null) return words.failures.conflict(message);
  if (incident.closedAt !== null && incident.closedBy !== null) {
    return words.failures.closedBy(name(incident.closedBy), at(incident.closedAt));
  }
  const owner = incident.takenByName ?? (incident.takenBy === null ? null : name(incident.takenBy));
  if (owner !== null && scene.deed === 'arrive' && incident.arrivedAt !== null) {
    return words.failures.arrivedBy(owner, at(incident.arrivedAt));
  }
  if (owner !== null && scene.deed === 'take' && incident.takenAt !== null) {
    return words.failures.takenBy(owner, at(incident.takenAt));
  }
  return words.failures.conflict(message);
}
