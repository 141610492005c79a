/**
 * One message may become several facts: it is acknowledged once, when all of them are on disk; an eager one when its presses are.
 */

import type { Acknowledge } from '../../ports/device-link.ts';
import type { Settle } from '../intake/telemetry-bucket.ts';

export class Settlement {
  private readonly acknowledge: Acknowledge;
  /** The message itself is one part, so that a fact that is stored at once does not acknowledge the ones to come. */
  private open = 1;
  private answered = false;
  private readonly eager: boolean;

  constructor(acknowledge: Acknowledge, eager: boolean) {
    this.acknowledge = acknowledge;
    this.eager = eager;
  }

  /** For one fact; of several calls the first counts. */
  readonly part = (of: 'press' | 'other' = 'other'): Settle => {
    if (this.eager && of === 'other') return () => undefined;
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
