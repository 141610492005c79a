/**
 * Days as numbers: whole days since 1970-01-01 in the proleptic Gregorian calendar, without any clock or zone.
 * The conversion is the usual one over eras of 400 years (146,097 days).
 */

/** Whole days since 1970-01-01. */
export type DayNumber = number;

const ERA_DAYS = 146_097;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH_SHIFT = 719_468;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

function fromCivil(year: number, month: number, day: number): DayNumber {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * ERA_DAYS + dayOfEra - EPOCH_SHIFT;
}

/** Year, month (1–12) and day of the month of a day number. */
export function civilOf(day: DayNumber): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = day + EPOCH_SHIFT;
  const era = Math.floor(shifted / ERA_DAYS);
  const dayOfEra = shifted - era * ERA_DAYS;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `2026-10-10`. */
export function isoDate(day: DayNumber): string {
  const { year, month, day: ofMonth } = civilOf(day);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(ofMonth)}`;
}

/** Null where the text is no date that exists (`2026-02-30`). */
export function dayNumber(iso: string): DayNumber | null {
  const [, year, month, day] = ISO_DATE.exec(iso) ?? [];
  if (year === undefined) return null;
  const number = fromCivil(Number(year), Number(month), Number(day));
  return isoDate(number) === iso ? number : null;
}

/** ISO weekday, 1 = Monday. */
export const weekdayOf = (day: DayNumber): number => ((((day + 3) % 7) + 7) % 7) + 1;

export const yearOf = (day: DayNumber): number => civilOf(day).year;
