/**
 * The circuit breaker of a channel: after three transport failures in a row, status messages wait (one of them tries now and then)
 * so that they do not hold sockets of a dead service. Urgent notices pass all the same: each is the best probe there is.
 */

import { later, type Ms, ms, seconds } from '../../core/time.ts';

const OPENS_AFTER = 3;
const TRIAL_EVERY = seconds(10);

export class Breaker {
  #failures = 0;
  #nextTrial: Ms = ms(0);

  get open(): boolean {
    return this.#failures >= OPENS_AFTER;
  }

  passes(now: Ms, urgent: boolean): boolean {
    return urgent || !this.open || now >= this.#nextTrial;
  }

  /** When a status message may try again. */
  get nextTrial(): Ms {
    return this.#nextTrial;
  }

  /** An attempt starts; while the breaker is open the next status message waits its turn. */
  started(now: Ms): void {
    if (this.open) this.#nextTrial = later(now, TRIAL_EVERY);
  }

  failed(now: Ms): void {
    this.#failures += 1;
    if (this.open) this.#nextTrial = later(now, TRIAL_EVERY);
  }

  /** The far side was reached, whatever it said. True when that is news. */
  reached(): boolean {
    const news = this.#failures > 0;
    this.#failures = 0;
    return news;
  }
}
