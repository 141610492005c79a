/** Collects facts in any order and gives them back as a journal would: by time, numbered. */

import type { Fact } from '../../../gateway/core/facts.ts';
import type { Recorded } from '../../../gateway/ports/series.ts';

export class Recorder {
  readonly #startMs: number;
  readonly #facts: { atMs: number; actor: string; fact: Fact }[] = [];

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  /** @param atMs epoch ms */
  add(atMs: number, fact: Fact, person: string | null = null): void {
    this.#facts.push({ atMs: Math.round(atMs), actor: person === null ? 'gateway' : `person:${person}`, fact });
  }

  /** On the campus timeline, ms: where deadlines live. */
  timeOf(atMs: number): number {
    return Math.round(atMs) - this.#startMs;
  }

  /** The campus timeline runs with the wall clock here. */
  journal(): readonly Recorded[] {
    return this.#facts
      .map((one, order) => ({ ...one, order }))
      .sort((a, b) => a.atMs - b.atMs || a.order - b.order)
      .map(({ atMs, actor, fact }, index) => ({
        seq: index + 1,
        atMs,
        t: this.timeOf(atMs),
        trusted: true,
        actor,
        fact,
      }));
  }
}
