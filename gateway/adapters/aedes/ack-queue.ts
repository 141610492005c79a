/**
 * PUBACKs of one connection, given out in the order in which the PUBLISH packets came [MQTT-4.6.0-2], whatever the order in
 * which the facts got to disk. A ring: a message costs no allocation once it has grown to the connection's usual window.
 */

/** The largest window a conforming device can have: one packet id for each message in flight. */
export const MAX_WINDOW = 65_535;
const FIRST_SLOTS = 8;

export class AckQueue {
  #ids = new Uint16Array(FIRST_SLOTS);
  #kept = new Uint8Array(FIRST_SLOTS);
  #mask = FIRST_SLOTS - 1;
  #head = 0;
  #tail = 0;
  #ready = 0;

  get waiting(): number {
    return this.#tail - this.#head;
  }

  /** Acknowledgements that may go out now. */
  get ready(): number {
    return this.#ready;
  }

  /** Notes an arrived PUBLISH; the ticket is for `keep`. */
  expect(packetId: number): number {
    if (this.waiting > this.#mask) this.#grow();
    const ticket = this.#tail++;
    this.#ids[ticket & this.#mask] = packetId;
    this.#kept[ticket & this.#mask] = 0;
    return ticket;
  }

  /** The message is on disk. */
  keep(ticket: number): void {
    if (ticket < this.#head || ticket >= this.#tail) return;
    this.#kept[ticket & this.#mask] = 1;
    if (ticket !== this.#head + this.#ready) return;
    let end = ticket + 1;
    while (end < this.#tail && this.#kept[end & this.#mask] === 1) end++;
    this.#ready = end - this.#head;
  }

  /** Every acknowledgement that is ready, as PUBACK packets. */
  take(): Buffer {
    const out = Buffer.allocUnsafe(this.#ready * 4);
    for (let i = 0; i < this.#ready; i++) {
      const id = this.#ids[(this.#head + i) & this.#mask] ?? 0;
      out[i * 4] = 0x40;
      out[i * 4 + 1] = 2;
      out[i * 4 + 2] = id >> 8;
      out[i * 4 + 3] = id & 255;
    }
    this.#head += this.#ready;
    this.#ready = 0;
    return out;
  }

  #grow(): void {
    const size = (this.#mask + 1) * 2;
    const ids = new Uint16Array(size);
    const kept = new Uint8Array(size);
    for (let ticket = this.#head; ticket < this.#tail; ticket++) {
      ids[ticket & (size - 1)] = this.#ids[ticket & this.#mask] ?? 0;
      kept[ticket & (size - 1)] = this.#kept[ticket & this.#mask] ?? 0;
    }
    this.#ids = ids;
    this.#kept = kept;
    this.#mask = size - 1;
  }
}
