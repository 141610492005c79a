/** The figures of a day: from memory for the newest days, from the ledger for older ones. */

import { daySummary } from '../../contract/summary-api.ts';
import { dayNumber } from '../../core/calendar/civil-date.ts';
import { localTime } from '../../core/calendar/school-clock.ts';
import { summarise } from '../../core/summary/summarise.ts';
import type { DaySummary } from '../../core/summary/summary-facts.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Engine } from '../engine/engine.ts';

/** Memory holds every minute of so many days before today. */
const DAYS_IN_MEMORY = 2;

/** @param date local date; null: today. @returns null where nothing is known of it */
export async function figuresOf(engine: Engine, journal: Journal, date: string | null): Promise<DaySummary | null> {
  const { school, state, clock } = engine;
  const today = localTime(school.timeZone, clock.now().wall).day;
  const day = date === null ? today : dayNumber(date);
  if (day === null || day > today) return null;
  if (day >= today - DAYS_IN_MEMORY) return summarise(state, school, day);
  const closed = await journal.read({
    kinds: ['day-closed'],
    subject: date ?? '',
    accountableOnly: true,
    limit: 10,
  });
  const last = closed.at(-1);
  if (last === undefined) return null;
  const read = daySummary.safeParse(last.data);
  return read.success ? read.data : null;
}
