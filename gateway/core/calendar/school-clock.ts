/**
 * The school's wall clock: local date and minute of a moment, and the moment of a local date and minute. Rules ask for every
 * sensor fact and forecasts for every shift, so a look into the zone's table serves the whole day of UTC where the offset is
 * the same at both its ends, and on the few other days a quarter of an hour: zones change their offset on quarters only.
 */

import { epochMs, type EpochMs } from '../time.ts';
import { type DayNumber, isoDate, weekdayOf } from './civil-date.ts';

export const DAY_MINUTES = 1440;
const MINUTE_MS = 60_000;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
const QUARTER_MS = 15 * MINUTE_MS;

export interface LocalTime {
  readonly day: DayNumber;
  /** ISO weekday, 1 = Monday. */
  readonly weekday: number;
  /** Of the day, 0–1439. */
  readonly minute: number;
}

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** By day of UTC; null: the offset changes in the course of it. */
  readonly days: Map<number, number | null>;
  quarter: number;
  offsetMs: number;
}

/** A forecast looks at weeks, a replay at months. */
const DAYS_KEPT = 1000;

const zones = new Map<string, Zone>();

function zoneOf(timeZone: string): Zone {
  let zone = zones.get(timeZone);
  if (!zone) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    zone = { format, days: new Map(), quarter: Number.NaN, offsetMs: 0 };
    zones.set(timeZone, zone);
  }
  return zone;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Local time minus UTC at that moment: the weekday tells which of yesterday, today and tomorrow the local day is. */
function readOffset(format: Intl.DateTimeFormat, wallMs: number): number {
  const parts = new Map(format.formatToParts(wallMs).map((part) => [part.type, part.value]));
  const utcDay = Math.floor(wallMs / DAY_MS);
  const local = WEEKDAYS.indexOf(parts.get('weekday') ?? '') + 1;
  const ahead = (local - weekdayOf(utcDay) + 7) % 7;
  const days = ahead > 3 ? ahead - 7 : ahead;
  const ofDay =
    (Number(parts.get('hour')) * 3600 + Number(parts.get('minute')) * 60 + Number(parts.get('second'))) * 1000;
  return days * DAY_MS + ofDay - (Math.floor(wallMs / 1000) * 1000 - utcDay * DAY_MS);
}

function offsetOfDay({ format, days }: Zone, day: number): number | null {
  const known = days.get(day);
  if (known !== undefined) return known;
  const start = readOffset(format, day * DAY_MS);
  const offset = start === readOffset(format, (day + 1) * DAY_MS) ? start : null;
  if (days.size >= DAYS_KEPT) days.delete(days.keys().next().value ?? day);
  days.set(day, offset);
  return offset;
}

function offsetAt(timeZone: string, wallMs: number): number {
  const zone = zoneOf(timeZone);
  const ofDay = offsetOfDay(zone, Math.floor(wallMs / DAY_MS));
  if (ofDay !== null) return ofDay;
  const quarter = Math.floor(wallMs / QUARTER_MS);
  if (zone.quarter !== quarter) {
    zone.offsetMs = readOffset(zone.format, wallMs);
    zone.quarter = quarter;
  }
  return zone.offsetMs;
}

/** Date, weekday and minute in the school's zone. @param wallMs wall time, epoch ms */
export function localTime(timeZone: string, wallMs: number): LocalTime {
  const local = wallMs + offsetAt(timeZone, wallMs);
  const day = Math.floor(local / DAY_MS);
  return { day, weekday: weekdayOf(day), minute: Math.floor((local - day * DAY_MS) / MINUTE_MS) };
}

/**
 * When that minute of that local day is. Minutes may lie outside 0–1439 (`1440 + 60` is 01:00 of the next day). Where the
 * clocks go forward over it, the moment an hour later; where they go back, the earlier of the two.
 */
export function wallAt(timeZone: string, day: DayNumber, minute: number): EpochMs {
  const asUtc = day * DAY_MS + minute * MINUTE_MS;
  const before = offsetAt(timeZone, asUtc - DAY_MS);
  const after = offsetAt(timeZone, asUtc + DAY_MS);
  if (before === after) return epochMs(asUtc - before);
  const early = asUtc - Math.max(before, after);
  const late = asUtc - Math.min(before, after);
  return epochMs(early + offsetAt(timeZone, early) === asUtc ? early : late);
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `07:05` in the school's zone. @param wallMs wall time, epoch ms */
export function clockText(timeZone: string, wallMs: number): string {
  const { minute } = localTime(timeZone, wallMs);
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** `2026-10-10 07:05` in the school's zone. */
export const momentText = (timeZone: string, wallMs: number): string =>
  `${isoDate(localTime(timeZone, wallMs).day)} ${clockText(timeZone, wallMs)}`;
