/** The school's year as configured: terms, special days, bells. Plain data, made by the config loader. */

import type { DayNumber } from './civil-date.ts';

export const WINDOW_NAMES = [
  'before-school',
  'class',
  'break',
  'lunch',
  'after-school',
  'evening-study',
  'night',
  'closed',
] as const;
/** A named part of the school's day; every rule can refer to one. */
export type WindowName = (typeof WINDOW_NAMES)[number];

/** One line of the bell timetable, already read as a window. Minutes from midnight; `toMinute` is exclusive, at most 1440. */
export interface BellSpan {
  readonly window: WindowName;
  /** ISO weekdays, 1 = Monday. */
  readonly days: readonly number[];
  /** Empty: all grades. */
  readonly grades: readonly string[];
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** A window written by hand: it wins over what the bells say. `toMinute` may pass 1440 (across midnight). */
export interface WindowOverride {
  readonly window: WindowName;
  readonly days: readonly number[];
  /** On which sort of day it holds. */
  readonly on: 'school-days' | 'free-days' | 'all-days';
  readonly fromMinute: number;
  readonly toMinute: number;
}

export interface Term {
  readonly name: string;
  readonly from: DayNumber;
  /** The last day, inclusive. */
  readonly to: DayNumber;
}

/** A day that is not what its weekday says. `make-up` (调休) is a school day with the timetable of another weekday. */
export interface SpecialDay {
  readonly is: 'holiday' | 'make-up';
  readonly name: string;
  /** For `make-up`: whose timetable holds, ISO weekday. */
  readonly timetable: number;
}

export interface Calendar {
  readonly timeZone: string;
  /** Empty: it is always term. */
  readonly terms: readonly Term[];
  /** Holidays and make-up days, by hand or from the country's list. */
  readonly special: ReadonlyMap<DayNumber, SpecialDay>;
  /** Years whose holidays are known; null: this school follows no list of holidays. */
  readonly knownYears: ReadonlySet<number> | null;
  readonly bells: readonly BellSpan[];
  readonly windows: readonly WindowOverride[];
  /** When nobody should be about, every day of the year. `to` is on the next day where it is earlier than `from`. */
  readonly night: { readonly fromMinute: number; readonly toMinute: number };
}

/** A school that wrote no bells: night by the clock, class by day from Monday to Friday. */
export const plainCalendar = (timeZone: string): Calendar => ({
  timeZone,
  terms: [],
  special: new Map(),
  knownYears: null,
  bells: [{ window: 'class', days: [1, 2, 3, 4, 5], grades: [], fromMinute: 6 * 60, toMinute: 22 * 60 }],
  windows: [],
  night: { fromMinute: 22 * 60, toMinute: 6 * 60 },
});
