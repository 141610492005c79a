/** The seam between the MQTT broker and everything else: bytes and identities on one side, device events on the other. */

import type { Command } from '../contract/mqtt.ts';

/** Who is at the other end of a connection, established at CONNECT. */
export interface LinkIdentity {
  readonly device: string;
}

export interface Inbound {
  readonly device: string;
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  /** A last will published by the broker on the device's behalf. */
  readonly will: boolean;
  /** On a topic of its own and not on `campus/<id>/event`: a device profile reads it. The payload is not cut. */
  readonly foreign?: true;
  /** Another broker kept it from before: it is no sign of life. */
  readonly stale?: true;
  /** Its sender has a short window: what is no press is acknowledged as soon as it is handed over (ADR 0012). */
  readonly eager?: true;
  /** Bytes of payload on the wire where `payload` was cut because it exceeded the limit, else its length. */
  readonly size: number;
}

/** `keep`: acknowledge. `drop`: the fact could not be stored: close the socket without an acknowledgement, so that the device re-sends. */
export type Acknowledge = (verdict: 'keep' | 'drop') => void;

/** What the broker tells the flow. Handlers must not throw; the link guards against it all the same. */
export interface LinkEvents {
  /** Synchronous and at once: nothing may queue in front of it (promise 4). `acknowledge` is called exactly once, later. */
  event(inbound: Inbound, acknowledge: Acknowledge): void;
  /** Any packet from the device, pings included. */
  alive(device: string): void;
  connected(device: string, address: string): void;
  disconnected(device: string, why: string): void;
  /** The device has subscribed to its command topic. */
  listening(device: string): void;
  /** Refused by identity, ACL, size, grammar or limits. `who` is a device id or an address; counted and throttled by the flow. */
  refused(who: string, what: string): void;
}

export type CommandResult = 'acknowledged' | 'offline' | 'timeout';

export interface DeviceLink {
  /** QoS 1 to `campus/<device>/command`. Resolves when the device acknowledged it, is not connected, or after 5 s. */
  command(device: string, command: Command): Promise<CommandResult>;
  isConnected(device: string): boolean;
  connections(): number;
  /** Ends a device's connection, e.g. after its credential was replaced. */
  disconnect(device: string): void;
}

/** What a connection may do besides its own event and command topics: MQTT filters. */
export interface LinkAccess {
  /** Bridges and devices of other makers. */
  readonly publish: readonly string[];
  /** Granted, so that it does not complain; nothing is ever sent there. */
  readonly subscribe: readonly string[];
  /** Home Assistant: it is sent what is shown there (`StateShow`). */
  readonly read: readonly string[];
}

/** Null: an ordinary device. Answers at once from memory. */
export type AccessOf = (link: string) => LinkAccess | null;

/** Where retained states for others to look at are put. Nothing that is put there ever comes back as input. */
export interface StateShow {
  /** Shows `payload` on the topic from now on; empty: takes it away. */
  show(topic: string, payload: string): void;
}

/** Answers at once from memory: a reconnect storm of thousands must not wait for a disk. */
export interface DeviceIdentity {
  verifySecret(device: string, secret: string): boolean;
  /** Is this id allowed to connect by client certificate? */
  knows(device: string): boolean;
}
