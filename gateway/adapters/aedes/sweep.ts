/**
 * One timer for all connections: keep-alive, handshake deadlines, readers that do not read. Looking at 5,000 of them takes
 * a fraction of a millisecond, where 5,000 timers refreshed by every packet would cost more than the packets.
 */

export interface Swept {
  tick(now: number): void;
}

export const SWEEP_MS = 250;
const STALLED_MS = 1_000;

export class Sweep {
  readonly #timer: NodeJS.Timeout;
  #last: number;

  /** `now`: monotonic milliseconds. */
  constructor(now: () => number, members: () => Iterable<Swept>) {
    this.#last = now();
    this.#timer = setInterval(() => {
      const at = now();
      const stalled = at - this.#last > STALLED_MS;
      this.#last = at;
      // This process itself stood still (stopped, suspended): first read what the devices have sent meanwhile.
      if (stalled) return;
      for (const member of members()) member.tick(at);
    }, SWEEP_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
