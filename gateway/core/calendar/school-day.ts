/** What sort of day a date is: a school day (and by whose timetable), a holiday, or outside the terms. */

import type { Calendar } from './calendar.ts';
import { type DayNumber, weekdayOf, yearOf } from './civil-date.ts';

export interface SchoolDay {
  readonly day: DayNumber;
  /** ISO weekday whose timetable holds; null: none, nobody has school. */
  readonly timetable: number | null;
  readonly why: 'weekday' | 'make-up' | 'holiday' | 'outside-term';
  /** Of the holiday or make-up day. */
  readonly name: string | null;
  /** False: nobody has told this calendar the holidays of that year. */
  readonly known: boolean;
}

const inTerm = ({ terms }: Calendar, day: DayNumber): boolean =>
  terms.length === 0 || terms.some((term) => day >= term.from && day <= term.to);

/** The order is: outside the terms, then what is said of the day itself, then its weekday. */
export function schoolDay(calendar: Calendar, day: DayNumber): SchoolDay {
  const special = calendar.special.get(day);
  const known = special !== undefined || (calendar.knownYears?.has(yearOf(day)) ?? true);
  if (!inTerm(calendar, day)) return { day, timetable: null, why: 'outside-term', name: null, known };
  if (special?.is === 'holiday') return { day, timetable: null, why: 'holiday', name: special.name, known };
  if (special) return { day, timetable: special.timetable, why: 'make-up', name: special.name, known };
  return { day, timetable: weekdayOf(day), why: 'weekday', name: null, known };
}
