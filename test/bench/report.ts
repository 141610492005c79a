/** The table: median of the rounds' values, their span, the target and whether it is met. */

import { cpus, loadavg } from 'node:os';
import type { Figures, Row, Scenario } from './scenario.ts';
import { median } from './stats.ts';

export interface Result {
  readonly scenario: Scenario;
  readonly rounds: readonly Figures[];
}

export interface Line {
  readonly label: string;
  readonly unit: Row['unit'];
  readonly median: number;
  readonly values: readonly number[];
  readonly target: string | null;
  readonly met: boolean | null;
}

export function linesOf({ scenario, rounds }: Result): Line[] {
  return scenario.rows.flatMap(({ label, unit, of, target }) => {
    const values = rounds.map(of).filter((value) => !Number.isNaN(value));
    if (values.length === 0) return [];
    const middle = median(values);
    return [{ label, unit, median: middle, values, target: target?.words ?? null, met: target?.meets(middle) ?? null }];
  });
}

function number(value: number, unit: Row['unit']): string {
  const digits = Math.abs(value) >= 100 ? 0 : unit === '×' || Math.abs(value) < 10 ? 2 : 1;
  return Number.isInteger(value) && unit !== '×' ? String(value) : value.toFixed(digits);
}

function row({ label, unit, median: middle, values, target, met }: Line): string {
  const low = number(Math.min(...values), unit);
  const high = number(Math.max(...values), unit);
  const span = values.length > 1 ? `${low}–${high}` : '';
  const shown = unit === '×' || unit === '' ? number(middle, unit) : `${number(middle, unit)} ${unit}`;
  return `| ${label} | ${shown} | ${span} | ${target ?? ''} | ${met === null ? '' : met ? 'met' : '**missed**'} |`;
}

export function table(results: readonly Result[]): string {
  const parts = results.map((result) => {
    const head = `\n**${result.scenario.title}** (${result.rounds.length} ${result.rounds.length === 1 ? 'round' : 'rounds'})\n`;
    return [head, '| | median | span | to reach | |', '|---|---|---|---|---|', ...linesOf(result).map(row)].join('\n');
  });
  return parts.join('\n');
}

/** Where it was measured: a figure without its machine says nothing. */
export function machine(): string {
  const [first] = cpus();
  const load = loadavg().map((one) => one.toFixed(1));
  return (
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${first?.model ?? 'unknown CPU'}, ` +
    `Node ${process.versions.node}, load average ${load.join(' ')}. Server and load generator share these cores.`
  );
}
