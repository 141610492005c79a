/** Frames of the PN532 over its serial port (HSU): `00 00 FF LEN LCS TFI … DCS 00`, and the bare ACK `00 00 FF 00 FF 00`. */

export type Pn532Read =
  | { readonly is: 'ack' }
  /** TFI 0xD5 is taken off: the code of the answered command plus one, then its data. */
  | { readonly is: 'answer'; readonly code: number; readonly data: Uint8Array }
  | { readonly is: 'garbage'; readonly reason: 'shape' | 'checksum' };

const FROM_HOST = 0xd4;
const FROM_READER = 0xd5;
const LONGEST = 255;

const sumOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0);
const complement = (byte: number): number => (0x100 - byte) & 0xff;

/** A command as it goes to the reader. */
export function pn532Command(code: number, ...data: readonly number[]): Uint8Array {
  const body = Uint8Array.of(FROM_HOST, code, ...data);
  return Uint8Array.of(0, 0, 0xff, body.length, complement(body.length), ...body, complement(sumOf(body)), 0);
}

/** Frames out of a stream of bytes; keeps no more than one frame. Never throws. */
export class Pn532Reader {
  #held: number[] = [];

  push(chunk: Uint8Array): readonly Pn532Read[] {
    const reads: Pn532Read[] = [];
    for (const byte of chunk) {
      this.#held.push(byte);
      reads.push(...this.#take());
    }
    return reads;
  }

  /** `held` begins with the start code 00 FF, or with what could become it. */
  #take(): readonly Pn532Read[] {
    const held = this.#held;
    if (held.length === 1 && held[0] !== 0) this.#held = [];
    if (held.length === 2 && held[1] !== 0xff) this.#held = held[1] === 0 ? [0] : [];
    if (held.length < 4) return [];
    const [length = 0, check = 0] = held.slice(2);
    if (length === 0 && check === 0xff) return this.#done({ is: 'ack' });
    if (((length + check) & 0xff) !== 0 || length < 2 || length > LONGEST) return this.#restart('shape');
    if (held.length < 4 + length + 1) return [];
    const body = Uint8Array.from(held.slice(4, 4 + length));
    if (((sumOf(body) + (held[4 + length] ?? 0)) & 0xff) !== 0) return this.#restart('checksum');
    if (body[0] !== FROM_READER) return this.#done({ is: 'garbage', reason: 'shape' });
    return this.#done({ is: 'answer', code: body[1] ?? 0, data: body.subarray(2) });
  }

  #done(read: Pn532Read): readonly Pn532Read[] {
    this.#held = [];
    return [read];
  }

  /** The start was none: what follows it may hold a good frame, which must not be swallowed. */
  #restart(reason: 'shape' | 'checksum'): readonly Pn532Read[] {
    const rest = Uint8Array.from(this.#held.slice(2));
    this.#held = [];
    return [{ is: 'garbage', reason }, ...this.push(rest)];
  }
}
