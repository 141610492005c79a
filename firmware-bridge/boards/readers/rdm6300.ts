/** RDM6300: `02`, ten hex digits, two hex digits of their XOR, `03`; sent again and again while the card is there. */

import { type CardParser, type CardRead, cardRead } from './card-parser.ts';

const START = 0x02;
const END = 0x03;
const DIGITS = 12;
const HEX = /^[0-9A-Fa-f]{12}$/;

export class Rdm6300Parser implements CardParser {
  /** Null: no start has been seen. */
  #text: string | null = null;

  push(chunk: Uint8Array): readonly CardRead[] {
    const reads: CardRead[] = [];
    for (const byte of chunk) {
      const read = this.#take(byte);
      if (read) reads.push(read);
    }
    return reads;
  }

  #take(byte: number): CardRead | null {
    const text = this.#text;
    if (byte === START) {
      this.#text = '';
      return text === null ? null : { is: 'garbage', reason: 'shape' };
    }
    if (text === null) return null;
    if (byte === END) {
      this.#text = null;
      return read(text);
    }
    this.#text = text + String.fromCharCode(byte);
    if (this.#text.length <= DIGITS) return null;
    this.#text = null;
    return { is: 'garbage', reason: 'shape' };
  }
}

function read(text: string): CardRead {
  if (!HEX.test(text)) return { is: 'garbage', reason: 'shape' };
  const bytes = Buffer.from(text, 'hex');
  const sum = bytes.subarray(0, 5).reduce((xor, byte) => xor ^ byte, 0);
  return sum === bytes[5] ? cardRead(text.slice(0, 10).toUpperCase()) : { is: 'garbage', reason: 'checksum' };
}
