/** What a panel asks, put to the facts themselves: counted here by hand, without the encoder and without a database. */

import type { Choice, Range } from '../../../dashboards/check/interpolate.ts';
import { localTime } from '../../../gateway/core/calendar/school-clock.ts';
import { windowAt } from '../../../gateway/core/calendar/windows.ts';
import type { Fact } from '../../../gateway/core/facts.ts';
import type { School } from '../../../gateway/core/school.ts';
import { epochMs } from '../../../gateway/core/time.ts';
import type { Recorded } from '../../../gateway/ports/series.ts';

export interface Question {
  readonly school: School;
  readonly facts: readonly Recorded[];
  readonly nowMs: number;
  readonly range: Range;
  readonly choice: Choice;
  /** Of the panel's `$__interval`. */
  readonly intervalMs: number;
}

/** Columns to values; what is missing from the answer is left out. `time` (epoch ms) only where it says something. */
export type Row = Readonly<Record<string, string | number>>;
export type Answer = (question: Question) => readonly Row[];
export type Answers = Readonly<Record<string, Answer>>;

export type At<K extends Fact['kind']> = Omit<Recorded, 'fact'> & { readonly fact: Extract<Fact, { kind: K }> };

/** Facts of some kinds, at any time. */
export function ofKind<K extends Fact['kind']>({ facts }: Question, ...kinds: readonly K[]): readonly At<K>[] {
  const is = (at: Recorded): at is Recorded & At<K> => kinds.some((kind) => kind === at.fact.kind);
  return facts.filter(is);
}

export const within = (ms: number, { range }: Question): boolean => ms >= range.fromMs && ms <= range.toMs;

/** Facts of some kinds within the range. */
export const during = <K extends Fact['kind']>(question: Question, ...kinds: readonly K[]): readonly At<K>[] =>
  ofKind(question, ...kinds).filter(({ atMs }) => within(atMs, question));

/** Is the value chosen in the selector? Where the selector is not there, or says All, everything is. */
export function isChosen({ choice }: Question, variable: string, value: string): boolean {
  const chosen = choice[variable];
  if (chosen === undefined) return true;
  const list = typeof chosen === 'string' ? [chosen] : chosen;
  return list[0] === '$__all' || list.includes(value);
}

export const zoneName = ({ school }: Question, zone: string | null): string =>
  zone === null ? 'none' : (school.zones.get(zone)?.name ?? zone);

export const zoneOf = ({ school }: Question, device: string): string | null => school.devices.get(device)?.zone ?? null;

export const slotOf = ({ school }: Question, ms: number): string =>
  windowAt(school.calendar, { wall: epochMs(ms), trusted: true }) ?? 'unknown';

/** Tags of a device's row. */
export const deviceRow = (question: Question, device: string) => ({
  device,
  device_kind: question.school.devices.get(device)?.kind ?? 'none',
  zone_name: zoneName(question, zoneOf(question, device)),
});

export const isChosenDevice = (question: Question, device: string): boolean => {
  const { device_kind, zone_name } = deviceRow(question, device);
  return isChosen(question, 'zone', zone_name) && isChosen(question, 'device_kind', device_kind);
};

export const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Nearest rank, as InfluxDB documents it. */
export function percentile(values: readonly number[], p: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length * p) / 100 + 0.5) - 1];
}

/** Without the columns that have no value. */
export function row(columns: Readonly<Record<string, string | number | null | undefined>>): Row {
  const entries = Object.entries(columns).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

/** One row, or none where nothing was asked of. */
export const one = (value: number | null | undefined): readonly Row[] =>
  value === null || value === undefined ? [] : [{ value }];

export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Start of the school's day, epoch ms. */
export function dayOf({ school }: Question, ms: number): number {
  const { minute } = localTime(school.timeZone, ms);
  return Math.floor(ms / MINUTE) * MINUTE - minute * MINUTE;
}

/** Start of the school's week, on Monday. */
export const weekOf = (question: Question, ms: number): number =>
  dayOf(question, ms) - (localTime(question.school.timeZone, ms).weekday - 1) * DAY;
