/** The same card seen again within the window is the same check-in: readers repeat a card for as long as it is held to them. */

export class RepeatWindow {
  readonly #windowMs: number;
  readonly #seen = new Map<string, number>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Is this a new check-in? Every sight of the card begins the window anew. */
  isNew(card: string, nowMs: number): boolean {
    for (const [other, at] of this.#seen) if (nowMs - at > this.#windowMs) this.#seen.delete(other);
    const isNew = !this.#seen.has(card);
    this.#seen.set(card, nowMs);
    return isNew;
  }
}
