/**
 * Wiegand-to-serial converters that pass the bits on: a line of 26, 34 or (EM4100) 64 characters 0 and 1 with their parity.
 * Converters that have taken the parity away are not read: nothing would tell a card from noise.
 */

import { type CardParser, type CardRead, cardRead } from './card-parser.ts';

const LONGEST = 64;
const isEnd = (byte: number): boolean => byte === 0x0d || byte === 0x0a || byte === 0x02 || byte === 0x03;

export class WiegandParser implements CardParser {
  #line = '';

  push(chunk: Uint8Array): readonly CardRead[] {
    const reads: CardRead[] = [];
    for (const byte of chunk) {
      if (!isEnd(byte)) {
        if (this.#line.length <= LONGEST) this.#line += String.fromCharCode(byte);
        continue;
      }
      if (this.#line !== '') reads.push(readBits(this.#line.trim()));
      this.#line = '';
    }
    return reads;
  }
}

/** One line of a converter. */
export function readBits(line: string): CardRead {
  if (!/^[01]+$/.test(line)) return { is: 'garbage', reason: 'shape' };
  if (line.length === 26 || line.length === 34) return readWiegand(line);
  return line.length === 64 ? readEm4100(line) : { is: 'garbage', reason: 'shape' };
}

const isEven = (bits: string): boolean => [...bits].filter((bit) => bit === '1').length % 2 === 0;

const hexOf = (bits: string): string => {
  const digits = bits.match(/.{4}/g) ?? [];
  return digits
    .map((four) => Number.parseInt(four, 2).toString(16))
    .join('')
    .toUpperCase();
};

/** The first half has even parity with its bit in front, the second odd parity with its bit behind. */
function readWiegand(bits: string): CardRead {
  const half = bits.length / 2;
  const holds = isEven(bits.slice(0, half)) && !isEven(bits.slice(half));
  return holds ? cardRead(hexOf(bits.slice(1, -1))) : { is: 'garbage', reason: 'parity' };
}

/** Nine ones, ten rows of four bits with even parity, a row of column parities, a zero. */
function readEm4100(bits: string): CardRead {
  if (!bits.startsWith('111111111') || !bits.endsWith('0')) return { is: 'garbage', reason: 'shape' };
  const rows = bits.slice(9, 59).match(/.{5}/g) ?? [];
  const columns = bits.slice(59, 63);
  const rowsHold = rows.every(isEven);
  const columnsHold = [0, 1, 2, 3].every((at) => isEven(rows.map((row) => row[at]).join('') + (columns[at] ?? '')));
  if (!rowsHold || !columnsHold) return { is: 'garbage', reason: 'parity' };
  return cardRead(hexOf(rows.map((row) => row.slice(0, 4)).join('')));
}
