/**
 * Is a channel able to deliver? Two tracks, because a probe only connects: being reached is judged by probes and attempts, being
 * accepted by attempts alone (a wrong key or a captive portal answers every probe). Two failures in a row are a fault (promise 7);
 * refused credentials are one at once, for no retry will come that could be the second.
 */

import type { ProbeResult, SendCode, SendResult } from '../../ports/channel.ts';

export type ChannelHealth =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: string; readonly detail: string };

const FAULT_AFTER = 2;
const UNREACHED: ReadonlySet<SendCode> = new Set(['timeout', 'dns', 'connect', 'reset', 'tls']);
/** One address or one device: says nothing about the channel. */
const NOT_THE_CHANNEL: ReadonlySet<SendCode> = new Set(['bad-address', 'device-offline', 'not-acknowledged']);

/** The attempt did not get an answer from the far side. */
export const isUnreached = (result: SendResult): boolean => !result.ok && UNREACHED.has(result.code);

/** It cannot have arrived: it does not count against a rate limit. */
export const neverArrived = (result: SendResult): boolean =>
  !result.ok && (result.code === 'dns' || result.code === 'connect' || result.code === 'tls');

type Failure = Extract<ChannelHealth, { ok: false }>;

export class LaneHealth {
  readonly #changed: (health: ChannelHealth) => void;
  #unreached = 0;
  #refused = 0;
  #last: Failure | null = null;
  #state: 'unknown' | 'ok' | 'fault' = 'unknown';

  constructor(changed: (health: ChannelHealth) => void) {
    this.#changed = changed;
  }

  get state(): 'unknown' | 'ok' | 'fault' {
    return this.#state;
  }

  /** Why it is a fault. */
  get why(): Failure | null {
    return this.#state === 'fault' ? this.#last : null;
  }

  /** The last word was a silence: worth asking again soon. */
  get doubtful(): boolean {
    return this.#unreached > 0;
  }

  probed(result: ProbeResult): void {
    if (result.ok) this.#unreached = 0;
    else this.#failed(result, 'unreached');
    this.#judge();
  }

  sent(result: SendResult): void {
    if (result.ok) {
      this.#unreached = 0;
      this.#refused = 0;
    } else if (UNREACHED.has(result.code)) {
      this.#failed(result, 'unreached');
    } else {
      this.#unreached = 0;
      if (!NOT_THE_CHANNEL.has(result.code)) this.#failed(result, 'refused');
    }
    this.#judge();
  }

  #failed({ code, detail }: { code: SendCode; detail: string }, track: 'unreached' | 'refused'): void {
    this.#last = { ok: false, code, detail };
    if (track === 'unreached') this.#unreached += 1;
    else this.#refused += code === 'bad-credentials' ? FAULT_AFTER : 1;
  }

  #judge(): void {
    const fault = this.#unreached >= FAULT_AFTER || this.#refused >= FAULT_AFTER;
    const sure = fault || this.#unreached + this.#refused === 0;
    const state = fault ? 'fault' : sure ? 'ok' : this.#state;
    if (state === this.#state) return;
    this.#state = state;
    if (state === 'fault' && this.#last !== null) this.#changed(this.#last);
    if (state === 'ok') this.#changed({ ok: true });
  }
}
