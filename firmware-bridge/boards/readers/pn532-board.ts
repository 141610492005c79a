/** A PN532 reader: it says nothing unasked, so that the bridge wakes it, sets it up and asks for a card four times a second. */

import type { Board, Outlet } from '../../board.ts';
import { type BridgeClock, every } from '../../clock.ts';
import { cardRead } from './card-parser.ts';
import { pn532Command, Pn532Reader, type Pn532Read } from './pn532-frames.ts';
import { ReaderDesk } from './reader-desk.ts';

/** Long enough for a sleeping PN532 to hear, then its preamble. */
const WAKE = Uint8Array.of(0x55, 0x55, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
const SAM_CONFIGURATION = 0x14;
const RF_CONFIGURATION = 0x32;
const IN_LIST_PASSIVE_TARGET = 0x4a;

const POLL_MS = 250;
/** It answers within 30 ms; after this long it has forgotten us (its power went). */
const ANSWER_WITHIN_MS = 1500;
const SILENT_MS = 10_000;

export class Pn532Board implements Board {
  readonly #clock: BridgeClock;
  readonly #desk: ReaderDesk;
  readonly #stopTicking: () => void;
  #reader = new Pn532Reader();
  #send: ((bytes: Uint8Array) => void) | null = null;
  /** Null: nothing is asked. */
  #askedAt: number | null = null;
  /** Set up, and asking for cards. */
  #ready = false;

  constructor(repeatWindowMs: number, outlet: Outlet, clock: BridgeClock) {
    this.#clock = clock;
    this.#desk = new ReaderDesk(repeatWindowMs, SILENT_MS, outlet, clock);
    this.#stopTicking = every(clock, POLL_MS, () => this.#tick());
  }

  opened(send: (bytes: Uint8Array) => void): void {
    this.#reader = new Pn532Reader();
    this.#send = send;
    this.#desk.presence.opened();
    this.#setUp();
  }

  received(chunk: Buffer): void {
    for (const read of this.#reader.push(chunk)) this.#take(read);
  }

  closed(): void {
    this.#send = null;
    this.#askedAt = null;
    this.#desk.presence.closed();
  }

  stop(): void {
    this.#stopTicking();
    this.#send = null;
  }

  #setUp(): void {
    this.#ready = false;
    this.#send?.(WAKE);
    // Normal mode, no time-out, no interrupt line.
    this.#ask(SAM_CONFIGURATION, 1, 0, 0);
  }

  #ask(code: number, ...data: readonly number[]): void {
    this.#askedAt = this.#clock.now();
    this.#send?.(pn532Command(code, ...data));
  }

  #take(read: Pn532Read): void {
    if (read.is === 'garbage') return this.#desk.damaged();
    this.#desk.alive();
    if (read.is === 'ack') return;
    this.#askedAt = null;
    // Two tries, then "no card": with its own setting it would be silent until one comes.
    if (read.code === SAM_CONFIGURATION + 1) return this.#ask(RF_CONFIGURATION, 5, 0, 1, 2);
    if (read.code === RF_CONFIGURATION + 1) this.#ready = true;
    if (read.code === IN_LIST_PASSIVE_TARGET + 1) this.#cards(read.data);
  }

  /** One target at most: number, answer to request (2), select (1), length of its id, its id. */
  #cards(data: Uint8Array): void {
    const length = data[5] ?? 0;
    const id = data.subarray(6, 6 + length);
    if (data[0] !== 1 || length < 4 || id.length !== length || length > 10) return;
    const read = cardRead(Buffer.from(id).toString('hex').toUpperCase());
    if (read.is === 'card') this.#desk.card(read.card);
  }

  #tick(): void {
    this.#desk.look();
    if (!this.#send) return;
    if (this.#askedAt !== null) {
      if (this.#clock.now() - this.#askedAt > ANSWER_WITHIN_MS) this.#setUp();
      return;
    }
    // One card, 106 kbit/s type A.
    if (this.#ready) this.#ask(IN_LIST_PASSIVE_TARGET, 1, 0);
    else this.#setUp();
  }
}
