/** Which named window a moment lies in. A day is laid out once and kept: rules ask for every sensor fact. */

import type { Instant } from '../time.ts';
import { type BellSpan, type Calendar, WINDOW_NAMES, type WindowName, type WindowOverride } from './calendar.ts';
import { type DayNumber, weekdayOf } from './civil-date.ts';
import { DAY_MINUTES, localTime } from './school-clock.ts';
import { schoolDay } from './school-day.ts';

/** Half-open, in minutes of the local day; the spans of a day follow each other and fill it. */
export interface WindowSpan {
  readonly window: WindowName;
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** The school is open this long before its first bell of a morning. */
const OPENS_BEFORE = 60;
/** Where the timetable names no after-school time, pupils are still about for this long after their last bell. */
const LINGERS = 60;
/** A first bell later than this opens no morning: on Sundays boarders come back for the evening. */
const MORNING_ENDS = 12 * 60;

/**
 * Where grades are in different windows, the place as a whole is in the livelier one: a corridor has a break as soon as one
 * grade has it, and is closed only when it is closed for all.
 */
const LIVELIEST_FIRST: readonly WindowName[] = [
  'break',
  'lunch',
  'before-school',
  'after-school',
  'evening-study',
  'class',
  'night',
  'closed',
];
const RANK = new Map(LIVELIEST_FIRST.map((window, index) => [window, index]));
const CODE = new Map(WINDOW_NAMES.map((window, index) => [window, index]));

type Minutes = Uint8Array;

const fill = (minutes: Minutes, window: WindowName, from: number, to: number): void =>
  void minutes.fill(
    CODE.get(window) ?? 0,
    Math.max(0, Math.min(from, DAY_MINUTES)),
    Math.max(0, Math.min(to, DAY_MINUTES)),
  );

/** What follows from the bells of one grade (or of the whole school) on one day. */
function layBells(minutes: Minutes, bells: readonly BellSpan[]): void {
  const inOrder = [...bells].sort((a, b) => a.fromMinute - b.fromMinute);
  const awake = inOrder.filter((bell) => bell.window !== 'night');
  const [first, last] = [awake[0], awake.at(-1)];
  if (first && last) {
    const lastClass = awake.findLast((bell) => bell.window === 'class' || bell.window === 'lunch')?.toMinute ?? 0;
    // Between two bells pupils are on their way: a break by day, after school later on.
    fill(minutes, 'after-school', first.fromMinute, last.toMinute);
    fill(minutes, 'break', first.fromMinute, Math.min(lastClass, last.toMinute));
    if (first.fromMinute <= MORNING_ENDS)
      fill(minutes, 'before-school', first.fromMinute - OPENS_BEFORE, first.fromMinute);
    if (last.window !== 'after-school') fill(minutes, 'after-school', last.toMinute, last.toMinute + LINGERS);
  }
  for (const bell of inOrder) fill(minutes, bell.window, bell.fromMinute, bell.toMinute);
}

function layNight(minutes: Minutes, { night }: Calendar): void {
  if (night.toMinute > night.fromMinute) return fill(minutes, 'night', night.fromMinute, night.toMinute);
  fill(minutes, 'night', 0, night.toMinute);
  fill(minutes, 'night', night.fromMinute, DAY_MINUTES);
}

/** Whether what begins `on` such days and weekdays begins on that one. A make-up day (调休) is the weekday whose timetable it has. */
export const holdsOn = (over: Pick<WindowOverride, 'on' | 'days'>, calendar: Calendar, day: DayNumber): boolean => {
  if (over.on === 'all-days') return over.days.includes(weekdayOf(day));
  const { timetable } = schoolDay(calendar, day);
  const isSchool = timetable !== null && calendar.bells.some((bell) => bell.days.includes(timetable));
  if (over.on === 'school-days') return isSchool && over.days.includes(timetable);
  return !isSchool && over.days.includes(weekdayOf(day));
};

function layOverrides(minutes: Minutes, calendar: Calendar, day: DayNumber): void {
  for (const over of calendar.windows) {
    if (over.toMinute > DAY_MINUTES && holdsOn(over, calendar, day - 1))
      fill(minutes, over.window, over.fromMinute - DAY_MINUTES, over.toMinute - DAY_MINUTES);
    if (holdsOn(over, calendar, day)) fill(minutes, over.window, over.fromMinute, over.toMinute);
  }
}

function layDay(calendar: Calendar, day: DayNumber, grade: string): Minutes {
  const minutes = new Uint8Array(DAY_MINUTES);
  fill(minutes, 'closed', 0, DAY_MINUTES);
  layNight(minutes, calendar);
  const { timetable } = schoolDay(calendar, day);
  const bells = timetable === null ? [] : calendar.bells.filter((bell) => bell.days.includes(timetable));
  layBells(
    minutes,
    bells.filter(({ grades }) => grades.length === 0 || grades.includes(grade)),
  );
  layOverrides(minutes, calendar, day);
  return minutes;
}

const ALL_GRADES = '';

function layWholeSchool(calendar: Calendar, day: DayNumber): Minutes {
  const grades = new Set(calendar.bells.flatMap((bell) => bell.grades));
  if (grades.size === 0) return layDay(calendar, day, ALL_GRADES);
  const byGrade = [...grades].map((grade) => minutesOf(calendar, day, grade));
  const rank = (code: number): number => RANK.get(WINDOW_NAMES[code] ?? 'closed') ?? 0;
  return Uint8Array.from({ length: DAY_MINUTES }, (_, minute) =>
    byGrade.map((minutes) => minutes[minute] ?? 0).reduce((a, b) => (rank(b) < rank(a) ? b : a)),
  );
}

/** Days laid out, newest last; a forecast looks at a month, the day's rules at two. */
const KEPT = 64;
const laid = new WeakMap<Calendar, Map<string | number, Minutes>>();

function minutesOf(calendar: Calendar, day: DayNumber, grade: string): Minutes {
  let days = laid.get(calendar);
  if (!days) {
    days = new Map<string | number, Minutes>();
    laid.set(calendar, days);
  }
  const key = grade === ALL_GRADES ? day : `${day} ${grade}`;
  const known = days.get(key);
  if (known) return known;
  const minutes = grade === ALL_GRADES ? layWholeSchool(calendar, day) : layDay(calendar, day, grade);
  if (days.size >= KEPT) days.delete(days.keys().next().value ?? key);
  days.set(key, minutes);
  return minutes;
}

/** The window of a minute of a local day. @param grade of one grade only; left out: of the school as a whole */
export function windowOn(calendar: Calendar, day: DayNumber, minute: number, grade = ALL_GRADES): WindowName {
  return WINDOW_NAMES[minutesOf(calendar, day, grade)[minute] ?? 0] ?? 'closed';
}

/** Null while the clock is not trusted: nobody can say then what part of the day it is. */
export function windowAt(
  calendar: Calendar,
  at: Pick<Instant, 'wall' | 'trusted'>,
  grade = ALL_GRADES,
): WindowName | null {
  if (!at.trusted) return null;
  const { day, minute } = localTime(calendar.timeZone, at.wall);
  return windowOn(calendar, day, minute, grade);
}

/** The whole local day in order. */
export function windowsOf(calendar: Calendar, day: DayNumber, grade = ALL_GRADES): readonly WindowSpan[] {
  const minutes = minutesOf(calendar, day, grade);
  const spans: WindowSpan[] = [];
  for (let from = 0; from < DAY_MINUTES; ) {
    let to = from + 1;
    while (to < DAY_MINUTES && minutes[to] === minutes[from]) to += 1;
    spans.push({ window: WINDOW_NAMES[minutes[from] ?? 0] ?? 'closed', fromMinute: from, toMinute: to });
    from = to;
  }
  return spans;
}
