/** Promise 7: a device that the gateway knows of and has not heard for its time is flagged; one that speaks again is not. */

import type { CampusState } from '../../../gateway/core/campus.ts';
import type { School } from '../../../gateway/core/school.ts';
import type { Fail } from './violation.ts';

/** The gateway looks around once a second. */
const LOOKS_MS = 2100;

export class Silence {
  readonly #fail: Fail;
  /** True time, by device. */
  #heard = new Map<string, number>();
  /** Not in the configuration at the moment. */
  readonly #absent = new Set<string>();

  constructor(fail: Fail) {
    this.#fail = fail;
  }

  heard(device: string, trueMs: number): void {
    this.#heard.set(device, trueMs);
  }

  /** Nobody was listening meanwhile: whom the record knows is waited for anew; a silence on record stays one. */
  restarted(trueMs: number, state: CampusState): void {
    this.#heard = new Map([...state.devices].flatMap(([id, { silent }]) => (silent ? [] : [[id, trueMs] as const])));
  }

  check(trueMs: number, state: CampusState, school: School): void {
    for (const id of this.#heard.keys()) {
      const device = school.devices.get(id);
      if (!device) this.#absent.add(id);
      if (!device) continue;
      // Just configured again: it is looked for from now on.
      if (this.#absent.delete(id)) this.heard(id, Math.max(this.#heard.get(id) ?? 0, trueMs - device.silentAfter));
      const heardMs = this.#heard.get(id) ?? 0;
      const silent = state.devices.get(id)?.silent ?? false;
      const forMs = trueMs - heardMs;
      if (!silent && forMs > device.silentAfter + LOOKS_MS) this.#fail('silence-unseen', `${id}: ${forMs} ms`);
      // Heard a moment ago, for longer than it takes to look.
      if (silent && forMs < device.silentAfter - LOOKS_MS && forMs > LOOKS_MS) this.#fail('still-silent', id);
    }
  }
}
