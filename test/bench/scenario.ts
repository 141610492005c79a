/** A scenario gives raw figures for one round; its rows say what is made of them, round by round, and what is to be reached. */

import type { Stage } from './stage.ts';

export type Figures = Readonly<Record<string, number>>;

export interface Row {
  readonly label: string;
  readonly unit: '×' | 'ms' | 's' | 'MB' | 'µs' | 'ns' | '/s' | '';
  /** From the figures of one round, so that ratios are paired; NaN where a subject was not there. */
  readonly of: (figures: Figures) => number;
  /** Absent: told, not judged. */
  readonly target?: { readonly words: string; readonly meets: (value: number) => boolean };
}

export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly Row[];
  /** `round` from 0: subjects take turns in going first. */
  run(stage: Stage, round: number): Promise<Figures>;
  /** Measured once in a run: it repeats itself well, and takes long. */
  readonly once?: boolean;
}

export const atMost = (limit: number): NonNullable<Row['target']> => ({
  words: `<= ${limit}`,
  meets: (value) => value <= limit,
});
export const atLeast = (limit: number): NonNullable<Row['target']> => ({
  words: `>= ${limit}`,
  meets: (value) => value >= limit,
});

export const figure =
  (name: string) =>
  (figures: Figures): number =>
    figures[name] ?? Number.NaN;

export const ratio =
  (over: string, under: string) =>
  (figures: Figures): number =>
    (figures[over] ?? Number.NaN) / (figures[under] ?? Number.NaN);

/** The same list, beginning elsewhere each round: whoever goes first finds a cooler machine. */
export const inTurns = <T>(list: readonly T[], round: number): T[] => {
  const from = list.length === 0 ? 0 : round % list.length;
  return [...list.slice(from), ...list.slice(0, from)];
};

export const prefixed = (prefix: string, figures: Readonly<Record<string, number>>): Figures =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${prefix}.${name}`, value]));
