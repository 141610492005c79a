/** The flow as seen from the broker: notes what it is told, and acknowledges at once, never, or when the test says so. */

import type { Acknowledge, DeviceIdentity, Inbound, LinkEvents } from '../../../gateway/ports/device-link.ts';

export interface Told {
  readonly what: 'event' | 'alive' | 'connected' | 'disconnected' | 'listening' | 'refused';
  readonly who: string;
  readonly detail: string;
  readonly inbound?: Inbound;
}

export class WatchedFlow implements LinkEvents {
  readonly told: Told[] = [];
  readonly held: { inbound: Inbound; acknowledge: Acknowledge }[] = [];
  /** What becomes of an event; by default it is kept at once. */
  onEvent: (inbound: Inbound, acknowledge: Acknowledge) => void = (_inbound, acknowledge) => acknowledge('keep');
  #waiting: { check: () => boolean; resolve: () => void }[] = [];

  event(inbound: Inbound, acknowledge: Acknowledge): void {
    this.#tell({ what: 'event', who: inbound.device, detail: inbound.payload.toString(), inbound });
    try {
      this.onEvent(inbound, acknowledge);
    } finally {
      this.#look();
    }
  }

  alive(device: string): void {
    this.#tell({ what: 'alive', who: device, detail: '' });
  }

  connected(device: string, address: string): void {
    this.#tell({ what: 'connected', who: device, detail: address });
  }

  disconnected(device: string, why: string): void {
    this.#tell({ what: 'disconnected', who: device, detail: why });
  }

  listening(device: string): void {
    this.#tell({ what: 'listening', who: device, detail: '' });
  }

  refused(who: string, what: string): void {
    this.#tell({ what: 'refused', who, detail: what });
  }

  /** From now on the disk is slow: acknowledgements wait in `held`. */
  holdAcknowledgements(): void {
    this.onEvent = (inbound, acknowledge) => this.held.push({ inbound, acknowledge });
  }

  of(what: Told['what']): readonly Told[] {
    return this.told.filter((each) => each.what === what);
  }

  events(): readonly Inbound[] {
    return this.told.flatMap((each) => (each.inbound ? [each.inbound] : []));
  }

  refusals(): readonly string[] {
    return this.of('refused').map((each) => each.detail);
  }

  /** Resolves once `check` holds; looked at whenever something is told. */
  until(check: () => boolean): Promise<void> {
    if (check()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ check, resolve }));
  }

  #tell(told: Told): void {
    this.told.push(told);
    this.#look();
  }

  #look(): void {
    this.#waiting = this.#waiting.filter(({ check, resolve }) => {
      if (!check()) return true;
      resolve();
      return false;
    });
  }
}

/** Every device `x` has the secret `secret-of-x`, except those whose id begins with `ghost`. */
export const schoolIdentity: DeviceIdentity = {
  verifySecret: (device, secret) => !device.startsWith('ghost') && secret === secretOf(device),
  knows: (device) => !device.startsWith('ghost'),
};

export const secretOf = (device: string): string => `secret-of-${device}`;
