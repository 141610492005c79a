/** What one connection has asked to be shown (Home Assistant); an ordinary device has none. */

import { takesIn } from './filter.ts';
import { publishPacket, type Shelf } from './shelf.ts';

const MOST_FILTERS = 4096;

export class OwnFilters {
  readonly #shelf: Shelf;
  readonly #send: (bytes: Buffer) => void;
  readonly #filters = new Set<string>();

  constructor(shelf: Shelf, send: (bytes: Buffer) => void) {
    this.#shelf = shelf;
    this.#send = send;
  }

  /** Sends at once what stands there already [MQTT-3.3.1-6], as one write. */
  add(filters: readonly string[]): void {
    const packets: Buffer[] = [];
    for (const filter of filters) {
      if (this.#filters.size < MOST_FILTERS) this.#filters.add(filter);
      for (const [topic, payload] of this.#shelf.under(filter)) packets.push(publishPacket(topic, payload, true));
    }
    if (packets.length > 0) this.#send(Buffer.concat(packets));
  }

  remove(filters: readonly string[]): void {
    for (const filter of filters) this.#filters.delete(filter);
  }

  deliver(topic: string, packet: Buffer): void {
    for (const filter of this.#filters) {
      if (takesIn(filter, topic)) return this.#send(packet);
    }
  }
}
