/**
 * The part of a connection that Aedes keeps: the session, CONNACK, the subscription to the command topic, and QoS 1 to the
 * device. Packets for Aedes are read here first, and wait here until it has accepted the connection. SUBSCRIBE is answered
 * here and only the one allowed filter passed on, because Aedes 1.2.0 stores refused filters of a lasting session with the
 * granted ones (and queues foreign messages for them), and answers duplicates with too few codes [MQTT-3.9.3-1].
 */

import type { Client } from 'aedes';
import { commandTopic } from '../../contract/mqtt.ts';
import type { CommandResult, LinkAccess } from '../../ports/device-link.ts';
import { AedesSide } from './aedes-side.ts';
import { plainConnect } from './connect-packet.ts';
import { covers } from './filter.ts';
import { OwnFilters } from './own-filters.ts';
import type { BrokerLimits } from './limits.ts';
import { readOutbound } from './outbound.ts';
import type { Refusal } from './refusal.ts';
import { SentCommands } from './sent-commands.ts';
import type { Shelf } from './shelf.ts';
import { type FilterList, REFUSED_FILTER, readFilters, suback, unsuback } from './subscribe-packet.ts';

export interface SessionHouse {
  readonly limits: BrokerLimits;
  /** QoS granted to each device whose session lasts. */
  readonly grants: Map<string, 0 | 1>;
  /** What is shown to those who may read it. */
  readonly shelf: Shelf;
  /** Lets Aedes hold the other side. */
  handle(side: AedesSide): Client;
}

export interface SessionEvents {
  accepted(): void;
  send(bytes: Buffer): void;
  /** A subscription was refused. */
  refusedFilter(): void;
  listening(): void;
  /** Packets that were held back have gone on: more may be read. */
  room(): void;
  /** Aedes has let go. */
  closed(): void;
}

const MAX_HELD = 32;
const DUP = 0x08;
const DISCONNECT = Buffer.from([0xe0, 0]);
const LINGER_MS = 1_000;

export class Session {
  readonly device: string;
  readonly #topic: string;
  readonly #clean: boolean;
  readonly #house: SessionHouse;
  readonly #events: SessionEvents;
  readonly #sent: SentCommands;
  readonly #access: LinkAccess | null;
  readonly #reads: OwnFilters;
  #side: AedesSide | null = null;
  #client: Client | null = null;
  #open = false;
  #subscribing = false;
  #restored = false;
  #granted: 0 | 1 | null = null;
  #refusedFilters = 0;
  #held: (() => void)[] = [];

  constructor(device: string, clean: boolean, access: LinkAccess | null, house: SessionHouse, events: SessionEvents) {
    this.device = device;
    this.#access = access;
    this.#reads = new OwnFilters(house.shelf, (bytes) => events.send(bytes));
    this.#topic = commandTopic(device);
    this.#clean = clean;
    this.#house = house;
    this.#events = events;
    this.#sent = new SentCommands(house.limits.commandTimeoutMs);
    if (clean) house.grants.delete(device);
  }

  /** No more packets may be read until Aedes has caught up. */
  get full(): boolean {
    return this.#held.length >= MAX_HELD;
  }

  /** Enters Aedes' handshake with a CONNECT of our own: no secret, no will, keep-alive 0. */
  join(): void {
    const side = new AedesSide(this.device, {
      packets: (bytes) => this.#fromAedes(bytes),
      closed: () => this.#events.closed(),
    });
    this.#side = side;
    this.#client = this.#house.handle(side);
    side.feed(plainConnect(this.device, this.#clean));
  }

  /** Aedes has sent CONNACK and what the session held for the device. */
  open(): void {
    this.#open = true;
    if (this.#restored) {
      this.#granted = this.#house.grants.get(this.device) ?? 1;
      this.#events.listening();
    }
    this.#release();
  }

  /** Aedes first takes what it was given: a PUBACK just before the end still counts, or the command would come again. */
  close(): void {
    const side = this.#side;
    if (this.#open && side && side.readableLength > 0) {
      side.feed(DISCONNECT);
      setTimeout(() => side.destroy(), LINGER_MS).unref();
    } else {
      side?.destroy();
    }
    this.#open = false;
    this.#held = [];
    this.#sent.end();
  }

  /** A whole packet that is not CONNECT, PUBLISH or DISCONNECT. */
  packet(bytes: Buffer, first: number, start: number, body: number, end: number): 'taken' | Refusal {
    // Flags are fixed for every type [MQTT-2.2.2-2].
    switch (first) {
      case 0x40:
        return this.#puback(bytes, start, body, end);
      case 0x82:
        return this.#subscribe(readFilters(bytes, body, end, true));
      case 0xa2:
        return this.#unsubscribe(readFilters(bytes, body, end, false), bytes.subarray(start, end));
      case 0xc0:
        return body === end ? this.#forward(bytes.subarray(start, end)) : 'malformed';
      case 0x50:
      case 0x62:
      case 0x70:
        return 'qos-2';
      default:
        return 'malformed';
    }
  }

  /** QoS 1 to the device, see `DeviceLink.command`. A QoS 0 subscriber cannot acknowledge: `timeout` at once. */
  command(payload: Buffer): Promise<CommandResult> {
    const client = this.#client;
    if (!this.#open || this.#granted === null || !client) return Promise.resolve('offline');
    const qos = this.#granted;
    const deaf = this.#sent.unacknowledged >= this.#house.limits.unacknowledgedCommands;
    if (deaf) return Promise.resolve('timeout');
    const result = qos === 1 ? this.#sent.expect(payload) : Promise.resolve<CommandResult>('timeout');
    client.publish({ cmd: 'publish', topic: this.#topic, payload, qos, retain: false, dup: false }, () => undefined);
    return result;
  }

  #puback(bytes: Buffer, start: number, body: number, end: number): 'taken' | Refusal {
    if (end - body !== 2) return 'malformed';
    this.#sent.acknowledged(bytes.readUInt16BE(body));
    return this.#forward(bytes.subarray(start, end));
  }

  #subscribe(list: FilterList | null): 'taken' | Refusal {
    if (!list) return 'malformed';
    const codes = list.filters.map(({ filter, qos }) => this.#grantFor(filter, qos));
    const refused = codes.filter((code) => code === REFUSED_FILTER).length;
    this.#refusedFilters += refused;
    if (refused > 0) this.#events.refusedFilter();
    const limit = this.#mostFilters;
    if (codes.length > limit || this.#refusedFilters > limit) return 'too-many-subscriptions';
    // Of several equal filters the last one counts [MQTT-3.8.4-3].
    const qos = codes.findLast((code, at) => code !== REFUSED_FILTER && list.filters[at]?.filter === this.#topic);
    const shown = list.filters.filter(({ filter }) => this.#mayRead(filter)).map(({ filter }) => filter);
    this.#whenOpen(() => {
      if (qos === undefined) this.#events.send(suback(list.id, codes));
      else this.#subscribeTo(qos === 0 ? 0 : 1, suback(list.id, codes));
      this.#reads.add(shown);
    });
    return 'taken';
  }

  get #mostFilters(): number {
    const { limits } = this.#house;
    return this.#access ? limits.bridgeFilters : limits.subscribeFilters;
  }

  #mayRead(filter: string): boolean {
    return this.#access?.read.some((grant) => covers(grant, filter)) ?? false;
  }

  /** Others than the own command topic get QoS 0: what is sent there is a state, told again when it changes. */
  #grantFor(filter: string, qos: number): number {
    if (filter === this.#topic) return Math.min(qos, 1);
    const granted = this.#mayRead(filter) || (this.#access?.subscribe.some((grant) => covers(grant, filter)) ?? false);
    return granted ? 0 : REFUSED_FILTER;
  }

  /** A state that is shown has changed. */
  shown(topic: string, packet: Buffer): void {
    if (this.#open) this.#reads.deliver(topic, packet);
  }

  #subscribeTo(qos: 0 | 1, answer: Buffer): void {
    this.#subscribing = true;
    this.#client?.subscribe({ topic: this.#topic, qos }, (error) => {
      if (!this.#open) return;
      if (error) {
        this.#events.closed();
        return;
      }
      this.#granted = qos;
      if (!this.#clean) this.#house.grants.set(this.device, qos);
      this.#events.send(answer);
      this.#events.listening();
      this.#subscribing = false;
      this.#release();
      this.#events.room();
    });
  }

  #unsubscribe(list: FilterList | null, packet: Buffer): 'taken' | Refusal {
    if (!list) return 'malformed';
    if (list.filters.length > this.#mostFilters) return 'too-many-subscriptions';
    this.#whenOpen(() => {
      this.#reads.remove(list.filters.map(({ filter }) => filter));
      if (list.filters.some(({ filter }) => filter === this.#topic)) {
        this.#granted = null;
        this.#house.grants.delete(this.device);
      } else if (this.#access) {
        this.#events.send(unsuback(list.id));
        return;
      }
      this.#side?.feed(packet);
    });
    return 'taken';
  }

  #forward(packet: Buffer): 'taken' {
    this.#whenOpen(() => this.#side?.feed(packet));
    return 'taken';
  }

  /** In the order of arrival: after Aedes has accepted the connection, and after a SUBSCRIBE under way. */
  #whenOpen(act: () => void): void {
    if (this.#open && !this.#subscribing && this.#held.length === 0) act();
    else this.#held.push(act);
  }

  #release(): void {
    while (this.#open && !this.#subscribing) {
      const act = this.#held.shift();
      if (!act) return;
      act();
    }
  }

  #fromAedes(bytes: Buffer): void {
    let accepted = false;
    readOutbound(bytes, {
      connack: (code, sessionPresent) => {
        accepted = code === 0;
        this.#restored = sessionPresent;
      },
      published: (packetId, payload, header) => {
        // What comes before the session is open was sent to an earlier connection [MQTT-3.3.1-1]; Aedes does not say so.
        if (!this.#open) bytes.writeUInt8(bytes.readUInt8(header) | DUP, header);
        this.#sent.written(packetId, payload);
      },
    });
    this.#events.send(bytes);
    if (accepted) this.#events.accepted();
  }
}
