/** Signed, expiring take-over links: 16 bytes of HMAC, an expiry, incident and person, about 80 characters in all. */

import type { LinkRead, Links } from '../../ports/accounts.ts';
import { keyedHash, sameBytes } from './key-ring.ts';

const VERSION = 1;
const MAC_BYTES = 16;
const HEAD_BYTES = 6;
const LONGEST = 512;
export const LINK_MS = 12 * 3_600_000;
const INVALID: LinkRead = { ok: false, why: 'invalid' };

export class TakeOverLinks implements Links {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  issue(incident: string, person: string, nowMs: number): string {
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt8(VERSION, 0);
    head.writeUInt32BE(Math.ceil((nowMs + LINK_MS) / 1000), 1);
    head.writeUInt8(Buffer.byteLength(incident), 5);
    const body = Buffer.concat([head, Buffer.from(incident), Buffer.from(person)]);
    return Buffer.concat([body, this.#mac(body)]).toString('base64url');
  }

  /** Looks into the token only after its signature was found good. */
  read(token: string, nowMs: number): LinkRead {
    if (token.length > LONGEST || !/^[A-Za-z0-9_-]+$/.test(token)) return INVALID;
    const bytes = Buffer.from(token, 'base64url');
    // One signature has one spelling: base64url would otherwise ignore spare bits at the end.
    if (bytes.length < HEAD_BYTES + MAC_BYTES || bytes.toString('base64url') !== token) return INVALID;
    const body = bytes.subarray(0, -MAC_BYTES);
    if (!sameBytes(this.#mac(body), bytes.subarray(-MAC_BYTES)) || body.readUInt8(0) !== VERSION) return INVALID;
    if (nowMs / 1000 >= body.readUInt32BE(1)) return { ok: false, why: 'expired' };
    const end = HEAD_BYTES + body.readUInt8(5);
    return { ok: true, incident: body.toString('utf8', HEAD_BYTES, end), person: body.toString('utf8', end) };
  }

  #mac(body: Buffer): Buffer {
    return keyedHash(this.#key, 'link', body).subarray(0, MAC_BYTES);
  }
}
