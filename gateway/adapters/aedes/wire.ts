/**
 * The socket of a gate (TCP, TLS or WebSocket): reading on and off, writing with an eye on a reader that does not read, and
 * a last word before hanging up. It never buffers without bound and never outlives its close by more than a second.
 */

import type { Duplex } from 'node:stream';
import type { BrokerLimits } from './limits.ts';

export interface WireEvents {
  data(chunk: Buffer): void;
  /** The far end has closed, or the socket failed. */
  ended(why: 'closed' | 'socket-error'): void;
  /** The socket is gone for good. */
  gone(): void;
}

const LINGER_MS = 1_000;

export class Wire {
  readonly #socket: Duplex;
  readonly #limits: BrokerLimits;
  #reading = true;
  #undrainedSince: number | null = null;
  #hangUpAt: number | null = null;

  constructor(socket: Duplex, limits: BrokerLimits, events: WireEvents) {
    this.#socket = socket;
    this.#limits = limits;
    socket.on('error', () => events.ended('socket-error'));
    socket.on('end', () => events.ended('closed'));
    socket.on('close', () => {
      events.ended('closed');
      events.gone();
    });
    socket.on('data', (chunk: Buffer) => events.data(chunk));
  }

  reading(on: boolean): void {
    if (on === this.#reading) return;
    this.#reading = on;
    if (on) this.#socket.resume();
    else this.#socket.pause();
  }

  /** False where the far end is too far behind to be written to any more. */
  write(bytes: Buffer): boolean {
    if (this.#socket.destroyed || this.#hangUpAt !== null) return true;
    this.#socket.write(bytes);
    return this.#socket.writableLength <= this.#limits.unreadBytes;
  }

  /** False where the far end has not drained in time. */
  tick(now: number): boolean {
    if (this.#hangUpAt !== null) {
      if (now >= this.#hangUpAt) this.#socket.destroy();
      return true;
    }
    if (this.#socket.writableLength === 0) this.#undrainedSince = null;
    else this.#undrainedSince ??= now;
    return this.#undrainedSince === null || now - this.#undrainedSince <= this.#limits.undrainedMs;
  }

  /** With last words: says them, lets the far end read them and hang up, and hangs up itself a second later. */
  close(lastWords: Buffer | null, now: number): void {
    if (lastWords === null || this.#socket.destroyed) {
      this.#socket.destroy();
      return;
    }
    this.#hangUpAt = now + LINGER_MS;
    this.#socket.end(lastWords);
    // Unread input would turn the close into a reset, and a reset may overtake the last words.
    this.#socket.resume();
  }
}
