/** The roster beyond weekly shifts, as configured: rotations, changes written by hand, and the watch at the desk. */

import type { DayNumber } from '../calendar/civil-date.ts';
import type { DutyPost } from '../school.ts';
import type { Ms } from '../time.ts';

/** Teams that take turns. A turn starts at the anchor date and lasts `turnDays`; minutes as in a shift. */
export interface Rotation {
  readonly id: string;
  readonly post: DutyPost;
  readonly teams: readonly (readonly string[])[];
  readonly anchor: DayNumber;
  readonly turnDays: number;
  /** ISO weekdays on which it runs at all. */
  readonly days: readonly number[];
  readonly fromMinute: number;
  readonly toMinute: number;
}

/**
 * A change to who is on duty between two moments (wall time, epoch ms; `toMs` exclusive). Changes hold in order: the newest
 * has the last word.
 */
export interface Change {
  readonly id: string;
  readonly is: 'override' | 'swap' | 'leave';
  /** Null: whatever post the person holds. */
  readonly post: DutyPost | null;
  readonly fromMs: number;
  readonly toMs: number;
  /** Who is not on duty then; null: everybody on the post. */
  readonly out: string | null;
  /** Who is, in that place. */
  readonly in: readonly string[];
}

/** Somebody has to show at the desk once in each period of the day, counted from midnight. */
export interface PresenceWatch {
  /** A tap or self-test of one of these counts. Empty: only the button on the console does. */
  readonly devices: readonly string[];
  readonly every: Ms;
  /** Missed this long after the end of a period. */
  readonly grace: Ms;
  readonly zone: string | null;
}

export interface Roster {
  readonly rotations: readonly Rotation[];
  /** From the configuration: leave first, then overrides, as written. */
  readonly changes: readonly Change[];
  /** Null: nobody watches the desk. */
  readonly presence: PresenceWatch | null;
}

export const emptyRoster: Roster = { rotations: [], changes: [], presence: null };
