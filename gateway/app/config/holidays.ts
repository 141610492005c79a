/**
 * The country's holidays and make-up days (调休) as data, from the package `chinese-days`. Each make-up day gets the
 * timetable of the day that was given off for it, in order: 10 October 2026 is taught as Wednesday 7 October.
 */

import { createRequire } from 'node:module';
import { z } from 'zod';
import { type DayNumber, dayNumber, weekdayOf, yearOf } from '../../core/calendar/civil-date.ts';
import type { SpecialDay } from '../../core/calendar/calendar.ts';

/** Importing JSON is still called experimental, on stderr, by the oldest Node that we run on. */
const require = createRequire(import.meta.url);

/** Date to `English,中文,days`. */
const named = z.record(z.iso.date(), z.string());
const list = z.object({ holidays: named, workdays: named, inLieuDays: named });

export interface Holidays {
  readonly special: ReadonlyMap<DayNumber, SpecialDay>;
  readonly years: ReadonlySet<number>;
}

interface Row {
  readonly day: DayNumber;
  readonly festival: string;
}

const rowsOf = (dates: Readonly<Record<string, string>>): readonly Row[] =>
  Object.entries(dates)
    .flatMap(([date, festival]) => {
      const day = dayNumber(date);
      return day === null ? [] : [{ day, festival }];
    })
    .sort((a, b) => a.day - b.day);

const nameOf = ({ festival }: Row): string => festival.split(',')[1] ?? festival;

/** Days of the same festival in the same season: lists of several years stand in one file. */
const SEASON_DAYS = 60;

function timetableOf(workday: Row, workdays: readonly Row[], inLieu: readonly Row[]): number {
  const isSame = (row: Row): boolean =>
    nameOf(row) === nameOf(workday) && Math.abs(row.day - workday.day) < SEASON_DAYS;
  const given = inLieu.filter(isSame);
  const own = workdays.filter(isSame);
  const day = given[own.indexOf(workday)]?.day;
  if (day !== undefined && given.length === own.length) return weekdayOf(day);
  return weekdayOf(workday.day) === 7 ? 1 : 5;
}

function read(): Holidays {
  const data = list.parse(require('chinese-days/dist/chinese-days.json'));
  const holidays = rowsOf(data.holidays);
  const workdays = rowsOf(data.workdays);
  const inLieu = rowsOf(data.inLieuDays);
  const special = new Map<DayNumber, SpecialDay>();
  for (const row of holidays) special.set(row.day, { is: 'holiday', name: nameOf(row), timetable: 0 });
  for (const row of workdays)
    special.set(row.day, { is: 'make-up', name: nameOf(row), timetable: timetableOf(row, workdays, inLieu) });
  return { special, years: new Set(holidays.map((row) => yearOf(row.day))) };
}

let loaded: Holidays | null = null;

/** Read once; 900 days from 2004 on. */
export function chineseHolidays(): Holidays {
  loaded ??= read();
  return loaded;
}
