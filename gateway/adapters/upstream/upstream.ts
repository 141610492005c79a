/**
 * A client of a broker the school already has: durable session (clean=false, QoS 1, a client id that stays), so that the broker
 * keeps what is published while we are away. Invariants:
 * - a press is acknowledged to the broker only once it is on disk (promise 2), and read-ahead goes on meanwhile: the next press
 *   does not wait for the disk of the one before (promise 4);
 * - what could not be stored is not acknowledged; the connection is made anew once the disk works, and the broker sends it again;
 * - it fails alone: no error of it reaches anything else, and none holds a secret.
 */

import { readFileSync } from 'node:fs';
import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import type { Upstream, UpstreamEvents } from '../../ports/upstream.ts';
import { OrderedAcks } from './ordered-acks.ts';

export interface UpstreamOptions {
  readonly id: string;
  readonly url: string;
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** PEM file of the authority that signed the broker's certificate. */
  readonly ca?: string | undefined;
  readonly filters: readonly string[];
  /** Says `offline` there when we are gone (retained). */
  readonly statusTopic: string | null;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** A message that the disk did not take is asked for again after this at the latest. */
const UNSTORED_MS = 10_000;
const STOP_MS = 500;

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** Begins to connect and never throws for a broker that is not there. */
export function startUpstream(options: UpstreamOptions, events: UpstreamEvents): Upstream {
  return new Connection(options, events);
}

class Connection implements Upstream {
  private readonly id: string;
  private readonly filters: readonly string[];
  private readonly statusTopic: string | null;
  private readonly events: UpstreamEvents;
  private readonly client: MqttClient;
  private acks = new OrderedAcks(() => undefined);
  private unstored: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(options: UpstreamOptions, events: UpstreamEvents) {
    this.id = options.id;
    this.filters = options.filters;
    this.statusTopic = options.statusTopic;
    this.events = events;
    this.client = connect(options.url, settings(options));
    // Backpressure belongs to mqtt.js, acknowledgements to us: it is told that each QoS 1 message failed, which makes it read
    // on without a PUBACK; ours follows when the disk has it.
    this.client.handleMessage = (packet, done) => this.take(packet as IPublishPacket, done);
    // What the broker kept for us follows right behind CONNACK, before mqtt.js says `connect`.
    this.client.on('packetreceive', (packet) => packet.cmd === 'connack' && this.accepted());
    this.client.on('connect', () => this.connected());
    this.client.on('close', () => this.closed());
    this.client.on('error', (error) => this.down(codeOf(error)));
  }

  publish(topic: string, payload: string): void {
    if (this.client.connected) this.client.publish(topic, payload, { retain: true, qos: 0 }, () => undefined);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.unstored) clearTimeout(this.unstored);
    // A goodbye is no last will: that we are gone is said first, if it can be.
    if (this.statusTopic !== null) this.publish(this.statusTopic, 'offline');
    await Promise.race([this.client.endAsync(false), after(STOP_MS)]).catch(() => undefined);
    await this.client.endAsync(true).catch(() => undefined);
  }

  private accepted(): void {
    const { stream } = this.client;
    this.acks = new OrderedAcks((packetIds) => {
      if (stream === this.client.stream && !stream.destroyed) stream.write(pubacks(packetIds));
    });
  }

  private connected(): void {
    this.client.options.reconnectPeriod = FIRST_RETRY_MS;
    if (this.filters.length === 0) return this.events.up(this.id);
    const topics = Object.fromEntries(this.filters.map((filter) => [filter, { qos: 1 as const }]));
    this.client.subscribe(topics, (error, granted) => {
      const isRefused = error !== null || granted?.some(({ qos }) => qos === 128);
      if (isRefused && this.client.connected) this.refused();
      else if (!isRefused && !this.stopped) this.events.up(this.id);
    });
  }

  /** Connected, but not allowed to hear anything: asked again later, in case somebody puts it right at the broker. */
  private refused(): void {
    this.down('not-granted');
    this.unstored ??= setTimeout(() => this.again(), LONGEST_RETRY_MS);
  }

  private closed(): void {
    if (this.unstored) clearTimeout(this.unstored);
    this.unstored = null;
    const before = this.client.options.reconnectPeriod ?? FIRST_RETRY_MS;
    this.client.options.reconnectPeriod = Math.min(before * 2, LONGEST_RETRY_MS);
    this.down('closed');
  }

  private down(code: string): void {
    if (!this.stopped) this.events.down(this.id, code);
  }

  private take(packet: IPublishPacket, done: (error?: Error) => void): void {
    const { topic, qos, retain, messageId } = packet;
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    const acknowledge = qos === 1 && messageId !== undefined ? this.ticket(messageId) : (): void => undefined;
    this.events.message(this.id, { topic, payload, qos, retained: retain }, acknowledge);
    if (qos === 1) done(new Error('acknowledged when it is on disk'));
    else done();
  }

  private ticket(messageId: number): (verdict: 'keep' | 'drop') => void {
    const kept = this.acks.expect(messageId);
    return (verdict) => {
      if (verdict === 'drop') {
        this.unstored ??= setTimeout(() => this.again(), UNSTORED_MS);
        return;
      }
      // The disk works: what it did not take before is sent again on a new connection.
      if (this.unstored) this.again();
      else kept();
    };
  }

  /** A new connection: the broker sends everything that was not acknowledged. */
  private again(): void {
    if (this.unstored) clearTimeout(this.unstored);
    this.unstored = null;
    this.client.stream.destroy();
  }
}

function settings({ clientId, username, password, ca, statusTopic }: UpstreamOptions): IClientOptions {
  return {
    clientId,
    clean: false,
    keepalive: 30,
    protocolVersion: 4,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: FIRST_RETRY_MS,
    // A password that is put right at the broker must not need a restart here.
    reconnectOnConnackError: true,
    resubscribe: false,
    queueQoSZero: false,
    ...(statusTopic === null
      ? {}
      : { will: { topic: statusTopic, payload: Buffer.from('offline'), qos: 0 as const, retain: true } }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
  };
}

function pubacks(packetIds: readonly number[]): Buffer {
  return Buffer.from(packetIds.flatMap((id) => [0x40, 2, id >> 8, id & 255]));
}

/** Names the failure without a word of what was sent: a message of a library could quote a URL. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return 'failed';
  if (error.code === 4 || error.code === 5) return 'credential';
  return typeof error.code === 'string' ? error.code : `refused-${String(error.code)}`;
}
