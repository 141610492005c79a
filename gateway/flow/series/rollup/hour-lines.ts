/**
 * An hour as it is written: a row for every zone and window, zeros too, so that "nothing happened" and "nobody looked" read apart.
 * Tags of a row stay as they were first written: the same hour written again overwrites itself, also after a zone was renamed.
 */

import { localTime } from '../../../core/calendar/school-clock.ts';
import type { HourRow } from '../../../ports/series.ts';
import { type Line, line } from '../encode/line.ts';
import { placeOf, type SeriesSchool } from '../encode/context.ts';
import { NONE } from '../../../contract/series/shared-tags.ts';
import { WHOLE_SCHOOL } from './counts.ts';
import { windowMinutes } from './hours.ts';

const MINUTE_MS = 60_000;

/** The rows of an hour, with one for every configured zone and window where the gateway watched. */
export function wholeHour(school: SeriesSchool, startMs: number, rows: readonly HourRow[]): readonly HourRow[] {
  const known = new Set(rows.map(({ zone, slot }) => `${slot} ${zone}`));
  const watched = rows.filter(({ zone, counts }) => zone === WHOLE_SCHOOL && (counts['watched_ms'] ?? 0) > 0);
  const filled = watched.flatMap(({ slot }) =>
    [...school.zones.keys()]
      .filter((zone) => !known.has(`${slot} ${zone}`))
      .map((zone): HourRow => ({ startMs, zone, slot, tags: { ...placeOf(school, zone) }, counts: {} })),
  );
  return [...rows, ...filled];
}

/** Lines of an hour: one for each zone and window. */
export function hourLines(school: SeriesSchool, startMs: number, rows: readonly HourRow[]): readonly Line[] {
  const { weekday, minute } = localTime(school.timeZone, startMs);
  const hour = String(Math.floor(minute / 60)).padStart(2, '0');
  const minutes = windowMinutes(school, startMs);
  const watched = new Map(
    rows.filter(({ zone }) => zone === WHOLE_SCHOOL).map(({ slot, counts }) => [slot, counts['watched_ms'] ?? 0]),
  );
  return rows
    .filter(({ zone }) => zone !== WHOLE_SCHOOL)
    .map(({ zone, slot, tags, counts }) => {
      const of = (name: string): number => counts[name] ?? 0;
      return line(
        'zone_hour',
        {
          zone: tags['zone'] ?? zone,
          zone_name: tags['zone_name'] ?? NONE,
          zone_kind: tags['zone_kind'] ?? NONE,
          blind_spot: tags['blind_spot'] ?? NONE,
          slot,
          hour,
          dow: String(weekday),
        },
        {
          minutes: minutes.get(slot) ?? 0,
          watched_minutes: (watched.get(slot) ?? 0) / MINUTE_MS,
          uncovered_minutes: of('uncovered_ms') / MINUTE_MS,
          presses: of('presses'),
          incidents: of('incidents'),
          alarms: of('alarms'),
          taken: of('taken'),
          taken_ms: of('taken_ms'),
          doors: of('doors'),
          motion: of('motion'),
          checkins: of('checkins'),
          misses: of('misses'),
          activity: of('activity'),
        },
        BigInt(startMs) * 1_000_000n,
      );
    });
}
