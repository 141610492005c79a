/** What all readers have in common: check-ins with their repeat window, line quality, a sign of life. */

import type { Outlet } from '../../board.ts';
import type { BridgeClock } from '../../clock.ts';
import { LineQuality } from '../line-quality.ts';
import { Presence } from '../presence.ts';
import { RepeatWindow } from './repeat-window.ts';

const BEAT_MS = 25_000;

export class ReaderDesk {
  readonly presence: Presence;
  readonly #outlet: Outlet;
  readonly #clock: BridgeClock;
  readonly #window: RepeatWindow;
  readonly #quality: LineQuality;
  #beatAt = Number.NEGATIVE_INFINITY;

  constructor(repeatWindowMs: number, silentMs: number, outlet: Outlet, clock: BridgeClock) {
    this.#outlet = outlet;
    this.#clock = clock;
    this.#window = new RepeatWindow(repeatWindowMs);
    this.#quality = new LineQuality(clock);
    this.presence = new Presence(clock, outlet, silentMs);
  }

  card(card: string): void {
    this.#quality.count('whole');
    this.presence.heard();
    if (this.#window.isNew(card, this.#clock.now())) this.#outlet.event({ type: 'checkin', card });
  }

  /** A message that is whole and no card. */
  alive(): void {
    this.#quality.count('whole');
    this.presence.heard();
  }

  damaged(): void {
    this.#quality.count('damaged');
  }

  /** Called once a second. */
  look(): void {
    this.presence.look();
    if (this.#quality.isNoisy) this.#outlet.fault('line-noise');
    else this.#outlet.restore('line-noise');
    const now = this.#clock.now();
    if (!this.presence.isAlive || now - this.#beatAt < BEAT_MS) return;
    this.#beatAt = now;
    const { whole, damaged } = this.#quality.counts;
    this.#outlet.beat({ line: { frames: whole, damaged, forged: 0, resends: 0 } });
  }
}
