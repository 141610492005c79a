/** Little-endian numbers in and out of a few bytes. */

/** Writes one after the other; a number that does not fit its field is a mistake of the caller and throws. */
export class ByteWriter {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  u8(value: number): this {
    this.#view.setUint8(this.#place(value, 1), value);
    return this;
  }

  u16(value: number): this {
    this.#view.setUint16(this.#place(value, 2), value, true);
    return this;
  }

  u32(value: number): this {
    this.#view.setUint32(this.#place(value, 4), value, true);
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }

  #place(value: number, size: number): number {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * size))
      throw new RangeError(`${value} does not fit ${size} bytes`);
    this.#at += size;
    return this.#at - size;
  }
}

/** Reads one after the other. The caller has checked the length. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    this.#at += 1;
    return this.#view.getUint8(this.#at - 1);
  }

  u16(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2, true);
  }

  u32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  raw(length: number): Uint8Array {
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }
}
