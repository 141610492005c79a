/** A broker that the school already has, with us as its client. */

import type { Acknowledge } from './device-link.ts';

export interface UpstreamMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  /** The broker kept it from before; it is not new. */
  readonly retained: boolean;
}

/** Handlers do not throw and do not block. */
export interface UpstreamEvents {
  /** `acknowledge` is called exactly once; a QoS 0 message ignores it. */
  message(upstream: string, message: UpstreamMessage, acknowledge: Acknowledge): void;
  /** Connected and subscribed. */
  up(upstream: string): void;
  /** Not connected; told again with every failed attempt. `code` names the reason, and holds no secret. */
  down(upstream: string, code: string): void;
}

/** One connection; it comes back by itself for as long as it is not stopped. */
export interface Upstream {
  /** Retained, QoS 0; forgotten where it is not connected: `up` is the time to publish anew. */
  publish(topic: string, payload: string): void;
  stop(): Promise<void>;
}
