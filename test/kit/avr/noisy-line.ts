/** A line that damages bytes: each one, with the given probability, becomes some other byte. Seeded. */

import type { Random } from '../../../gateway/ports/random.ts';

export class NoisyLine {
  damaged = 0;
  readonly #random: Random;
  readonly #share: number;

  constructor(share: number, random: Random) {
    this.#share = share;
    this.#random = random;
  }

  carry(bytes: Uint8Array): Uint8Array {
    return bytes.map((byte) => {
      if (this.#random.fraction() >= this.#share) return byte;
      this.damaged += 1;
      return byte ^ (1 + Math.floor(this.#random.fraction() * 255));
    });
  }
}
