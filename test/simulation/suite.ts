/**
 * The seeds of a test run, dealt out over two files so that two cores share them. `CAMPUS_GUARD_SIM_SEED` is the first seed and
 * `CAMPUS_GUARD_SIM_RUNS` how many (a night's run: 200000).
 */

import { planOf } from './plan.ts';
import { reportOf } from './report.ts';
import { run } from './run.ts';

const whole = (name: string, otherwise: number): number => {
  const given = process.env[name];
  if (given === undefined || given === '') return otherwise;
  if (!/^\d+$/.test(given)) throw new Error(`${name}=${given}: a whole number is wanted`);
  return Number(given);
};

export const BASE = whole('CAMPUS_GUARD_SIM_SEED', 1);
export const RUNS = whole('CAMPUS_GUARD_SIM_RUNS', 2000);
const AT_ONCE = 100;

export interface Batch {
  readonly from: number;
  readonly to: number;
}

/** @param part 0 or 1 */
export function batches(part: 0 | 1): readonly Batch[] {
  const all = Array.from({ length: Math.ceil(RUNS / AT_ONCE) }, (_, i) => {
    const from = BASE + i * AT_ONCE;
    return { from, to: Math.min(from + AT_ONCE, BASE + RUNS) - 1 };
  });
  return all.filter((_, index) => index % 2 === part);
}

/** What the first failing seed says of itself; `kept` when every promise was. */
export async function playAll({ from, to }: Batch): Promise<string> {
  for (let seed = from; seed <= to; seed += 1) {
    if ((await run(planOf(seed))).violation) return (await reportOf(seed)) ?? `seed ${seed} fails only sometimes`;
  }
  return 'kept';
}
