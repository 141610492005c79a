/** One reader of the live stream. Its queue is bounded in bytes and in time: who does not read is cut off (promise 4). */

import type { ServerResponse } from 'node:http';

export interface ClientLimits {
  /** Waiting for the reader, beyond what it was sent on connecting. */
  readonly maxQueuedBytes: number;
  /** Without taking anything. */
  readonly stallMs: number;
}

export class LiveClient {
  readonly person: string;
  /** False once the session was revoked. */
  readonly mayStay: () => boolean;
  readonly #response: ServerResponse;
  readonly #limits: ClientLimits;
  readonly #onCut: () => void;
  #queue: string[] = [];
  #queuedBytes = 0;
  #allowance = 0;
  #blockedSince: number | null = null;
  #held: string[] | null = null;
  #ended = false;

  constructor(
    response: ServerResponse,
    person: string,
    mayStay: () => boolean,
    limits: ClientLimits,
    onCut: () => void,
  ) {
    this.#response = response;
    this.person = person;
    this.mayStay = mayStay;
    this.#limits = limits;
    this.#onCut = onCut;
    response.on('drain', () => this.#pump());
  }

  /** Events wait until the state they change has been sent. */
  hold(): void {
    this.#held = [];
  }

  /** Sends the state first, then what happened meanwhile. It may exceed the bound, once. */
  begin(state: readonly string[]): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.#queuedBytes = 0;
    this.#allowance = state.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    for (const text of [...state, ...held]) this.send(text);
  }

  send(text: string): void {
    if (this.#ended) return;
    if (this.#held !== null) {
      this.#held.push(text);
      this.#queuedBytes += Buffer.byteLength(text);
      if (this.#queuedBytes > this.#limits.maxQueuedBytes) this.#cut();
      return;
    }
    this.#queue.push(text);
    this.#queuedBytes += Buffer.byteLength(text);
    this.#pump();
    if (this.#queuedBytes > this.#limits.maxQueuedBytes + this.#allowance) this.#cut();
  }

  /** Cuts a reader that took nothing for too long. */
  checkStall(): void {
    if (this.#blockedSince !== null && performance.now() - this.#blockedSince > this.#limits.stallMs) this.#cut();
  }

  /** Says goodbye; who has still not taken that at the second call is cut off. Nothing is written afterwards. */
  end(): void {
    if (this.#ended) {
      this.#response.destroy();
      return;
    }
    this.#ended = true;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#held = null;
    this.#response.end();
  }

  #pump(): void {
    if (this.#response.writableNeedDrain) {
      this.#blockedSince ??= performance.now();
      return;
    }
    this.#blockedSince = null;
    while (this.#queue.length > 0) {
      const text = this.#queue.shift() ?? '';
      this.#queuedBytes -= Buffer.byteLength(text);
      if (this.#response.write(text)) continue;
      this.#blockedSince = performance.now();
      return;
    }
    this.#allowance = 0;
  }

  #cut(): void {
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#held = null;
    this.#onCut();
    this.#response.destroy();
  }
}
