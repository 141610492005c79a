/** The patrol as configured: where guards tap, how long they walk, which rounds they owe, whose card is whose. Plain data. */

import type { Ms } from '../time.ts';

/** A place that a round must pass: a reader on the wall, a tag read by a handheld, or a camera view to be looked at. */
export interface Checkpoint {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly zone: string;
  /** Zones that whoever taps here has seen: its own, and those on the way. */
  readonly covers: readonly string[];
  /** The fixed reader, by device id. */
  readonly device: string | null;
  /** Number of the tag that a handheld reads here, upper-case hex. */
  readonly tag: string | null;
  /** The camera view to be looked at and signed. */
  readonly camera: string | null;
  /** 3: may never wait longer than a generated round's `maxGap`; 2: one and a half times; 1: twice. */
  readonly risk: Risk;
}
export type Risk = 1 | 2 | 3;

/** How long a person walks between two neighbours, either way. */
export interface Leg {
  readonly from: string;
  readonly to: string;
  readonly min: Ms;
  readonly max: Ms;
}

export interface Walking {
  /** Between neighbours that no leg names. */
  readonly min: Ms;
  readonly max: Ms;
  readonly legs: readonly Leg[];
}

export interface Route {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string | null;
  /** In the order of walking where it is `strict`. */
  readonly checkpoints: readonly string[];
  readonly order: 'strict' | 'free';
}

interface RoundRule {
  readonly id: string;
  readonly route: string;
  /** ISO weekdays of the day it begins; on a school day the weekday whose timetable holds. */
  readonly days: readonly number[];
  readonly on: 'school-days' | 'free-days' | 'all-days';
  /** From midnight of that day; `toMinute` may pass 1440 (across midnight). */
  readonly fromMinute: number;
  readonly toMinute: number;
  /** A checkpoint passed this much after it was due is late; not passed by then it is missed. */
  readonly tolerance: Ms;
  /** Null: whoever walks it. */
  readonly guard: string | null;
}

/** One round at a known time. */
export type FixedRound = RoundRule;

/** Rounds whose times and order nobody can know before: drawn anew each day between `fromMinute` and `toMinute`. */
export interface GeneratedRounds extends RoundRule {
  /** Time for one round. */
  readonly within: Ms;
  /** Longest time a checkpoint of risk 3 may go without a visit. */
  readonly maxGap: Ms;
}

export interface Patrol {
  readonly checkpoints: ReadonlyMap<string, Checkpoint>;
  readonly routes: ReadonlyMap<string, Route>;
  readonly walking: Walking;
  readonly rounds: readonly FixedRound[];
  readonly generated: readonly GeneratedRounds[];
  /** Who carries each handheld reader, by device id. */
  readonly handhelds: ReadonlyMap<string, string>;
  /** Upper-case card number to person. */
  readonly cards: ReadonlyMap<string, string>;
  /** Upper-case numbers of lost cards, to the person who lost it where that is known. */
  readonly lostCards: ReadonlyMap<string, string | null>;
  /** Checkpoints tapped within this, although the walk between them takes longer, are a batch. */
  readonly batchWithin: Ms;
  /** So many taps of unknown cards at one reader within ten minutes are an incident. */
  readonly unknownCards: number;
}
