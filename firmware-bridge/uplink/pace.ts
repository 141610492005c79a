/** Tokens for telemetry that was held back: sent faster than the gateway's own rate it would only be counted there. */

export class Pace {
  readonly #perSecond: number;
  #tokens: number;
  #filledAt: number | null = null;

  constructor(perSecond: number) {
    this.#perSecond = Math.max(0.1, perSecond);
    this.#tokens = this.#burst;
  }

  /** Takes a token and returns 0, or the milliseconds until there is one. */
  take(nowMs: number): number {
    const passed = nowMs - (this.#filledAt ?? nowMs);
    this.#filledAt = nowMs;
    this.#tokens = Math.min(this.#burst, this.#tokens + (passed * this.#perSecond) / 1000);
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) * 1000) / this.#perSecond);
    this.#tokens -= 1;
    return 0;
  }

  get #burst(): number {
    return this.#perSecond * 2;
  }
}
