/** A channel without a network: stories decide what becomes of every attempt, at once or later. */

import type { Channel, Delivery, ProbeResult, RateLimit, SendResult } from '../../gateway/ports/channel.ts';

export interface FakeAttempt {
  readonly delivery: Delivery;
  /** Number of the attempt at this channel, from 1. */
  readonly n: number;
  settled: boolean;
  settle(result: SendResult): void;
}

/** `null`: no answer until the story settles the attempt itself. */
export type Behaviour = (delivery: Delivery, n: number) => SendResult | null;

export const SENT: SendResult = { ok: true, state: 'sent' };
export const TIMED_OUT: SendResult = { ok: false, code: 'timeout', detail: 'waited 5 s for the answer', retry: true };

export class FakeChannel implements Channel {
  readonly id: string;
  readonly type = 'fake';
  readonly limit: RateLimit | null;
  readonly attempts: FakeAttempt[] = [];
  behave: Behaviour;
  probing: () => ProbeResult | null = () => ({ ok: true });
  probes = 0;
  closed = false;

  constructor(id = 'hook', options: { limit?: RateLimit; behave?: Behaviour } = {}) {
    this.id = id;
    this.limit = options.limit ?? null;
    this.behave = options.behave ?? (() => SENT);
  }

  send(delivery: Delivery): Promise<SendResult> {
    return new Promise((resolve) => {
      const attempt: FakeAttempt = {
        delivery,
        n: this.attempts.length + 1,
        settled: false,
        settle: (result) => {
          attempt.settled = true;
          resolve(result);
        },
      };
      this.attempts.push(attempt);
      const result = this.behave(delivery, attempt.n);
      if (result !== null) attempt.settle(result);
    });
  }

  probe(): Promise<ProbeResult> {
    this.probes += 1;
    const result = this.probing();
    return result === null ? new Promise(() => {}) : Promise.resolve(result);
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  /** Incidents told, in the order of the attempts. */
  told(): string[] {
    return this.attempts.map((attempt) => attempt.delivery.message.incident);
  }
}
