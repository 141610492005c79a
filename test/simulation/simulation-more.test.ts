/** The deterministic simulation, second half, and every seed that once found something. */

import { describe, expect, it } from 'vitest';
import { KNOWN_SEEDS } from './seeds.ts';
import { batches, playAll } from './suite.ts';

describe('whatever goes wrong around it, the gateway keeps its promises', () => {
  it.each(batches(1))('in runs $from to $to', { timeout: 120_000 }, async (batch) => {
    expect(await playAll(batch)).toBe('kept');
  });
});

describe('a seed that once broke a promise', () => {
  it.each(KNOWN_SEEDS)('$seed: $found', { timeout: 60_000 }, async ({ seed }) => {
    expect(await playAll({ from: seed, to: seed })).toBe('kept');
  });
});
