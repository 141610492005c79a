import type { DutyFact } from '../../../core/duty/duty-facts.ts';
import type { FactView } from '../fact-view.ts';

/** Sentences for what is recorded of the roster. */
export const dutyRecord: Readonly<Record<DutyFact['kind'], (fact: FactView) => string>> = {
  'duty-overridden': (f) => `${f.actor} put others on duty: ${f.word('post')} (${f.text('reason')})`,
  'duty-swapped': (f) => `${f.actor} recorded a swap: ${f.person('by')} takes the shift (${f.text('reason')})`,
  'leave-granted': (f) => `${f.actor} recorded leave of ${f.person('person')} (${f.text('reason')})`,
  'duty-change-withdrawn': (f) => `${f.actor} withdrew a change of duty (${f.text('reason')})`,
  'duty-handed-over': (f) =>
    `${f.actor} signed the hand-over ${f.person('outgoing')} → ${f.person('incoming')}${f.yes('complete') ? ', signed by both' : ', the other has still to sign'}`,
  'duty-presence-seen': () => 'Somebody was at the duty desk',
  'duty-presence-missed': () => 'Nobody was at the duty desk',
  'schedules-suspended': () => 'Clock not trusted: bells and duty schedules suspended',
  'schedules-resumed': () => 'Clock trusted again: bells and duty schedules resumed',
  'roster-checked': (f) => `Roster checked: ${f.number('uncoveredMinutes') ?? 0} uncovered minutes in the next 14 days`,
};
