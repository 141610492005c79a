/** UTF-8 strings of MQTT as they lie on the wire: two bytes of length, then the text. */

import { isUtf8 } from 'node:buffer';

/** The bytes [from, to) hold no ill-formed UTF-8 [MQTT-1.5.3-1] and no U+0000 [MQTT-1.5.3-2]. */
export function isCleanText(bytes: Buffer, from: number, to: number): boolean {
  const text = bytes.subarray(from, to);
  return isUtf8(text) && !text.includes(0);
}

/** Walks the fields of a packet body; every read answers null once one of them did not fit or was not clean. */
export class FieldReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;
  #failed = false;

  constructor(bytes: Buffer, from: number, end: number) {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = end;
  }

  get failed(): boolean {
    return this.#failed;
  }

  get atEnd(): boolean {
    return this.#at === this.#end;
  }

  byte(): number {
    return this.#take(1) ? this.#bytes.readUInt8(this.#at - 1) : 0;
  }

  uint16(): number {
    return this.#take(2) ? this.#bytes.readUInt16BE(this.#at - 2) : 0;
  }

  /** Length-prefixed bytes. */
  binary(): Buffer {
    const length = this.uint16();
    return this.#take(length) ? this.#bytes.subarray(this.#at - length, this.#at) : Buffer.alloc(0);
  }

  /** Length-prefixed UTF-8. */
  text(): string {
    const raw = this.binary();
    if (!isCleanText(raw, 0, raw.length)) this.#failed = true;
    return this.#failed ? '' : raw.toString('utf8');
  }

  #take(length: number): boolean {
    if (this.#failed || this.#at + length > this.#end) {
      this.#failed = true;
      return false;
    }
    this.#at += length;
    return true;
  }
}
