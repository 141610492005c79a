import { describe, expect, it } from 'vitest';
import { PATTERNS, render } from './pattern.ts';

const RATE = 8000;
const loud = (samples: Float32Array) => samples.filter((s) => Math.abs(s) > 0.01).length / samples.length;

describe('the sounds of the duty room', () => {
  it('loop for exactly as long as they say, never clip, and are never silent', () => {
    for (const pattern of Object.values(PATTERNS)) {
      const samples = render(pattern, RATE);
      expect(samples.length).toBe((pattern.loopMs / 1000) * RATE);
      const peak = Math.max(...samples.map(Math.abs));
      expect(peak).toBeGreaterThan(0.2);
      expect(peak).toBeLessThanOrEqual(1);
    }
  });

  it('press harder the more urgent it is', () => {
    const share = (name: keyof typeof PATTERNS) => loud(render(PATTERNS[name], RATE));
    expect(share('urgent')).toBeGreaterThan(share('help') * 1.5);
    expect(share('help')).toBeGreaterThan(share('lost') * 1.5);
    expect(share('lost')).toBeGreaterThan(share('fault') * 1.5);
  });

  it('are told apart by their tune', () => {
    const tunes = Object.values(PATTERNS).map((pattern) => pattern.notes.map((note) => note.hz).join('-'));
    expect(new Set(tunes).size).toBe(tunes.length);
  });

  it('begin and end without a click', () => {
    const samples = render(PATTERNS.urgent, RATE);
    expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.01);
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.01);
  });
});
