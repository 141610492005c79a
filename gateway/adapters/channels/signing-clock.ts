/**
 * The time that signed channels sign with. A Pi that starts without a network has a wrong clock, and its signatures are refused:
 * that is said as "clock wrong", and the server's own Date is signed with from then on, so that the next attempt gets through.
 */

import type { Failure } from './http-answer.ts';
import type { HttpAnswer } from './http-client.ts';

const TOLERANCE_MS = 60_000;

export class SigningClock {
  readonly #clock: () => number;
  #offsetMs = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** Epoch ms. */
  now(): number {
    return Math.round(this.#clock() + this.#offsetMs);
  }

  /** A good answer whose Date agrees with our own clock: the clock has been set meanwhile. */
  agreed(answer: HttpAnswer): void {
    if (answer.dateMs !== null && Math.abs(answer.dateMs - this.#clock()) <= TOLERANCE_MS) this.#offsetMs = 0;
  }

  /** The server refused time or signature: which of the two was it? `signedMs` is the time that was signed. */
  refused(answer: HttpAnswer, signedMs: number, said: string): Failure {
    const offMs = answer.dateMs === null ? 0 : signedMs - answer.dateMs;
    if (answer.dateMs === null || Math.abs(offMs) <= TOLERANCE_MS) {
      return { ok: false, code: 'bad-credentials', detail: said, retry: false };
    }
    this.#offsetMs = answer.dateMs - this.#clock();
    const detail = `clock wrong by ${Math.round(offMs / 1_000)} s`;
    return { ok: false, code: 'clock-wrong', detail, retry: true };
  }
}
