/** From `school.yaml` to the calendar of the core: bells become windows, the country's holidays are put in. */

import {
  type BellSpan,
  type Calendar,
  plainCalendar,
  type SpecialDay,
  type WindowName,
} from '../../core/calendar/calendar.ts';
import { type DayNumber, dayNumber } from '../../core/calendar/civil-date.ts';
import { hoursOf } from './build-roster.ts';
import { minuteOf } from './fields.ts';
import { chineseHolidays, type Holidays } from './holidays.ts';
import type { SchoolFile } from './school-file.ts';

/** Zones in which the holidays of China hold unless the school says otherwise. */
const CHINESE_ZONES = new Set(['Asia/Shanghai', 'Asia/Urumqi', 'Asia/Chongqing', 'Asia/Harbin', 'PRC']);
/** Meals before this are lunch, rest before it is the midday rest. */
const LUNCH_ENDS = 16 * 60;
const MORNING = 6 * 60;

function windowOf(kind: SchoolFile['bells'][number]['kind'], fromMinute: number): WindowName {
  switch (kind) {
    case 'lesson':
      return 'class';
    case 'break':
      return 'break';
    case 'arrival':
      return 'before-school';
    case 'after-school':
      return 'after-school';
    case 'evening':
      return 'evening-study';
    case 'meal':
      return fromMinute < LUNCH_ENDS ? 'lunch' : 'after-school';
    case 'rest':
      return fromMinute >= MORNING && fromMinute < LUNCH_ENDS ? 'lunch' : 'night';
  }
}

function spansOf(bells: SchoolFile['bells']): readonly BellSpan[] {
  return bells.map((bell) => {
    const fromMinute = minuteOf(bell.from) ?? 0;
    return {
      window: windowOf(bell.kind, fromMinute),
      days: bell.days,
      grades: bell.grades ?? [],
      fromMinute,
      toMinute: minuteOf(bell.to) ?? 0,
    };
  });
}

/** Days by hand win over the published ones, later ones over earlier. */
function specialDays(
  days: SchoolFile['calendar']['days'],
  published: ReadonlyMap<DayNumber, SpecialDay>,
): ReadonlyMap<DayNumber, SpecialDay> {
  const special = new Map(published);
  for (const { date, to, is, timetable, name } of days) {
    const first = dayNumber(date) ?? 0;
    const last = to === undefined ? first : (dayNumber(to) ?? first);
    for (let day = first; day <= last; day += 1) special.set(day, { is, name, timetable: timetable ?? 0 });
  }
  return special;
}

function knownYears(file: SchoolFile['calendar'], holidays: Holidays | null): ReadonlySet<number> | null {
  if (holidays === null) return null;
  return new Set([...holidays.years, ...file.knownYears]);
}

export function buildCalendar(school: SchoolFile): Calendar {
  const plain = plainCalendar(school.timeZone);
  const file = school.calendar;
  const follows = file.holidays ?? (CHINESE_ZONES.has(school.timeZone) ? 'china' : 'none');
  const holidays = follows === 'china' ? chineseHolidays() : null;
  return {
    timeZone: school.timeZone,
    terms: file.terms.map(({ name, from, to }) => ({ name, from: dayNumber(from) ?? 0, to: dayNumber(to) ?? 0 })),
    special: specialDays(file.days, holidays?.special ?? new Map()),
    knownYears: knownYears(file, holidays),
    bells: school.bells.length === 0 ? plain.bells : spansOf(school.bells),
    windows: file.windows.map(({ window, on, days, from, to }) => ({ window, on, days, ...hoursOf({ from, to }) })),
    night: { fromMinute: minuteOf(file.night.from) ?? 0, toMinute: minuteOf(file.night.to) ?? 0 },
  };
}
