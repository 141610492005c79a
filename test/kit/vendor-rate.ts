/** How vendors count: so many in any period; some then answer no for a while (mute). */

export class VendorRate {
  readonly #count: number;
  readonly #perMs: number;
  readonly #muteMs: number;
  #times: number[] = [];
  #mutedUntil = Number.NEGATIVE_INFINITY;

  constructor(count: number, perMs: number, muteMs = 0) {
    this.#count = count;
    this.#perMs = perMs;
    this.#muteMs = muteMs;
  }

  /** Counts a message at `nowMs`; false where it is one too many. */
  allows(nowMs: number): boolean {
    if (nowMs < this.#mutedUntil) return false;
    this.#times = this.#times.filter((time) => time > nowMs - this.#perMs);
    if (this.#times.length >= this.#count) {
      this.#mutedUntil = nowMs + this.#muteMs;
      return false;
    }
    this.#times.push(nowMs);
    return true;
  }
}
