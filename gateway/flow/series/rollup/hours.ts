/** Full hours in the school's time zone, and how much of an hour lies in which window. */

import type { SeriesSchool } from '../encode/context.ts';
import { windowAt } from '../../../core/calendar/windows.ts';
import { localTime } from '../../../core/calendar/school-clock.ts';
import { epochMs } from '../../../core/time.ts';

const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** The full hour that a moment lies in, epoch ms. */
export function hourOf({ timeZone }: SeriesSchool, wallMs: number): number {
  const minute = Math.floor(wallMs / MINUTE_MS) * MINUTE_MS;
  return minute - (localTime(timeZone, wallMs).minute % 60) * MINUTE_MS;
}

/** Minutes of each window within the hour that begins at `startMs`; windows change on full minutes. */
export function windowMinutes({ calendar }: SeriesSchool, startMs: number): ReadonlyMap<string, number> {
  const minutes = new Map<string, number>();
  for (let at = startMs; at < startMs + HOUR_MS; at += MINUTE_MS) {
    const window = windowAt(calendar, { wall: epochMs(at), trusted: true }) ?? 'unknown';
    minutes.set(window, (minutes.get(window) ?? 0) + 1);
  }
  return minutes;
}
