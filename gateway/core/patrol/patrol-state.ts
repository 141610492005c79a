/** The patrol so far: rounds of the last days, taps of the last hours, cards that were flagged. A fold over facts. */

import type { Happened } from '../campus.ts';
import type { Fact } from '../facts.ts';
import type { PatrolFact, PatrolFlag, PlannedRound, RoundResult } from './patrol-facts.ts';
import { emptyWatch, evolveWatch, type PatrolWatch } from './patrol-watch.ts';

export type PassState = 'waiting' | 'on-time' | 'late' | 'missed' | 'unknown';

export interface Passing {
  readonly checkpoint: string;
  readonly dueMs: number;
  readonly state: PassState;
  /** When it was passed, also where that was too late. */
  readonly atMs: number | null;
  readonly person: string | null;
  readonly flags: readonly PatrolFlag[];
}

export interface Round extends Omit<PlannedRound, 'checkpoints'> {
  readonly watched: boolean;
  readonly checkpoints: readonly Passing[];
  /** Null while it is not over. */
  readonly result: RoundResult | null;
}

export interface Tap {
  readonly checkpoint: string;
  readonly device: string | null;
  readonly person: string;
  readonly atMs: number;
  /** The same moment on the campus timeline. */
  readonly t: number;
  readonly round: string | null;
  /** The wall clock was not to be believed: `atMs` says nothing, `t` does. */
  readonly unsynced: boolean;
}

export interface FlaggedCard {
  readonly device: string;
  readonly why: 'unknown' | 'lost' | 'cloned';
  readonly card: string | null;
  readonly person: string | null;
  readonly t: number;
}

export interface PatrolState {
  rounds: ReadonlyMap<string, Round>;
  taps: readonly Tap[];
  flagged: readonly FlaggedCard[];
  readonly watch: PatrolWatch;
}

const ROUNDS_KEPT_MS = 3 * 86_400_000;
const TAPS_KEPT = 200;
const FLAGGED_KEPT = 200;

export const emptyPatrolState = (): PatrolState => ({ rounds: new Map(), taps: [], flagged: [], watch: emptyWatch() });

/** Folds one fact. Values are replaced, never changed: a snapshot may keep them. */
export function evolvePatrol(state: PatrolState, { fact, at }: Happened): void {
  evolveWatch(state.watch, fact, at);
  switch (fact.kind) {
    case 'round-planned':
      return plan(state, fact, at.wall);
    case 'checkpoint-passed':
    case 'checkpoint-missed':
    case 'round-closed': {
      const round = fact.round === null ? undefined : state.rounds.get(fact.round);
      if (round) state.rounds = new Map(state.rounds).set(round.round, roundAfter(round, fact));
      if (fact.kind === 'checkpoint-passed' && fact.person !== null) {
        const { checkpoint, device, person, atMs } = fact;
        const t = at.t - (at.wall - atMs);
        const unsynced = !at.trusted;
        const tap: Tap = { checkpoint, device, person, atMs, t, round: fact.round, unsynced };
        state.taps = [...state.taps.slice(1 - TAPS_KEPT), tap];
      }
      return;
    }
    case 'clock-stepped':
      return fact.byMs < 0 && fact.trusted ? turnBack(state, at.wall) : undefined;
    case 'card-flagged': {
      const { device, why, card, person } = fact;
      state.flagged = [...state.flagged.slice(1 - FLAGGED_KEPT), { device, why, card, person, t: at.t }];
      return;
    }
    default:
  }
}

/** The hands were moved back: rounds that were begun too soon are still to come, and will be begun again. */
function turnBack(state: PatrolState, wallMs: number): void {
  const begun = [...state.rounds].filter(([, round]) => round.dueFromMs - round.toleranceMs <= wallMs);
  state.rounds = new Map(begun);
}

type Planned = Extract<Fact, { kind: 'round-planned' }>;

function plan(state: PatrolState, fact: Planned, wallMs: number): void {
  const { kind: _kind, checkpoints, ...planned } = fact;
  const waiting = { state: 'waiting', atMs: null, person: null, flags: [] } as const;
  const round: Round = { ...planned, checkpoints: checkpoints.map((one) => ({ ...one, ...waiting })), result: null };
  const kept = [...state.rounds].filter(([, other]) => other.dueToMs > wallMs - ROUNDS_KEPT_MS);
  state.rounds = new Map([...kept, [round.round, round]]);
}

/** The round after one of its facts. */
export function roundAfter(round: Round, fact: PatrolFact): Round {
  switch (fact.kind) {
    case 'checkpoint-passed':
      return change(round, fact.checkpoint, (one) => {
        const tooLate = fact.flags.includes('too-late');
        const inTime = fact.flags.includes('late') ? 'late' : 'on-time';
        const { atMs, person, flags } = fact;
        return { ...one, state: tooLate ? one.state : inTime, atMs, person, flags };
      });
    case 'checkpoint-missed':
      return change(round, fact.checkpoint, (one) => ({ ...one, state: fact.why, flags: fact.flags }));
    case 'round-closed':
      return { ...round, result: fact.result };
    default:
      return round;
  }
}

const change = (round: Round, checkpoint: string, to: (one: Passing) => Passing): Round => ({
  ...round,
  checkpoints: round.checkpoints.map((one) => (one.checkpoint === checkpoint ? to(one) : one)),
});
