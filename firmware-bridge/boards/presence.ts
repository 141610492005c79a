/** Is there a board? A port that stays closed, or one from which nothing comes, is a fault (promise 7); a short replug is none. */

import type { Outlet } from '../board.ts';
import type { BridgeClock } from '../clock.ts';

/** A plug that is put back within this is not told to anybody. */
const REPLUG_MS = 5000;

export class Presence {
  readonly #clock: BridgeClock;
  readonly #outlet: Outlet;
  readonly #silentMs: number;
  #closedAt: number | null;
  #heardAt: number;

  /** `silentMs`: an open port from which nothing came for this long has no board; Infinity: a board that speaks only when used. */
  constructor(clock: BridgeClock, outlet: Outlet, silentMs: number) {
    this.#clock = clock;
    this.#outlet = outlet;
    this.#silentMs = silentMs;
    this.#closedAt = clock.now();
    this.#heardAt = clock.now();
  }

  get isAlive(): boolean {
    return this.#closedAt === null && this.#clock.now() - this.#heardAt <= this.#silentMs;
  }

  opened(): void {
    this.#closedAt = null;
    this.#heardAt = this.#clock.now();
    if (this.#silentMs === Number.POSITIVE_INFINITY) this.#outlet.restore('board-lost');
  }

  closed(): void {
    this.#closedAt ??= this.#clock.now();
  }

  heard(): void {
    this.#heardAt = this.#clock.now();
    this.#outlet.restore('board-lost');
  }

  /** Called once a second. */
  look(): void {
    const now = this.#clock.now();
    const unplugged = this.#closedAt !== null && now - this.#closedAt > REPLUG_MS;
    const silent = this.#closedAt === null && now - this.#heardAt > this.#silentMs;
    if (unplugged || silent) this.#outlet.fault('board-lost');
  }
}
