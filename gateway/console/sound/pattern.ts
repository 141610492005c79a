/**
 * What each alarm sounds like, as data, and rendered to samples. The pattern is one loop: the browser's audio thread repeats
 * it, so that an alarm keeps sounding in a hidden tab whose timers the browser has slowed down.
 */

import type { Sound } from '../state/alarm.ts';

export interface Note {
  readonly fromMs: number;
  readonly forMs: number;
  readonly hz: number;
  /** 0 to 1. */
  readonly gain: number;
}

export interface Pattern {
  readonly loopMs: number;
  readonly notes: readonly Note[];
}

const beeps = (hz: readonly number[], forMs: number, gapMs: number, gain: number): Note[] =>
  hz.map((tone, i) => ({ fromMs: i * (forMs + gapMs), forMs, hz: tone, gain }));

export const PATTERNS: Readonly<Record<Sound | 'test', Pattern>> = {
  /** Two tones in quick turn, hardly a pause: somebody is in danger. */
  urgent: { loopMs: 1600, notes: beeps([960, 1280, 960, 1280, 960, 1280], 190, 20, 0.9) },
  /** Three rising notes, a pause: somebody calls for help. */
  help: { loopMs: 2400, notes: beeps([660, 880, 1175], 260, 60, 0.75) },
  /** Two soft low notes every twelve seconds: something is broken. */
  fault: { loopMs: 12_000, notes: beeps([440, 330], 220, 60, 0.4) },
  /** Three falling notes every six seconds: this screen has lost the gateway. */
  lost: { loopMs: 6000, notes: beeps([520, 390, 260], 260, 80, 0.6) },
  /** One clear note, played once when duty starts. */
  test: { loopMs: 700, notes: beeps([660, 990], 220, 30, 0.6) },
};

const EDGE_MS = 8;

/** Mono samples of one loop, -1 to 1. Each note has soft edges (no clicks) and an octave above, which small speakers carry. */
export function render(pattern: Pattern, sampleRate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round((pattern.loopMs / 1000) * sampleRate));
  for (const note of pattern.notes) {
    const from = Math.round((note.fromMs / 1000) * sampleRate);
    const length = Math.round((note.forMs / 1000) * sampleRate);
    const edge = (EDGE_MS / 1000) * sampleRate;
    for (let i = 0; i < length && from + i < samples.length; i += 1) {
      const envelope = Math.min(1, i / edge, (length - i) / edge);
      const phase = (2 * Math.PI * note.hz * i) / sampleRate;
      samples[from + i] = note.gain * envelope * (0.75 * Math.sin(phase) + 0.25 * Math.sin(2 * phase));
    }
  }
  return samples;
}
