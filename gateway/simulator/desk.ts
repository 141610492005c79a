/** Whoever keeps the watch at the duty desk: its device is tested every half hour, on real time whatever the story's speed. */

import type { DeviceClock } from './clock.ts';
import type { DeviceSpec } from './plan.ts';

/** What it needs of a simulated device. */
interface Tested {
  readonly spec: Pick<DeviceSpec, 'id'>;
  send(event: { readonly type: 'selftest' }): unknown;
}

const EVERY_MS = 1_800_000;
/** Not before the devices are connected. */
const FIRST_MS = 15_000;

export class Desk {
  readonly #devices: readonly Tested[];
  readonly #clock: DeviceClock;
  #cancel: () => void = () => {};

  /** @param desk ids of the devices that show that somebody is there */
  constructor(desk: readonly string[], devices: readonly Tested[], clock: DeviceClock) {
    this.#devices = devices.filter(({ spec }) => desk.includes(spec.id));
    this.#clock = clock;
  }

  start(): void {
    if (this.#devices.length > 0) this.#after(FIRST_MS);
  }

  stop(): void {
    this.#cancel();
  }

  #after(delayMs: number): void {
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#devices[0]?.send({ type: 'selftest' });
      this.#after(EVERY_MS);
    });
  }
}
