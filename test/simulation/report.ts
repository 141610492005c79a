/** What a failing seed says of itself: the broken promise, the shortest story that breaks it, and how to see it again. */

import { planOf, type Setting } from './plan.ts';
import { run } from './run.ts';
import { NONE, type Sabotage } from './sabotage.ts';
import { shrink } from './shrink.ts';

async function storyOfPlan(setting: Setting, sabotage: Sabotage): Promise<readonly string[]> {
  const lines: string[] = [];
  await run(setting, sabotage, (line) => lines.push(line));
  return lines;
}

/** @returns null when the seed holds */
export async function reportOf(seed: number, sabotage: Sabotage = NONE): Promise<string | null> {
  const setting = planOf(seed);
  const { violation, at } = await run(setting, sabotage);
  if (!violation) return null;
  const short = await shrink(setting, violation.code, sabotage);
  const last = (await run(short, sabotage)).violation ?? violation;
  return [
    `seed ${seed} breaks "${violation.code}" at step ${at} of ${setting.steps.length}: ${violation.text}`,
    `shortest story found (${short.steps.length} steps): ${last.text}`,
    ...(await storyOfPlan(short, sabotage)),
    `for seeds.ts: ${JSON.stringify(short)}`,
    `again: CAMPUS_GUARD_SIM_SEED=${seed} CAMPUS_GUARD_SIM_RUNS=1 npx vitest run test/simulation/simulation.test.ts`,
  ].join('\n');
}
