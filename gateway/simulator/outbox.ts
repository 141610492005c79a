/** Events a device holds until they are acknowledged, oldest first. A press is never given up for want of room. */

import type { EventType } from '../contract/mqtt.ts';

/** An event body without what the device adds when it sends it (v, boot, seq, age). */
export type EventBody = { readonly type: EventType } & Readonly<Record<string, unknown>>;

export interface Held {
  readonly boot: number;
  readonly seq: number;
  readonly body: EventBody;
  /** When it happened, by the device's own clock. */
  readonly happenedAt: number;
}

export class Outbox {
  readonly #held = new Map<number, Held>();
  readonly #room: number;

  /** `room`: how many telemetry events are kept while offline; the oldest go first. */
  constructor(room: number) {
    this.#room = room;
  }

  add(held: Held): void {
    this.#held.set(held.seq, held);
    if (this.#held.size <= this.#room) return;
    for (const [seq, old] of this.#held) {
      if (old.body.type === 'press') continue;
      this.#held.delete(seq);
      return;
    }
  }

  settle(seq: number): void {
    this.#held.delete(seq);
  }

  /** Power was cut: what was in RAM is gone. */
  clear(): void {
    this.#held.clear();
  }

  has(seq: number): boolean {
    return this.#held.has(seq);
  }

  all(): readonly Held[] {
    return [...this.#held.values()];
  }
}

/** The body on the wire. `age` tells how long the device has held the event, so that a late press is dated right. */
export const onTheWire = (held: Held, now: number): string =>
  JSON.stringify({
    v: 1,
    boot: held.boot,
    seq: held.seq,
    ...held.body,
    age: Math.max(0, Math.round(now - held.happenedAt)),
  });
