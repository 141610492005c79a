/** The deterministic simulation, second half, and every story that once found something. */

import { describe, expect, it } from 'vitest';
import { run } from './run.ts';
import { KNOWN_STORIES } from './seeds.ts';
import { batches, playAll } from './suite.ts';

// At the top, and not in a suite of its own: where one seed is asked for, there is no second half.
it.each(batches(1))('every promise is kept in runs $from to $to', { timeout: 120_000 }, async (batch) => {
  expect(await playAll(batch)).toBe('kept');
});

describe('a story that once broke a promise', () => {
  it.each(KNOWN_STORIES)('$setting.seed: $found', async ({ setting }) => {
    expect((await run(setting)).violation).toBeNull();
  });
});
