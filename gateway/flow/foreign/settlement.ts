/** One message may become several facts: it is acknowledged once, when all of them are on disk. */

import type { Acknowledge } from '../../ports/device-link.ts';
import type { Settle } from '../intake/telemetry-bucket.ts';

export class Settlement {
  private readonly acknowledge: Acknowledge;
  /** The message itself is one part, so that a fact that is stored at once does not acknowledge the ones to come. */
  private open = 1;
  private answered = false;

  constructor(acknowledge: Acknowledge) {
    this.acknowledge = acknowledge;
  }

  /** For one fact; of several calls the first counts. */
  readonly part = (): Settle => {
    this.open += 1;
    let told = false;
    return (stored) => {
      if (told) return;
      told = true;
      this.settle(stored);
    };
  };

  /** Everything that the message says has been handed over. */
  readonly handedOver = (): void => this.settle(true);

  private settle(stored: boolean): void {
    if (this.answered) return;
    this.open -= 1;
    if (stored && this.open > 0) return;
    this.answered = true;
    this.acknowledge(stored ? 'keep' : 'drop');
  }
}
