/** A channel with moods: everything a vendor and the network between may do to a message. What arrived and what was said are kept apart. */

import { ms } from '../../gateway/core/time.ts';
import type { Channel, Delivery, ProbeResult, RateLimit, SendResult } from '../../gateway/ports/channel.ts';
import type { Clock } from '../../gateway/ports/clock.ts';
import type { SeededRandom } from '../kit/seeded-random.ts';
import { SENT, TIMED_OUT } from '../kit/fake-channel.ts';
import type { Mood } from './plan.ts';

/** Outlives the gateway and its channel objects: the far side. */
export interface FarSide {
  mood: Mood;
  probeOk: boolean;
}

export interface ChannelLog {
  /** An attempt has begun. */
  attempt(channel: string, delivery: Delivery): void;
  /** The gateway was told that it was accepted. */
  accepted(channel: string, notice: string): void;
}

const REFUSED: SendResult = { ok: false, code: 'refused', detail: 'errcode 93000', retry: false };
const DELIVERED: SendResult = { ok: true, state: 'delivered' };

export class SimChannel implements Channel {
  readonly id: string;
  readonly type = 'sim';
  readonly limit: RateLimit | null;
  readonly #far: FarSide;
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #log: ChannelLog;

  constructor(
    id: string,
    limit: RateLimit | null,
    far: FarSide,
    deps: { readonly clock: Clock; readonly random: SeededRandom; readonly log: ChannelLog },
  ) {
    this.id = id;
    this.limit = limit;
    this.#far = far;
    this.#clock = deps.clock;
    this.#random = deps.random;
    this.#log = deps.log;
  }

  async send(delivery: Delivery): Promise<SendResult> {
    this.#log.attempt(this.id, delivery);
    const result = await this.#answer(delivery);
    if (result.ok) this.#log.accepted(this.id, delivery.idempotencyKey);
    return result;
  }

  async probe(): Promise<ProbeResult> {
    if (this.#far.probeOk) return { ok: true };
    await this.#in(this.#random.integer(5000));
    return { ok: false, code: 'connect', detail: 'nobody answers' };
  }

  async close(): Promise<void> {}

  async #answer(delivery: Delivery): Promise<SendResult> {
    switch (this.#far.mood) {
      case 'ok':
        return this.id === 'output' && this.#random.chance(0.5) ? DELIVERED : SENT;
      case 'slow':
        await this.#in(this.#random.integer(4900));
        return SENT;
      case 'silent':
      case 'answer-lost':
        await this.#in(5000);
        return TIMED_OUT;
      case 'refuses':
        return REFUSED;
      case 'bad-address':
        return { ok: false, code: 'bad-address', detail: `no ${delivery.to.length}`, retry: false };
      case 'throttles':
        return {
          ok: false,
          code: 'throttled',
          detail: '45009',
          retry: true,
          retryAfterMs: this.#random.integer(60_000),
        };
      case 'hangs':
        return new Promise(() => {});
      case 'late':
        await this.#in(7000 + this.#random.integer(3000));
        return SENT;
      case 'flaky':
        return this.#random.chance(0.5) ? SENT : { ok: false, code: 'reset', detail: 'cut', retry: true };
      case 'throws':
        throw new Error('an adapter broke its promise');
    }
  }

  #in(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(ms(delayMs), resolve));
  }
}
