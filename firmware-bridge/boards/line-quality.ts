/** How good a line is: frames whole, damaged and forged, all in all and within the last minute. */

import type { BridgeClock } from '../clock.ts';

const WINDOW_MS = 60_000;
/** Fewer frames than this in a minute say nothing about a share. */
const ENOUGH = 20;
const NOISY = 0.05;
const CLEAN = 0.01;
/** So many MACs that do not fit within a minute are no noise: the CRC has passed them. */
const FORGERIES = 3;
const CALM_MS = 600_000;

type Sort = 'whole' | 'damaged' | 'forged';

export class LineQuality {
  readonly #clock: BridgeClock;
  readonly #counts: Record<Sort, number> = { whole: 0, damaged: 0, forged: 0 };
  #recent: { readonly t: number; readonly sort: Sort; readonly times: number }[] = [];
  #lastForged = Number.NEGATIVE_INFINITY;
  #noisy = false;
  #attacked = false;

  constructor(clock: BridgeClock) {
    this.#clock = clock;
  }

  count(sort: Sort, times = 1): void {
    if (times === 0) return;
    const t = this.#clock.now();
    this.#counts[sort] += times;
    if (sort === 'forged') this.#lastForged = t;
    // A busy line would fill it: the newest few hundred tell the share.
    if (this.#recent.length >= 1000) this.#recent = this.#recent.slice(500);
    this.#recent.push({ t, sort, times });
  }

  /** Since the bridge started. */
  get counts(): Readonly<Record<Sort, number>> {
    return this.#counts;
  }

  /** Noise costs re-sends; told as a fault while it is bad, with hysteresis. */
  get isNoisy(): boolean {
    const { share, total } = this.#share('damaged');
    if (total >= ENOUGH && share > NOISY) this.#noisy = true;
    if (total === 0 || share < CLEAN) this.#noisy = false;
    return this.#noisy;
  }

  /** Somebody speaks on this line with a key that is not the node's. */
  get isAttacked(): boolean {
    const { count } = this.#share('forged');
    if (count >= FORGERIES) this.#attacked = true;
    if (this.#clock.now() - this.#lastForged > CALM_MS) this.#attacked = false;
    return this.#attacked;
  }

  #share(sort: Sort): { readonly share: number; readonly total: number; readonly count: number } {
    const from = this.#clock.now() - WINDOW_MS;
    const recent = this.#recent.filter(({ t }) => t >= from);
    const total = recent.reduce((sum, { times }) => sum + times, 0);
    const count = recent.reduce((sum, one) => sum + (one.sort === sort ? one.times : 0), 0);
    return { share: total === 0 ? 0 : count / total, total, count };
  }
}
