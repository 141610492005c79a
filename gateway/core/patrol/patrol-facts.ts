/** What the patrol records. Cards appear as the person they belong to; a card that nobody owns only as a fingerprint. */

export type RoundResult = 'done' | 'late' | 'missed' | 'partial' | 'unknown';

/** Why a tap, or a whole round, is remarkable. */
export type PatrolFlag =
  /** Before the round began, within its tolerance. */
  | 'early'
  | 'late'
  /** When its checkpoint had already been given up. */
  | 'too-late'
  | 'out-of-order'
  /** Quicker than anybody walks. */
  | 'too-fast'
  /** Longer on the way than the slowest walk. */
  | 'slow'
  /** Several checkpoints at once: the tags or the cards had been collected. */
  | 'batch'
  | 'cloned'
  /** Not the guard it was planned for. */
  | 'other-guard'
  /** The reader had kept it while it could not deliver. */
  | 'stored'
  /** The wall clock was not to be believed when it happened. */
  | 'unsynced'
  | 'gateway-down'
  | 'reader-offline'
  | 'begun-before';

export interface PlannedCheckpoint {
  readonly checkpoint: string;
  /** Epoch ms: the last moment that is on time. */
  readonly dueMs: number;
}

/** Enough to draw a generated round again from the day's seed, and to prove that the seed was fixed before. */
export interface Derivation {
  readonly scheme: 'hmac-sha256/1';
  /** SHA-256 (hex) of the day's seed for these rounds. */
  readonly commitment: string;
  /** Which of that day's drawn rounds it is, from 0. */
  readonly index: number;
}

export interface PlannedRound {
  readonly round: string;
  readonly route: string;
  /** Local date of the day it begins, `2026-09-07`. */
  readonly date: string;
  readonly dueFromMs: number;
  readonly dueToMs: number;
  readonly toleranceMs: number;
  readonly order: 'strict' | 'free';
  /** In the order of walking. */
  readonly checkpoints: readonly PlannedCheckpoint[];
  readonly guard: string | null;
  readonly derivation: Derivation | null;
}

export type PatrolFact =
  /** `watched` false: it had begun before the gateway could watch it; what is not tapped is then unknown, not missed. */
  | ({ kind: 'round-planned'; watched: boolean } & PlannedRound)
  /** `round` null: outside any round. `device` null: signed by a person (a camera view). */
  | {
      kind: 'checkpoint-passed';
      round: string | null;
      checkpoint: string;
      device: string | null;
      person: string | null;
      /** When it happened, epoch ms by the gateway's clock and the reader's `age`. */
      atMs: number;
      flags: readonly PatrolFlag[];
    }
  | {
      kind: 'checkpoint-missed';
      round: string;
      checkpoint: string;
      why: 'missed' | 'unknown';
      flags: readonly PatrolFlag[];
    }
  /** Said again where a later delivery changed it. */
  | {
      kind: 'round-closed';
      round: string;
      result: RoundResult;
      done: number;
      late: number;
      missed: number;
      unknown: number;
      flags: readonly PatrolFlag[];
    }
  /** Somebody at the machine read a plan that was still to come. */
  | { kind: 'patrol-plan-read'; date: string }
  | {
      kind: 'card-flagged';
      device: string;
      why: 'unknown' | 'lost' | 'cloned';
      person: string | null;
      /** Of an unknown card: keyed, of that day only, and shared by hundreds of cards. Null where the person is known. */
      card: string | null;
    };
