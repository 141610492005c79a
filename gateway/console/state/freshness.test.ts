import { describe, expect, it } from 'vitest';
import { ageMs, backoffMs, isStale } from './freshness.ts';

const heard = { monoMs: 1000, wallMs: 50_000 };
const later = (mono: number, wall = mono) => ({ monoMs: 1000 + mono, wallMs: 50_000 + wall });

describe('how old the board is', () => {
  it('is fresh through one missed heartbeat and grey before ten seconds', () => {
    expect(isStale(heard, later(7900))).toBe(false);
    expect(isStale(heard, later(8100))).toBe(true);
  });

  it('is old after the laptop slept, though its monotonic clock stood still', () => {
    expect(isStale(heard, later(100, 3_600_000))).toBe(true);
  });

  it('does not look new because somebody set the wall clock back', () => {
    expect(isStale(heard, later(60_000, -3_600_000))).toBe(true);
    expect(ageMs(heard, later(0, -10))).toBe(0);
  });

  it('tries again soon, then more slowly, and never waits longer than five seconds', () => {
    expect([0, 1, 2, 3, 4, 50].map((n) => backoffMs(n, 0))).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
    expect(backoffMs(4, 1)).toBe(4000);
  });
});
