/** An incident that is not closed always has a next moment; it moves forward only by people; unowned, it climbs in its time. */

import type { CampusState } from '../../../gateway/core/campus.ts';
import { dueAt } from '../../../gateway/core/escalation/due.ts';
import { isUrgent } from '../../../gateway/core/escalation/reach.ts';
import type { Incident, IncidentStatus } from '../../../gateway/core/incident/incident.ts';
import { PRINCIPAL, SIM_POLICY } from '../sim-school.ts';
import type { Fail } from './violation.ts';

const FORWARD: Readonly<Record<IncidentStatus, readonly IncidentStatus[]>> = {
  open: ['open', 'taken', 'closed'],
  // Back to `taken` by hand-over, or when somebody takes it from a person who went silent.
  taken: ['taken', 'arrived', 'closed'],
  arrived: ['arrived', 'taken', 'closed'],
  closed: ['closed'],
};

/** A timer fires on a whole millisecond. */
export const TIMER_MS = 1;

export class Incidents {
  readonly #fail: Fail;
  #before = new Map<string, IncidentStatus>();

  constructor(fail: Fail) {
    this.#fail = fail;
  }

  /** The disk decides what was; deeds that it did not keep are undone. */
  restarted(state: CampusState): void {
    this.#before = new Map([...state.incidents.values()].map((incident) => [incident.id, incident.status]));
  }

  /** @param attempted was a message to this person about this incident begun, or is it held back by a rate limit */
  check(t: number, state: CampusState, attempted: (incident: string, person: string) => boolean): void {
    for (const incident of state.incidents.values()) {
      this.#movesForward(incident);
      if (incident.status === 'closed') {
        if (incident.closedBy === null) this.#fail('no-actor', `${incident.id} was closed by nobody`);
        continue;
      }
      if (incident.quiet) continue;
      this.#hasNextMoment(incident, t);
      if (incident.status === 'open') this.#climbs(incident, t, attempted);
    }
  }

  #movesForward({ id, status }: Incident): void {
    const before = this.#before.get(id);
    if (before === status) return;
    this.#before.set(id, status);
    if (before === undefined ? status !== 'open' : !FORWARD[before].includes(status)) {
      this.#fail('status-jumped', `${id} went from ${before ?? 'nothing'} to ${status}`);
    }
  }

  #hasNextMoment(incident: Incident, t: number): void {
    const { id, status, deadline, takenBy } = incident;
    const expected = status === 'open' ? ['step', 'repeat'] : status === 'taken' ? ['arrive'] : ['close'];
    if (deadline === null || !expected.includes(deadline.why)) {
      this.#fail('no-deadline', `${id} is ${status}, its deadline is ${deadline?.why ?? 'none'}`);
    }
    if (status !== 'open' && takenBy === null) this.#fail('no-owner', `${id} is ${status} by nobody`);
    const due = dueAt(incident);
    if (due !== null && due < t - TIMER_MS)
      this.#fail('overdue', `${id} was due ${((t - due) / 1000).toFixed(1)} s ago`);
  }

  #climbs(incident: Incident, t: number, attempted: (incident: string, person: string) => boolean): void {
    const { id, step, openedT, told } = incident;
    const reached = SIM_POLICY.steps.findLastIndex(({ after }) => openedT + after < t - TIMER_MS);
    if (step < reached) this.#fail('not-climbed', `${id}: step ${step} at ${((t - openedT) / 1000).toFixed(1)} s`);
    if (reached < SIM_POLICY.steps.length - 1) return;
    if (!told.includes(PRINCIPAL)) this.#fail('principal-not-told', `${id} is at its last step without the principal`);
    else if (isUrgent(incident) && !attempted(id, PRINCIPAL))
      this.#fail('principal-not-paged', `${id}: no attempt was begun`);
  }
}
