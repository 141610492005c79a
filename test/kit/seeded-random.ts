/** Randomness from a seed: the same seed replays the same run (mulberry32; quality is enough for jitter and test ids). */

import type { Random } from '../../gateway/ports/random.ts';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

export class SeededRandom implements Random {
  readonly seed: number;
  #state: number;

  constructor(seed = 1) {
    this.seed = seed;
    this.#state = seed >>> 0;
  }

  /** Uniform in [0, 1). */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 4_294_967_296;
  }

  id(): string {
    let id = '';
    for (let i = 0; i < 16; i += 1) id += ALPHABET[this.integer(ALPHABET.length)];
    return id;
  }

  /** Whole number in [0, below). */
  integer(below: number): number {
    return Math.floor(this.fraction() * below);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('pick from an empty list');
    return items[this.integer(items.length)] as T;
  }

  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i -= 1) {
      const j = this.integer(i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
    }
    return shuffled;
  }
}
