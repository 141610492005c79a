/** PUBACKs of one connection, in the order in which the messages came [MQTT-4.6.0-2], whatever the order of the disk. */

export class OrderedAcks {
  private readonly send: (packetIds: readonly number[]) => void;
  private readonly waiting: { readonly packetId: number; kept: boolean }[] = [];

  constructor(send: (packetIds: readonly number[]) => void) {
    this.send = send;
  }

  /** @returns what to call once the message is kept */
  expect(packetId: number): () => void {
    const entry = { packetId, kept: false };
    this.waiting.push(entry);
    return () => {
      entry.kept = true;
      const ready: number[] = [];
      while (this.waiting[0]?.kept === true) ready.push(this.waiting.shift()?.packetId ?? 0);
      if (ready.length > 0) this.send(ready);
    };
  }
}
