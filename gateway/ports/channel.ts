/** A way to reach a person or sound a device. One contract suite for every adapter: test/contracts/channel.ts. */

import type { AlertMessage } from '../contract/alert.ts';

export interface Delivery {
  /** Same for every attempt of one notice: receivers can tell a repeat from a new alarm. */
  readonly idempotencyKey: string;
  /** Channel-specific address of the person (Address.to), or a device id for outputs. */
  readonly to: string;
  readonly message: AlertMessage;
}

export type SendCode =
  | 'timeout'
  | 'dns'
  | 'connect'
  | 'reset'
  | 'tls'
  | 'http-status'
  | 'bad-body'
  | 'refused'
  | 'throttled'
  | 'clock-wrong'
  | 'bad-credentials'
  | 'bad-address'
  | 'redirect'
  | 'exec'
  | 'device-offline'
  | 'not-acknowledged'
  | 'internal';

/** `sent`: the channel accepted it, its answer checked. `delivered`: it reached the device or person (a receipt said so). */
export type SendResult =
  | { readonly ok: true; readonly state: 'sent' | 'delivered' }
  | {
      readonly ok: false;
      readonly code: SendCode /** No secret, ever. */;
      readonly detail: string;
      readonly retry: boolean;
      readonly retryAfterMs?: number | undefined;
    };

export type ProbeResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: SendCode; readonly detail: string };

export interface RateLimit {
  readonly count: number;
  readonly perMs: number;
  /** Of `count`, only urgent notices may use this many. */
  readonly reserved: number;
}

export interface Channel {
  readonly id: string;
  readonly type: string;
  readonly limit: RateLimit | null;
  /** Kept beside `limit`, all at once (a vendor may limit per minute and per second). */
  readonly furtherLimits?: readonly RateLimit[];
  /** Settles within 5 s over DNS, connect and body; never throws. */
  send(delivery: Delivery): Promise<SendResult>;
  /** Is the far end there? Sends no message. Settles within 5 s; never throws. */
  probe(): Promise<ProbeResult>;
  close(): Promise<void>;
}
