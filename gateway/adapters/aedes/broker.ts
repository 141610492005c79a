/** The MQTT broker of the gateway: Aedes behind gates of our own (docs/adr: the guard around Aedes). */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { DeviceIdentity, DeviceLink, LinkEvents } from '../../ports/device-link.ts';
import type { BrokerLimits } from './limits.ts';

export { type BrokerLimits, DEFAULT_BROKER_LIMITS } from './limits.ts';

export interface TlsOptions {
  /** 0 = any free port. */
  readonly port: number;
  /** PEM. */
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
  /** PEM of the CA that signs device certificates; without it devices sign in by secret only. */
  readonly ca?: string | Buffer | undefined;
}

export interface BrokerOptions {
  /** Address to listen on; default: every interface. */
  readonly host?: string | undefined;
  /** 0 = any free port. */
  readonly mqttPort: number;
  readonly tls?: TlsOptions | null | undefined;
  readonly limits?: Partial<BrokerLimits> | undefined;
}

export interface Broker extends DeviceLink {
  readonly mqttPort: number;
  readonly mqttsPort: number | null;
  /** MQTT over WebSocket: for the HTTP server's `upgrade` event. Answers for itself, also where path or subprotocol are wrong. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Counters and gauges since the start, snake_case. */
  counters(): Record<string, number>;
  /** Stops accepting and closes every socket, within 2 s. Wills are not published. Idempotent. */
  stop(): Promise<void>;
}

/** Listens. Rejects with Node's error (`code`, `port`) where a port is taken. */
export declare function startBroker(
  options: BrokerOptions,
  identity: DeviceIdentity,
  events: LinkEvents,
): Promise<Broker>;
