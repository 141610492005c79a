/** What is recorded of the roster: changes to it, who handed over to whom, who was at the desk, and what a check found. */

import type { DutyPost } from '../school.ts';

/** A stretch of one person's duty on a post. Wall time, epoch ms; `toMs` is exclusive. */
export interface Stint {
  readonly post: DutyPost;
  readonly person: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export type FindingCode =
  /** Nobody holds a post for a while. */
  | 'nobody-on-post'
  /** Nobody on duty at all can be reached. */
  | 'nobody-reachable'
  | 'no-channel'
  /** Fewer than two independent channels. */
  | 'one-channel'
  /** The same person holds two posts at once. */
  | 'twice-at-once'
  /** A change names somebody who is not (any more) on the staff list. */
  | 'unknown-person'
  /** Nobody has told the calendar the holidays of a year. */
  | 'unknown-holidays';

/** One worry about the roster. Times are wall time, epoch ms; null where it holds always. */
export interface RosterFinding {
  readonly code: FindingCode;
  /** Post, person or year it is about. */
  readonly about: string;
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** Why a key area is not looked after at some minute. */
export const GAP_REASONS = ['nobody-reachable', 'no-patrol', 'no-sensor'] as const;
export type GapReason = (typeof GAP_REASONS)[number];

export const HANDOVER_SIDES = ['outgoing', 'incoming'] as const;
export type HandoverSide = (typeof HANDOVER_SIDES)[number];

export type DutyFact =
  /** These people hold the post in place of whoever the roster names. */
  | {
      kind: 'duty-overridden';
      change: string;
      post: DutyPost;
      people: readonly string[];
      fromMs: number;
      toMs: number;
      reason: string;
    }
  /** `given` is done by the other person; where that one gives a stint back, `taken` is done by the first. */
  | { kind: 'duty-swapped'; change: string; given: Stint; by: string; taken: Stint | null; reason: string }
  | {
      kind: 'leave-granted';
      change: string;
      person: string;
      fromMs: number;
      toMs: number;
      cover: string | null;
      reason: string;
    }
  | { kind: 'duty-change-withdrawn'; change: string; reason: string }
  /** One signature of a hand-over; the actor signs. `complete`: the other one had signed already. */
  | {
      kind: 'duty-handed-over';
      handover: string;
      post: DutyPost;
      side: HandoverSide;
      outgoing: string;
      incoming: string;
      text: string | null;
      /** `not-on-roster`: the signer does not hold the post around that time. */
      flags: readonly string[];
      complete: boolean;
    }
  /** Somebody was at the duty desk in that period of the watch: a tap (`device`), or the button on the console (null). */
  | { kind: 'duty-presence-seen'; device: string | null; fromMs: number; toMs: number }
  | { kind: 'duty-presence-missed'; device: string | null; fromMs: number; toMs: number }
  /** What follows the wall clock (bells, rounds, presence, the roster's hours) stops while the clock is not believed. */
  | { kind: 'schedules-suspended'; why: 'clock' }
  | { kind: 'schedules-resumed'; afterMs: number }
  | { kind: 'roster-checked'; date: string; findings: readonly RosterFinding[]; uncoveredMinutes: number };
