/** What the incidents of some weeks have in common: where and at what hour, and how soon somebody was there. Pure. Drills and tests never count. */

import type { Incident } from '../../contract/api.ts';
import { clockTime } from '../format/moment.ts';

export const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

export interface HeatRow {
  readonly zone: string;
  /** Incidents by hour of the school's day, 24 of them. */
  readonly counts: readonly number[];
  readonly total: number;
}

const counts = (incident: Incident): boolean =>
  !incident.drill && incident.outcome !== 'test' && incident.outcome !== 'drill';
const ofPeople = ({ level }: Incident): boolean => level === 'help' || level === 'urgent';

/** Incidents of people in need by zone and hour, the busiest zone first. */
export function heatOf(incidents: readonly Incident[], timeZone: string): readonly HeatRow[] {
  const rows = new Map<string, number[]>();
  for (const incident of incidents) {
    if (!counts(incident) || !ofPeople(incident) || incident.zone === null) continue;
    const row = rows.get(incident.zone) ?? HOURS.map(() => 0);
    const hour = Number(clockTime(Date.parse(incident.openedAt), timeZone).slice(0, 2));
    row[hour] = (row[hour] ?? 0) + 1;
    rows.set(incident.zone, row);
  }
  return [...rows]
    .map(([zone, row]) => ({ zone, counts: row, total: row.reduce((sum, n) => sum + n, 0) }))
    .sort((a, b) => b.total - a.total || (a.zone < b.zone ? -1 : 1));
}

/** 0 for none, then 1 to 4 by share of the fullest cell. */
export const shadeOf = (count: number, most: number): number =>
  count === 0 ? 0 : Math.max(1, Math.ceil((count / Math.max(1, most)) * 4));

export interface Times {
  readonly n: number;
  /** Milliseconds; null where there is none. */
  readonly p50: number | null;
  readonly p90: number | null;
  readonly max: number | null;
}

/** Nearest rank: a value that really happened, never one in between. */
function timesOf(values: readonly number[]): Times {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (share: number): number | null => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
  return { n: sorted.length, p50: rank(0.5), p90: rank(0.9), max: sorted.at(-1) ?? null };
}

export interface Response {
  readonly taken: Times;
  readonly arrived: Times;
  readonly closed: Times;
}

/** From the opening to each milestone, of incidents of people in need. */
export function responseOf(incidents: readonly Incident[]): Response {
  const real = incidents.filter((one) => counts(one) && ofPeople(one));
  const after = (at: (one: Incident) => string | null): Times =>
    timesOf(
      real.flatMap((one) => {
        const moment = at(one);
        return moment === null ? [] : [Math.max(0, Date.parse(moment) - Date.parse(one.openedAt))];
      }),
    );
  return {
    taken: after((one) => one.takenAt),
    arrived: after((one) => one.arrivedAt),
    closed: after((one) => one.closedAt),
  };
}

/** How they ended, most frequent first; open ones are not in it. */
export function outcomesOf(
  incidents: readonly Incident[],
): readonly (readonly [NonNullable<Incident['outcome']>, number])[] {
  const found = new Map<NonNullable<Incident['outcome']>, number>();
  for (const { outcome } of incidents) if (outcome !== null) found.set(outcome, (found.get(outcome) ?? 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1]);
}
