/**
 * A device's PUBLISH packets, on the hot path: the own event topic is compared as bytes, the payload is handed over without
 * a copy, and the acknowledgement waits in order. A PUBLISH on the own topic is handed over whatever is odd about it
 * (promise 1); the outcome says what becomes of the connection afterwards. A bridge also has topics of its own; a stray
 * message of it is refused and recorded, and its connection stays: forty help buttons speak over it.
 */

import { EVENT_LIMIT_BYTES, eventTopic } from '../../contract/mqtt.ts';
import type { Acknowledge, LinkAccess, LinkEvents } from '../../ports/device-link.ts';
import { AckQueue, MAX_WINDOW } from './ack-queue.ts';
import type { Counters } from './counters.ts';
import { takesIn } from './filter.ts';
import { isCleanText } from './mqtt-string.ts';
import type { Refusal } from './refusal.ts';

export type PublishOutcome = 'taken' | Refusal;

export interface InletEvents {
  /** Acknowledgements have become ready. */
  ready(): void;
  /** The flow could not keep a message: the connection must end without acknowledging it, so that it is sent again. */
  unstored(): void;
  /** The same of a bridge: it must end, but not while that would only silence its other devices. */
  failing(): void;
  /** A bridge published where it may not. */
  stray(what: Refusal): void;
}

const QOS = [0, 1, 2, 2] as const;
const MOST_TOPICS = 4096;

export class EventInlet {
  readonly acks = new AckQueue();
  readonly #device: string;
  readonly #topic: string;
  readonly #topicBytes: Buffer;
  /** Guarded: never throws. */
  readonly #flow: LinkEvents;
  readonly #counters: Counters;
  readonly #events: InletEvents;
  readonly #access: LinkAccess | null;
  /** Topics that were found to be granted. */
  readonly #granted = new Set<string>();
  #failing = false;

  constructor(device: string, access: LinkAccess | null, flow: LinkEvents, counters: Counters, events: InletEvents) {
    this.#device = device;
    this.#topic = eventTopic(device);
    this.#topicBytes = Buffer.from(this.#topic);
    this.#flow = flow;
    this.#counters = counters;
    this.#events = events;
    this.#access = access;
  }

  /** A whole PUBLISH: first byte of the header, body [body, end). */
  publish(bytes: Buffer, first: number, body: number, end: number): PublishOutcome {
    const topicEnd = body + 2 + this.#topicBytes.length;
    if (topicEnd <= end && this.#isOwn(bytes, body, topicEnd)) return this.#handOver(bytes, first, topicEnd, end, end);
    const what = foreign(bytes, body, end);
    return what === 'foreign-topic' && this.#access ? this.#bridged(bytes, first, body, end, this.#access) : what;
  }

  /**
   * A PUBLISH larger than any allowed, of which [body, arrived) is here. On the own topic it is handed over once as much as
   * the flow reads has arrived; `wait`: not yet.
   */
  oversize(bytes: Buffer, first: number, body: number, end: number, arrived: number): 'wait' | Refusal {
    const topicEnd = body + 2 + this.#topicBytes.length;
    if (!this.#isOwn(bytes, body, Math.min(topicEnd, arrived))) return 'oversize';
    if (arrived < topicEnd + 2 + EVENT_LIMIT_BYTES) return 'wait';
    this.#handOver(bytes, first, topicEnd, end, arrived);
    return 'oversize';
  }

  /** The bytes [body, to) are the own topic with its length in front, or the beginning of it. */
  #isOwn(bytes: Buffer, body: number, to: number): boolean {
    const own = this.#topicBytes;
    if (to > body && bytes[body] !== own.length >> 8) return false;
    if (to > body + 1 && bytes[body + 1] !== (own.length & 255)) return false;
    for (let at = body + 2, i = 0; at < to; at++, i++) if (bytes[at] !== own[i]) return false;
    return true;
  }

  #handOver(bytes: Buffer, first: number, topicEnd: number, end: number, arrived: number): PublishOutcome {
    const qos = QOS[((first >> 1) & 3) as 0 | 1 | 2 | 3];
    const packetId =
      qos > 0 && topicEnd + 2 <= arrived ? ((bytes[topicEnd] ?? 0) << 8) | (bytes[topicEnd + 1] ?? 0) : 0;
    const from = Math.min(qos > 0 ? topicEnd + 2 : topicEnd, end);
    const cut = Math.min(arrived, from + EVENT_LIMIT_BYTES);
    const retain = (first & 1) === 1;
    // A PUBLISH that will be closed upon has no place in the order of acknowledgements.
    const acknowledge = qos === 1 && packetId !== 0 && arrived === end ? this.#ticket(packetId) : this.#verdict(retain);
    this.#count(qos, end - from > EVENT_LIMIT_BYTES);
    this.#flow.event(
      {
        device: this.#device,
        topic: this.#topic,
        payload: bytes.subarray(from, cut),
        qos,
        retain,
        will: false,
        size: end - from,
      },
      acknowledge,
    );
    return this.#outcome(first, qos, packetId);
  }

  #outcome(first: number, qos: number, packetId: number): PublishOutcome {
    if (qos === 2) return ((first >> 1) & 3) === 3 ? 'malformed' : 'qos-2'; // [MQTT-3.3.1-4]
    if (qos === 1 && packetId === 0) return 'malformed'; // [MQTT-2.3.1-1]
    return this.acks.waiting > MAX_WINDOW ? 'too-many-unacknowledged' : 'taken';
  }

  /** A whole PUBLISH of a bridge on a topic that is not `campus/<id>/event`. */
  #bridged(bytes: Buffer, first: number, body: number, end: number, access: LinkAccess): PublishOutcome {
    const topicEnd = body + 2 + bytes.readUInt16BE(body);
    const topic = bytes.toString('utf8', body + 2, topicEnd);
    const qos = QOS[((first >> 1) & 3) as 0 | 1 | 2 | 3];
    const from = Math.min(qos > 0 ? topicEnd + 2 : topicEnd, end);
    const packetId = qos > 0 && from <= end && topicEnd + 2 <= end ? bytes.readUInt16BE(topicEnd) : 0;
    const retain = (first & 1) === 1;
    const acknowledge = qos === 1 && packetId !== 0 ? this.#ticket(packetId) : (): void => undefined;
    if (this.#mayPublish(topic, access)) {
      this.#count(qos, false);
      const payload = bytes.subarray(from, end);
      const size = payload.length;
      this.#flow.event(
        { device: this.#device, topic, payload, qos, retain, will: false, foreign: true, size },
        acknowledge,
      );
    } else {
      this.#events.stray('foreign-topic');
      acknowledge('keep');
    }
    return this.#outcome(first, qos, packetId);
  }

  #mayPublish(topic: string, { publish }: LinkAccess): boolean {
    if (this.#granted.has(topic)) return true;
    if (!publish.some((filter) => takesIn(filter, topic))) return false;
    if (this.#granted.size >= MOST_TOPICS) this.#granted.clear();
    this.#granted.add(topic);
    return true;
  }

  #ticket(packetId: number): Acknowledge {
    const ticket = this.acks.expect(packetId);
    return (verdict) => {
      if (verdict === 'drop') {
        this.#counters.add('dropped_unstored');
        if (this.#access === null) return this.#events.unstored();
        this.#failing = true;
        return this.#events.failing();
      }
      // The disk works again: what it did not take is sent again on a new connection.
      if (this.#failing) return this.#events.unstored();
      this.acks.keep(ticket);
      if (this.acks.ready > 0) this.#events.ready();
    };
  }

  /** QoS 0 cannot be sent again; only a retained message that the flow turns down ends the connection. */
  #verdict(retain: boolean): Acknowledge {
    return (verdict) => {
      if (verdict === 'drop' && retain) this.#events.unstored();
    };
  }

  #count(qos: 0 | 1 | 2, cut: boolean): void {
    this.#counters.add(qos === 0 ? 'events_qos0' : qos === 1 ? 'events_qos1' : 'events_qos2');
    if (cut) this.#counters.add('events_cut');
  }
}

/** What is wrong with a PUBLISH that is not on the own topic. */
function foreign(bytes: Buffer, body: number, end: number): Refusal {
  if (body + 2 > end) return 'malformed';
  const from = body + 2;
  const to = from + bytes.readUInt16BE(body);
  if (to > end) return 'malformed';
  if (to === from || !isCleanText(bytes, from, to)) return 'bad-topic'; // [MQTT-4.7.3-1], [MQTT-1.5.3-1], [MQTT-3.3.2-1]
  const topic = bytes.subarray(from, to);
  return topic.includes('+') || topic.includes('#') ? 'bad-topic' : 'foreign-topic'; // [MQTT-3.3.2-2]
}
