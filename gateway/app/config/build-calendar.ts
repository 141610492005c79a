/** From `school.yaml` to the calendar of the core: bells become windows, the country's holidays are put in. */

import { type BellSpan, type Calendar, plainCalendar, type WindowName } from '../../core/calendar/calendar.ts';
import { minuteOf } from './fields.ts';
import { chineseHolidays } from './holidays.ts';
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
      grades: [],
      fromMinute,
      toMinute: minuteOf(bell.to) ?? 0,
    };
  });
}

export function buildCalendar(school: SchoolFile): Calendar {
  const plain = plainCalendar(school.timeZone);
  const holidays = CHINESE_ZONES.has(school.timeZone) ? chineseHolidays() : null;
  return {
    ...plain,
    special: holidays?.special ?? new Map(),
    knownYears: holidays?.years ?? null,
    bells: school.bells.length === 0 ? plain.bells : spansOf(school.bells),
  };
}
