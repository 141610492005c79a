/**
 * A conforming device at the far end of a bad network. It keeps a press until it is acknowledged and sends it again on every
 * connection and every few seconds; only losing its own power makes it forget. Telemetry is sent once, sometimes twice.
 */

import { eventTopic } from '../../gateway/contract/mqtt.ts';
import type { Inbound } from '../../gateway/ports/device-link.ts';
import type { SeededRandom } from '../kit/seeded-random.ts';
import type { PressStyle, TELEMETRY } from './plan.ts';
import type { SimClock } from './sim-clock.ts';
import { PUPIL } from './sim-school.ts';

/** One event of a device, however often it is sent. */
export interface Event {
  readonly device: string;
  readonly boot: number | null;
  readonly seq: number | null;
  readonly press: boolean;
  readonly body: () => string;
  readonly retain: boolean;
  /** True time. */
  readonly madeMs: number;
  /** Acknowledged at the device. */
  acked: boolean;
  /** Its device lost power before it was acknowledged. */
  forgotten: boolean;
}

/** One arrival at the broker: answered exactly once. */
export interface Publish {
  readonly event: Event;
  verdict: 'keep' | 'drop' | null;
}

export interface Weather {
  loss: number;
  twice: number;
  delayMs: number;
}

/** The gateway as devices see it; null while it is down. */
export interface Door {
  event(inbound: Inbound, publish: Publish, acknowledge: (verdict: 'keep' | 'drop') => void): void;
  connected(device: string): void;
  disconnected(device: string): void;
  alive(device: string): void;
}

export interface Surroundings {
  readonly clock: SimClock;
  readonly random: SeededRandom;
  readonly weather: Weather;
  readonly door: () => Door | null;
  readonly made: (event: Event) => void;
}

const RESEND_MS = 7_000;
const PING_MS = 25_000;

export class SimDevice {
  readonly id: string;
  readonly unacked = new Set<Event>();
  /** Number of the connection, 0: none. */
  connection = 0;
  #connections = 0;
  #boot = 1;
  #seq = 0;
  #awayUntil = 0;
  readonly #around: Surroundings;

  constructor(id: string, around: Surroundings) {
    this.id = id;
    this.#around = around;
    this.#every(RESEND_MS, () => this.resend());
    this.#every(PING_MS, () => {
      if (this.connection > 0) this.#around.door()?.alive(this.id);
      else this.connect();
    });
  }

  connect(): void {
    const door = this.#around.door();
    if (!door || this.connection > 0 || this.#around.clock.trueMs < this.#awayUntil) return;
    this.#connections += 1;
    this.connection = this.#connections;
    door.connected(this.id);
    this.resend();
  }

  /** @param awayMs the network, or the device, is gone for so long */
  disconnect(awayMs: number): void {
    if (this.connection > 0) this.#around.door()?.disconnected(this.id);
    this.gatewayGone(awayMs);
  }

  /** The other end is dead: nobody is told. */
  gatewayGone(awayMs: number): void {
    this.connection = 0;
    this.#awayUntil = Math.max(this.#awayUntil, this.#around.clock.trueMs + awayMs);
    this.#around.clock.world(awayMs, () => this.connect());
  }

  /** What was not acknowledged is forgotten with the power. */
  losePower(): void {
    for (const event of this.unacked) event.forgotten = true;
    this.unacked.clear();
    this.#boot += 1;
    this.#seq = 0;
    this.disconnect(1000 + this.#around.random.integer(3000));
  }

  press(style: PressStyle): void {
    const { clock } = this.#around;
    const madeMs = clock.trueMs;
    const named = style !== 'unnamed' && style !== 'garbage';
    // A device that counts presses and readings apart breaks the contract, and must be heard all the same.
    if (style === 'same-counter') this.telemetry('heartbeat');
    else if (named) this.#seq += 1;
    const name = named ? { boot: this.#boot, seq: this.#seq } : {};
    const lateBy = style === 'late' ? 90_000 : 0;
    const body = (): string => {
      if (style === 'garbage') return `HELP ${PUPIL}`;
      if (style === 'unnamed') return JSON.stringify({ v: 1, type: 'press' });
      const age = Math.floor(clock.trueMs - madeMs) + lateBy;
      if (style === 'salvaged') return `{"v":1,"type":"press",${JSON.stringify(name).slice(1, -1)},"hold":"${PUPIL}"}`;
      const level = style === 'urgent' ? 'urgent' : 'help';
      return JSON.stringify({ v: 1, ...name, type: 'press', age, level, drill: style === 'drill', name: PUPIL });
    };
    this.#begin({ ...this.#event(true, body, style === 'retained'), ...(named ? {} : { boot: null, seq: null }) });
  }

  telemetry(type: (typeof TELEMETRY)[number], fields: Readonly<Record<string, unknown>> = {}): void {
    const { clock } = this.#around;
    if (type === 'unnamed') {
      const body = JSON.stringify({ v: 1, type: 'heartbeat', at: clock.trueMs, uptime: this.#uniqueUptime() });
      return this.#begin({ ...this.#event(false, () => body, false), boot: null, seq: null });
    }
    this.#seq += 1;
    const text = JSON.stringify({ v: 1, boot: this.#boot, seq: this.#seq, type, ...fields, pupil: PUPIL });
    this.#begin(this.#event(false, () => text, false));
  }

  /** Bytes as they are: nothing is known of them afterwards. */
  raw(text: string): void {
    this.#begin({ ...this.#event(false, () => text, false), boot: null, seq: null });
  }

  resend(): void {
    for (const event of this.unacked) this.#send(event);
  }

  #uniqueUptime(): number {
    return this.#around.random.integer(1_000_000_000);
  }

  #event(press: boolean, body: () => string, retain: boolean): Event {
    const madeMs = this.#around.clock.trueMs;
    const { id: device } = this;
    return { device, boot: this.#boot, seq: this.#seq, press, body, retain, madeMs, acked: false, forgotten: false };
  }

  #begin(event: Event): void {
    this.#around.made(event);
    if (event.press) this.unacked.add(event);
    this.#send(event);
  }

  #send(event: Event): void {
    const { random, weather } = this.#around;
    if (this.connection === 0) return;
    if (!random.chance(weather.loss)) this.#underWay(event);
    if (random.chance(weather.twice)) this.#underWay(event);
  }

  /** Bytes on their way; they die with the connection. Later ones may overtake. */
  #underWay(event: Event): void {
    const { clock, random, weather } = this.#around;
    const { connection } = this;
    clock.world(random.fraction() * weather.delayMs, () => {
      if (this.connection === connection) this.#arrive(event, connection);
    });
  }

  #arrive(event: Event, connection: number): void {
    const { clock, random, weather, door } = this.#around;
    const publish: Publish = { event, verdict: null };
    const payload = Buffer.from(event.body());
    const topic = eventTopic(this.id);
    const { retain } = event;
    const inbound: Inbound = { device: this.id, topic, payload, qos: 1, retain, will: false, size: payload.length };
    door()?.event(inbound, publish, (verdict) => {
      if (this.connection !== connection) return;
      if (verdict === 'drop') return this.disconnect(500 + random.integer(4000));
      if (random.chance(weather.loss)) return;
      clock.world(random.fraction() * weather.delayMs, () => {
        if (this.connection === connection) this.#acknowledged(event);
      });
    });
  }

  #acknowledged(event: Event): void {
    event.acked = true;
    this.unacked.delete(event);
  }

  #every(interval: number, run: () => void): void {
    this.#around.clock.world(interval * (0.8 + 0.2 * this.#around.random.fraction()), () => {
      run();
      this.#every(interval, run);
    });
  }
}
