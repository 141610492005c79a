/** Which facts an export holds: whole days in the school's time zone, as one unbroken stretch of the chain. */

import type Database from 'better-sqlite3';
import { z } from 'zod';
import { badUsage } from '../cli-error.ts';

const DAY_MS = 86_400_000;

/** How far local time is ahead of UTC at that moment. */
function offsetAt(epoch: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const local = Date.parse(`${parts.format(epoch).replace(',', '')} UTC`);
  return local - Math.floor(epoch / 1000) * 1000;
}

/** Midnight at which a local day begins. */
export function startOfDay(date: string, timeZone: string): number {
  const utc = Date.parse(`${date}T00:00:00Z`);
  const guess = utc - offsetAt(utc, timeZone);
  return utc - offsetAt(guess, timeZone);
}

/** A date is that whole day; an instant is ISO 8601 with an offset. `to` is exclusive, except that a date includes its day. */
export function momentOf(written: string | undefined, end: boolean, timeZone: string): number | null {
  if (written === undefined) return null;
  if (z.iso.date().safeParse(written).success) {
    if (!end) return startOfDay(written, timeZone);
    const next = new Date(Date.parse(`${written}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
    return startOfDay(next, timeZone);
  }
  if (z.iso.datetime({ offset: true }).safeParse(written).success) return Date.parse(written);
  const option = end ? '--to' : '--from';
  throw badUsage(
    `${option} 写成 2026-09-01 或带时区的 2026-09-01T08:00:00+08:00`,
    `${option} is 2026-09-01 or, with its offset, 2026-09-01T08:00:00+08:00`,
  );
}

export interface Range {
  /** Both inclusive, counted along the chain; `last < first` where there is nothing. */
  readonly first: number;
  readonly last: number;
}

const edge = z.number().nullable();

/**
 * From the first fact at or after `from` to the last before `to`. Facts between them stay in although a clock that was set
 * back dates them outside: a gap would look like a deletion to whoever verifies the file.
 */
export function rangeOf(db: Database.Database, from: number | null, to: number | null): Range {
  const ask = (sql: string, value: number): number | null => edge.parse(db.prepare(sql).pluck().get(value) ?? null);
  const first = from === null ? 1 : ask('SELECT min(n) FROM ledger WHERE at >= ?', from);
  const last = ask('SELECT max(n) FROM ledger WHERE at < ?', to ?? Number.MAX_SAFE_INTEGER);
  return { first: first ?? 1, last: first === null ? 0 : (last ?? 0) };
}
