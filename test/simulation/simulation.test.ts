/** The deterministic simulation, first half; a failing seed prints its story and the command that plays it alone. */

import { expect, it } from 'vitest';
import { planOf } from './plan.ts';
import { run } from './run.ts';
import { BASE, batches, playAll } from './suite.ts';

it.each(batches(0))('every promise is kept in runs $from to $to', { timeout: 120_000 }, async (batch) => {
  expect(await playAll(batch)).toBe('kept');
});

it('a seed plays the same story every time', async () => {
  for (let seed = BASE; seed < BASE + 5; seed += 1) {
    const [once, again] = [await run(planOf(seed)), await run(planOf(seed))];
    expect(again).toEqual(once);
    expect(once.facts).toBeGreaterThan(0);
  }
});
