/** A card reader that speaks by itself: RDM6300, or a Wiegand converter. A tap becomes a check-in. */

import type { Board, Outlet } from '../../board.ts';
import { type BridgeClock, every } from '../../clock.ts';
import type { CardParser, CardRead } from './card-parser.ts';
import { ReaderDesk } from './reader-desk.ts';

const TICK_MS = 1000;

export class ReaderBoard implements Board {
  readonly #makeParser: () => CardParser;
  readonly #desk: ReaderDesk;
  readonly #stopTicking: () => void;
  #parser: CardParser;

  constructor(makeParser: () => CardParser, repeatWindowMs: number, outlet: Outlet, clock: BridgeClock) {
    this.#makeParser = makeParser;
    this.#parser = makeParser();
    // It says nothing while no card is there: an open port is all that can be known.
    this.#desk = new ReaderDesk(repeatWindowMs, Number.POSITIVE_INFINITY, outlet, clock);
    this.#stopTicking = every(clock, TICK_MS, () => this.#desk.look());
  }

  opened(): void {
    this.#parser = this.#makeParser();
    this.#desk.presence.opened();
  }

  received(chunk: Buffer): void {
    for (const read of this.#parser.push(chunk)) this.#take(read);
  }

  closed(): void {
    this.#desk.presence.closed();
  }

  stop(): void {
    this.#stopTicking();
  }

  #take(read: CardRead): void {
    if (read.is === 'card') this.#desk.card(read.card);
    else this.#desk.damaged();
  }
}
