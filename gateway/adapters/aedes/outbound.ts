/** Reads what Aedes sends to a device: whole, well-formed packets. Only CONNACK and QoS 1 PUBLISH matter to the gate. */

export interface OutboundEvents {
  connack(code: number, sessionPresent: boolean): void;
  /** `header`: where its first byte is. */
  published(packetId: number, payload: Buffer, header: number): void;
}

export function readOutbound(bytes: Buffer, events: OutboundEvents): void {
  let at = 0;
  while (at + 1 < bytes.length) {
    const first = bytes.readUInt8(at);
    let length = 0;
    let factor = 1;
    let body = at + 1;
    for (;;) {
      const digit = bytes.readUInt8(body++);
      length += (digit & 127) * factor;
      if (digit < 128) break;
      factor *= 128;
    }
    const end = body + length;
    if (first >> 4 === 2) events.connack(bytes.readUInt8(body + 1), (bytes.readUInt8(body) & 1) === 1);
    if (first >> 4 === 3 && (first & 6) !== 0) {
      const afterTopic = body + 2 + bytes.readUInt16BE(body);
      events.published(bytes.readUInt16BE(afterTopic), bytes.subarray(afterTopic + 2, end), at);
    }
    at = end;
  }
}
