/** How long to wait before trying again: twice as long each time up to a limit, spread so that 32 ports do not try at once. */

import type { Dice } from '../clock.ts';

export interface BackoffOptions {
  readonly firstMs: number;
  readonly mostMs: number;
}

export class Backoff {
  readonly #options: BackoffOptions;
  readonly #dice: Dice;
  #tries = 0;

  constructor(options: BackoffOptions, dice: Dice) {
    this.#options = options;
    this.#dice = dice;
  }

  /** Between half and one and a half times the step. */
  next(): number {
    const step = Math.min(this.#options.mostMs, this.#options.firstMs * 2 ** Math.min(this.#tries, 20));
    this.#tries += 1;
    return step * (0.5 + this.#dice());
  }

  /** It worked. */
  reset(): void {
    this.#tries = 0;
  }
}
