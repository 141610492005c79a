/**
 * Frames out of a stream of bytes, cut in any way. Whatever happened before, the next 0x00 starts afresh: noise costs the frames
 * it touched, nothing after them. Memory is bounded by one frame.
 */

import { decodeFrame } from './codec.ts';
import { type Garbage, PACKET_LIMIT_BYTES, type ReceivedFrame, type Side } from './frame.ts';

/** Stuffing adds one byte. */
const LIMIT = PACKET_LIMIT_BYTES + 1;

export class FrameReader {
  readonly #from: Side;
  readonly #held = new Uint8Array(LIMIT);
  /** Bytes since the last delimiter, also those beyond the limit, which are not kept. */
  #length = 0;

  /** `from`: the side whose frames are expected on this stream. */
  constructor(from: Side) {
    this.#from = from;
  }

  /** What `chunk` completes, in order: frames and garbage. An empty stretch between two delimiters is neither. Never throws. */
  push(chunk: Uint8Array): (ReceivedFrame | Garbage)[] {
    const complete: (ReceivedFrame | Garbage)[] = [];
    for (const byte of chunk) {
      if (byte !== 0) {
        if (this.#length < LIMIT) this.#held[this.#length] = byte;
        this.#length += 1;
        continue;
      }
      if (this.#length > 0) complete.push(this.#take());
      this.#length = 0;
    }
    return complete;
  }

  #take(): ReceivedFrame | Garbage {
    if (this.#length > LIMIT) return { kind: 'garbage', reason: 'too-long', bytes: this.#length };
    // A copy: frames keep pieces of it, and the next one is written over it.
    return decodeFrame(this.#held.slice(0, this.#length), this.#from);
  }
}
