/** The commands of one connection, from the hand-over to Aedes until the device's PUBACK. */

import type { CommandResult } from '../../ports/device-link.ts';

interface Sent {
  readonly payload: Buffer;
  readonly settle: (result: CommandResult) => void;
  packetId: number | null;
}

export class SentCommands {
  readonly #timeoutMs: number;
  #open: Sent[] = [];
  /** Packet ids on the wire without a PUBACK, those of an earlier connection that the session brought back included. */
  readonly #unacknowledged = new Set<number>();

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  get unacknowledged(): number {
    return this.#unacknowledged.size;
  }

  /** Waits for the acknowledgement of `payload`, which is about to be handed to Aedes. */
  expect(payload: Buffer): Promise<CommandResult> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => sent.settle('timeout'), this.#timeoutMs);
      const sent: Sent = {
        payload,
        packetId: null,
        settle: (result) => {
          clearTimeout(timer);
          this.#open = this.#open.filter((other) => other !== sent);
          resolve(result);
        },
      };
      this.#open.push(sent);
    });
  }

  /** Aedes has written a QoS 1 PUBLISH. Equal payloads are told apart by their order. */
  written(packetId: number, payload: Buffer): void {
    this.#unacknowledged.add(packetId);
    const sent = this.#open.find((each) => each.packetId === null && each.payload.equals(payload));
    if (sent) sent.packetId = packetId;
  }

  acknowledged(packetId: number): void {
    this.#unacknowledged.delete(packetId);
    this.#open.find((each) => each.packetId === packetId)?.settle('acknowledged');
  }

  /** The connection is gone. */
  end(): void {
    for (const sent of [...this.#open]) sent.settle('offline');
  }
}
