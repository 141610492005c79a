/** What the journal knows of duty: changes made while running, signatures, the desk. A plain value: it goes into snapshots as it is. */

import type { Fact } from '../facts.ts';
import type { DutyPost } from '../school.ts';
import type { Instant } from '../time.ts';
import type { RosterFinding } from './duty-facts.ts';
import type { Change } from './roster.ts';

/** A hand-over of a post, signed by one or by both. Wall time, epoch ms. */
export interface Handover {
  readonly id: string;
  readonly post: DutyPost;
  readonly outgoing: string;
  readonly incoming: string;
  readonly outgoingMs: number | null;
  readonly incomingMs: number | null;
  readonly notes: readonly string[];
}

export interface DutyState {
  /** In the order they were decided. */
  readonly changes: readonly Change[];
  /** Oldest first; the newest ones only. */
  readonly handovers: readonly Handover[];
  /** Starts of the newest periods of the desk watch in which somebody was there, wall time. */
  readonly seenFromMs: readonly number[];
  /** End of the newest period in which nobody was, wall time. */
  readonly missedToMs: number | null;
  /** Campus timeline; null while schedules run. */
  readonly suspendedT: number | null;
  /** Wall time since which the clock was believed and somebody was looking, without a break. */
  readonly watchingMs: number | null;
  readonly checked: {
    readonly date: string;
    readonly findings: readonly RosterFinding[];
    readonly uncoveredMinutes: number;
  } | null;
}

export const emptyDuty: DutyState = {
  changes: [],
  handovers: [],
  seenFromMs: [],
  missedToMs: null,
  suspendedT: null,
  watchingMs: null,
  checked: null,
};

const HANDOVERS_KEPT = 100;
const PERIODS_KEPT = 16;
/** Changes that ended this long ago explain nothing any more. */
const CHANGES_KEPT_MS = 60 * 86_400_000;
const CHANGES_KEPT = 2000;

function withChanges(state: DutyState, added: readonly Change[], at: Instant): DutyState {
  const kept = at.trusted ? state.changes.filter((change) => change.toMs > at.wall - CHANGES_KEPT_MS) : state.changes;
  return { ...state, changes: [...kept, ...added].slice(-CHANGES_KEPT) };
}

function changesOf(fact: Fact): readonly Change[] {
  switch (fact.kind) {
    case 'duty-overridden': {
      const { change: id, post, fromMs, toMs, people } = fact;
      return [{ id, is: 'override', post, fromMs, toMs, out: null, in: people }];
    }
    case 'leave-granted': {
      const { change: id, fromMs, toMs, person, cover } = fact;
      return [{ id, is: 'leave', post: null, fromMs, toMs, out: person, in: cover === null ? [] : [cover] }];
    }
    case 'duty-swapped': {
      const { change: id, given, by, taken } = fact;
      const { person, ...stint } = given;
      const first: Change = { id, is: 'swap', ...stint, out: person, in: [by] };
      if (taken === null) return [first];
      return [
        first,
        { id, is: 'swap', post: taken.post, fromMs: taken.fromMs, toMs: taken.toMs, out: taken.person, in: [person] },
      ];
    }
    default:
      return [];
  }
}

function signed(state: DutyState, fact: Extract<Fact, { kind: 'duty-handed-over' }>, at: Instant): DutyState {
  const { handover: id, post, outgoing, incoming, side, text } = fact;
  const known = state.handovers.find((one) => one.id === id);
  const before = known ?? { id, post, outgoing, incoming, outgoingMs: null, incomingMs: null, notes: [] };
  const after: Handover = {
    ...before,
    ...(side === 'outgoing' ? { outgoingMs: at.wall } : { incomingMs: at.wall }),
    notes: text === null ? before.notes : [...before.notes, text],
  };
  const others = state.handovers.filter((one) => one.id !== id);
  return { ...state, handovers: [...others, after].slice(-HANDOVERS_KEPT) };
}

/** Gives the same object where the fact says nothing of duty: it is asked of every fact. */
export function evolveDuty(state: DutyState, fact: Fact, at: Instant): DutyState {
  switch (fact.kind) {
    case 'duty-overridden':
    case 'leave-granted':
    case 'duty-swapped':
      return withChanges(state, changesOf(fact), at);
    case 'duty-change-withdrawn':
      return { ...state, changes: state.changes.filter((change) => change.id !== fact.change) };
    case 'duty-handed-over':
      return signed(state, fact, at);
    case 'duty-presence-seen':
      // Somebody who shows twice in a period must not push the period before it out of memory.
      if (state.seenFromMs.includes(fact.fromMs)) return state;
      return { ...state, seenFromMs: [...state.seenFromMs, fact.fromMs].slice(-PERIODS_KEPT) };
    case 'duty-presence-missed':
      return { ...state, missedToMs: fact.toMs };
    case 'gateway-started':
      return { ...state, watchingMs: at.trusted ? at.wall : null };
    case 'schedules-suspended':
      return { ...state, suspendedT: at.t, watchingMs: null };
    case 'schedules-resumed':
      return { ...state, suspendedT: null, watchingMs: at.wall };
    case 'clock-stepped':
      // A moment before the step and one after it cannot be compared.
      return { ...state, watchingMs: fact.trusted ? at.wall : null };
    case 'roster-checked':
      return {
        ...state,
        checked: { date: fact.date, findings: fact.findings, uncoveredMinutes: fact.uncoveredMinutes },
      };
    default:
      return state;
  }
}
