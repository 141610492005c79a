/** Makes a failing plan short: drops steps as long as the same promise still breaks. */

import type { Planned, Setting } from './plan.ts';
import { run } from './run.ts';
import type { Sabotage } from './sabotage.ts';

/** Runs at most so often; a long story is better than a long wait. */
const MOST_RUNS = 250;

/** @param code of the violation to keep */
export async function shrink(setting: Setting, code: string, sabotage: Sabotage): Promise<Setting> {
  let left = MOST_RUNS;
  const stillFails = async (steps: readonly Planned[]): Promise<boolean> => {
    left -= 1;
    return (await run({ ...setting, steps }, sabotage)).violation?.code === code;
  };
  let steps = setting.steps;
  for (let chunk = Math.ceil(steps.length / 2); chunk >= 1 && left > 0; chunk = Math.floor(chunk / 2)) {
    for (let from = 0; from < steps.length && left > 0; ) {
      const fewer = [...steps.slice(0, from), ...waitingOn(steps, from, chunk)];
      if (fewer.length < steps.length && (await stillFails(fewer))) steps = fewer;
      else from += chunk;
    }
  }
  return { ...setting, steps };
}

/** What follows a cut, its first step waiting as long as the steps cut out had waited: time passes all the same. */
function waitingOn(steps: readonly Planned[], from: number, count: number): readonly Planned[] {
  const cut = steps.slice(from, from + count);
  const [next, ...rest] = steps.slice(from + count);
  const waitMs = cut.reduce((sum, step) => sum + step.waitMs, 0);
  return next ? [{ ...next, waitMs: next.waitMs + waitMs }, ...rest] : [];
}
