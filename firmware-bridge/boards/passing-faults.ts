/** Faults that happen and do not stand: each is told as standing until it has not happened again for a while. */

import type { Outlet } from '../board.ts';
import type { BridgeClock } from '../clock.ts';

const CALM_MS = 600_000;

/** Every such code. */
export const PASSING_CODES = [
  'counter-went-back',
  'wrong-key',
  'identity-lost',
  'reset-watchdog',
  'reset-brown-out',
  'line-loose',
  'board-reset',
  'adapter-failed',
] as const;
export type PassingCode = (typeof PASSING_CODES)[number];

export class PassingFaults {
  readonly #clock: BridgeClock;
  readonly #outlet: Outlet;
  readonly #codes: readonly PassingCode[];
  readonly #last = new Map<PassingCode, number>();
  readonly #startedAt: number;

  /** @param codes those that are this one's to take back, also where they were told before a restart */
  constructor(codes: readonly PassingCode[], clock: BridgeClock, outlet: Outlet) {
    this.#codes = codes;
    this.#clock = clock;
    this.#outlet = outlet;
    this.#startedAt = clock.now();
  }

  happened(code: PassingCode): void {
    this.#last.set(code, this.#clock.now());
    this.#outlet.fault(code);
  }

  /** Called once a second. */
  look(): void {
    for (const code of this.#codes) {
      const last = this.#last.get(code) ?? this.#startedAt;
      if (this.#clock.now() - last > CALM_MS) this.#outlet.restore(code);
    }
  }
}
