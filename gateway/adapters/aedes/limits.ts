/** Every bound the broker keeps, in one place, with the reason for its default. */

export interface BrokerLimits {
  /** Whole packet before the credential is checked. A CONNECT with id, user name, secret and will needs under 1 KB. */
  readonly packetBytesBeforeSignIn: number;
  /** Whole packet afterwards; a larger PUBLISH on the device's own event topic is handed over cut, then closed. */
  readonly packetBytes: number;
  /** The same of a bridge: Zigbee2MQTT's list of its devices has some 8 KB a device. */
  readonly bridgePacketBytes: number;
  /** Topic filters in one SUBSCRIBE of a bridge or of Home Assistant, which names each of its entities. */
  readonly bridgeFilters: number;
  /** A bridge whose message could not be stored is cut off only when the disk works again, or after this: its other devices speak on. */
  readonly bridgeUnstoredMs: number;
  /** From accept to a complete CONNECT; on the TLS port the TLS handshake has as long again. */
  readonly handshakeMs: number;
  /** From a complete CONNECT to CONNACK: a reconnect storm of 5,000 devices needs about 2 s. */
  readonly admissionMs: number;
  /** Keep-alive a device may ask for, seconds (CONTRACT: 1–60). */
  readonly keepAliveMinSeconds: number;
  readonly keepAliveMaxSeconds: number;
  /** Sockets in all, and from one address (a storm from behind one NAT must still fit). */
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Sockets without a complete CONNECT; over it the longest-waiting one is closed, so that newcomers still get in … */
  readonly idleConnections: number;
  /** … unless it has waited for less than this. */
  readonly idleGraceMs: number;
  /** Topic filters in all SUBSCRIBE packets of one connection. */
  readonly subscribeFilters: number;
  /** Commands a device has not acknowledged; further ones time out at once. */
  readonly unacknowledgedCommands: number;
  readonly commandTimeoutMs: number;
  /** A reader this far behind, or not draining for this long, is cut off (promise 4). */
  readonly unreadBytes: number;
  readonly undrainedMs: number;
  /** CONNECTs inside Aedes at once (0.3–0.45 ms each, spread over several turns), and sign-in work per event-loop turn. */
  readonly connectsAtOnce: number;
  readonly signInMsPerTurn: number;
  /** PUBLISH handling of one connection per event-loop turn, before others get theirs. */
  readonly publishMsPerTurn: number;
  /** Listen backlog: 128 made a storm of 5,000 take 15–29 s, 511 2.2 s. The kernel caps it at net.core.somaxconn. */
  readonly backlog: number;
}

export const DEFAULT_BROKER_LIMITS: BrokerLimits = {
  packetBytesBeforeSignIn: 2 * 1024,
  packetBytes: 64 * 1024,
  bridgePacketBytes: 4 * 1024 * 1024,
  bridgeFilters: 1_024,
  bridgeUnstoredMs: 10_000,
  handshakeMs: 5_000,
  admissionMs: 30_000,
  keepAliveMinSeconds: 1,
  keepAliveMaxSeconds: 60,
  connections: 12_000,
  connectionsPerAddress: 8_000,
  idleConnections: 2_048,
  idleGraceMs: 1_000,
  subscribeFilters: 8,
  unacknowledgedCommands: 64,
  commandTimeoutMs: 5_000,
  unreadBytes: 256 * 1024,
  undrainedMs: 1_000,
  connectsAtOnce: 12,
  signInMsPerTurn: 5,
  publishMsPerTurn: 2,
  backlog: 4_096,
};
