/** HMAC-SHA256, cut to its first 8 bytes, over the side that sends, the header and the body. Why 8: docs/adr/0010. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import { MAC_BYTES, type ReceivedFrame, type Side, sideOf } from './frame.ts';

const SIDE_BYTE = { node: 0x4e, host: 0x48 } as const satisfies Record<Side, number>;

/** `signed` is header and body as sent. */
export function macOf(side: Side, signed: Uint8Array, key: Uint8Array): Uint8Array {
  const mac = createHmac('sha256', key).update(Uint8Array.of(SIDE_BYTE[side])).update(signed).digest();
  return new Uint8Array(mac.subarray(0, MAC_BYTES));
}

/** Was this frame made by a holder of `key`, on the side its type belongs to? */
export function isAuthentic(frame: ReceivedFrame, key: Uint8Array): boolean {
  return timingSafeEqual(macOf(sideOf(frame.body.type), frame.signed, key), frame.mac);
}
