/**
 * Variables of a query, replaced as Grafana 12 does it for InfluxQL: first the browser (variables of the dashboard, `__interval`,
 * `__from`, `__to`), then the server (`$timeFilter`, `$interval`, `$__interval`). Sources: Grafana's documentation of variable
 * syntax, and its public source of the InfluxDB data source and of the scenes library.
 */

import type { DashboardVariable } from './dashboard-json.ts';

/** What stands in the selectors at the top, `$__all` for All. */
export type Choice = Readonly<Record<string, string | readonly string[]>>;

/** Epoch ms, both ends included. */
export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Situation {
  readonly range: Range;
  readonly variables: readonly DashboardVariable[];
  readonly choice: Choice;
  /** Points that fit on the screen. */
  readonly maxDataPoints?: number;
  /** The data source's least interval (`timeInterval` of the provisioning). */
  readonly minIntervalMs?: number;
}

export class UnknownVariable extends Error {}

const ALL = '$__all';
const REFERENCE = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:^}]+))?(?::([^}]+))?\}/g;
/** Left by the browser to the server. */
const OF_THE_SERVER = new Set(['timeFilter', 'interval']);

export const escapeRegex = (value: string): string => value.replaceAll(/[\\^$*+?.()|[\]{}/]/g, String.raw`\$&`);

export function interpolate(query: string, situation: Situation): string {
  return onTheServer(inTheBrowser(query, situation), situation);
}

function inTheBrowser(query: string, situation: Situation): string {
  const builtIn: Readonly<Record<string, string>> = {
    __from: String(situation.range.fromMs),
    __to: String(situation.range.toMs),
    __interval: intervalText(intervalOf(situation)),
    __interval_ms: String(intervalOf(situation)),
  };
  return query.replaceAll(REFERENCE, (whole: string, ...groups: (string | undefined)[]) => {
    const [plain, square, squareFormat, curly, , curlyFormat] = groups;
    const name = plain ?? square ?? curly ?? '';
    const format = squareFormat ?? curlyFormat;
    const value = builtIn[name];
    if (value !== undefined) return value;
    const variable = situation.variables.find((one) => one.name === name);
    if (variable !== undefined) return formatted(variable, situation.choice[name], format, query);
    if (OF_THE_SERVER.has(name)) return whole;
    throw new UnknownVariable(`${whole} is no variable of the dashboard: ${query}`);
  });
}

function formatted(
  variable: DashboardVariable,
  chosen: string | readonly string[] | undefined,
  format: string | undefined,
  query: string,
): string {
  const value = chosen ?? variable.current?.value ?? '';
  const list = typeof value === 'string' ? [value] : value;
  // "All" with a value of its own goes in as it is, whatever the format.
  if (list[0] === ALL) {
    if (variable.allValue === undefined) throw new Error(`${variable.name}: All without a value of its own`);
    return variable.allValue;
  }
  if (format === 'regex') return typeof value === 'string' ? escapeRegex(value) : alternatives(value);
  if (format === 'raw') return list.join(',');
  if (format === undefined) return byDataSource(variable, value, query);
  throw new Error(`format ${format} is not used here: ${query}`);
}

function alternatives(values: readonly string[]): string {
  const [first, ...more] = values.map(escapeRegex);
  return more.length === 0 ? (first ?? '') : `(${[first, ...more].join('|')})`;
}

/** Without a format the data source decides; what starts like a number then goes in unescaped, which is why we always name one. */
function byDataSource(variable: DashboardVariable, value: string | readonly string[], query: string): string {
  if (typeof value !== 'string') return `(${value.map(escapeRegex).join('|')})`;
  if (!Number.isNaN(Number.parseFloat(value))) return value;
  const inRegex = new RegExp(String.raw`/[^/]*\$\{?${variable.name}\b[^/]*/`).test(query);
  return variable.multi || inRegex ? escapeRegex(value) : value;
}

function onTheServer(query: string, situation: Situation): string {
  const { fromMs, toMs } = situation.range;
  const ms = intervalOf(situation);
  return query
    .replaceAll('$timeFilter', `time >= ${fromMs}ms and time <= ${toMs}ms`)
    .replaceAll('$interval', intervalText(ms))
    .replaceAll('$__interval_ms', String(ms))
    .replaceAll('$__interval', intervalText(ms));
}

/** [below, rounded to], ms. */
const ROUNDED: readonly (readonly [number, number])[] = [
  [15_000, 10_000],
  [25_000, 20_000],
  [45_000, 30_000],
  [90_000, 60_000],
  [210_000, 120_000],
  [450_000, 300_000],
  [750_000, 600_000],
  [1_050_000, 900_000],
  [1_500_000, 1_200_000],
  [2_700_000, 1_800_000],
  [5_400_000, 3_600_000],
  [9_000_000, 7_200_000],
  [16_200_000, 10_800_000],
  [32_400_000, 21_600_000],
  [86_400_000, 43_200_000],
  [604_800_000, 86_400_000],
];

/** Of `$__interval`, ms. */
export function intervalOf({ range, maxDataPoints = 1200, minIntervalMs = 60_000 }: Situation): number {
  const exact = (range.toMs - range.fromMs) / maxDataPoints;
  const rounded = ROUNDED.find(([below]) => exact < below)?.[1] ?? 604_800_000;
  return Math.max(rounded, minIntervalMs);
}

function intervalText(ms: number): string {
  for (const [unit, size] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
  ] as const)
    if (ms % size === 0) return `${ms / size}${unit}`;
  return `${Math.round(ms / 1000)}s`;
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The range of a panel: that of the dashboard (`now-30d`), or its own (`90d`). */
export function rangeOf(text: string, nowMs: number): Range {
  const found = /^(?:now-)?(\d+)([mhd])$/.exec(text);
  const unit = UNITS[found?.[2] ?? ''];
  if (found === null || unit === undefined) throw new Error(`no time range: ${text}`);
  return { fromMs: nowMs - Number(found[1]) * unit, toMs: nowMs };
}
