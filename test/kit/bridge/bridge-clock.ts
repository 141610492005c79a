/** A clock for the bridge that a test moves: timers fire in order, each at its own moment. */

import type { BridgeClock } from '../../../firmware-bridge/clock.ts';

export const START_MS = Date.UTC(2026, 10, 25, 8, 0, 0);

export class MovableClock implements BridgeClock {
  #now = 0;
  #wallOffset = START_MS;
  #timers: { readonly at: number; readonly fire: () => void; readonly id: number }[] = [];
  #ids = 0;

  now(): number {
    return this.#now;
  }

  wall(): number {
    return this.#wallOffset + this.#now;
  }

  /** The wall clock leaps; the other one does not notice. */
  setWall(epochMs: number): void {
    this.#wallOffset = epochMs - this.#now;
  }

  after(delayMs: number, fire: () => void): () => void {
    this.#ids += 1;
    const id = this.#ids;
    this.#timers.push({ at: this.#now + delayMs, fire, id });
    return () => {
      this.#timers = this.#timers.filter((timer) => timer.id !== id);
    };
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Moves on; what is due fires, and promises that were settled meanwhile have run. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await settled();
      const next = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at || a.id - b.id)[0];
      if (!next) break;
      this.#timers = this.#timers.filter(({ id }) => id !== next.id);
      this.#now = Math.max(this.#now, next.at);
      next.fire();
    }
    this.#now = until;
    await settled();
  }
}

/** Promise jobs that are ready have run. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
