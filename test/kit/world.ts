/**
 * A school in a box: the shipped spine on a movable clock, a simulated disk, fake channels and devices that answer.
 * `crash()` pulls the plug (only synced facts survive) and starts again. Stories end with `close()`, which fails on leftovers.
 */

import type { Fact } from '../../gateway/core/facts.ts';
import type { Incident } from '../../gateway/core/incident/incident.ts';
import type { School } from '../../gateway/core/school.ts';
import type { Command, ReceiptState } from '../../gateway/contract/mqtt.ts';
import { eventTopic } from '../../gateway/contract/mqtt.ts';
import { recover } from '../../gateway/flow/engine/recover.ts';
import type { PutState } from '../../gateway/flow/foreign/home-assistant-show.ts';
import { createSpine, type Spine } from '../../gateway/flow/spine.ts';
import type { CommandResult, DeviceLink } from '../../gateway/ports/device-link.ts';
import type { ActResult } from '../../gateway/ports/campus.ts';
import type { Channel, Delivery } from '../../gateway/ports/channel.ts';
import { type Behaviour, FakeChannel, SENT } from './fake-channel.ts';
import { FakeClock, settle, type FakeClockStart } from './fake-clock.ts';
import { fakeSchool } from './fake-school.ts';
import { MemoryJournal, SimulatedDisk } from './memory-journal.ts';
import { SeededRandom } from './seeded-random.ts';

export interface Heard {
  readonly device: string;
  readonly command: Command;
  readonly t: number;
}

/** Devices at the other end: each command is heard and, where the device is connected, acknowledged. */
class FakeLink implements DeviceLink {
  readonly heard: Heard[] = [];
  readonly online = new Set<string>();
  private readonly clock: FakeClock;

  constructor(clock: FakeClock) {
    this.clock = clock;
  }

  async command(device: string, command: Command): Promise<CommandResult> {
    if (!this.online.has(device)) return 'offline';
    this.heard.push({ device, command, t: this.clock.t });
    return 'acknowledged';
  }

  isConnected(device: string): boolean {
    return this.online.has(device);
  }

  connections(): number {
    return this.online.size;
  }

  disconnect(device: string): void {
    this.online.delete(device);
  }
}

export interface Told {
  readonly t: number;
  readonly channel: string;
  readonly delivery: Delivery;
}

export interface Publish {
  readonly device: string;
  readonly body: unknown;
  /** `pending` until the gateway answers. */
  verdict: 'pending' | 'keep' | 'drop';
}

export interface HeardWire {
  readonly retain?: boolean;
  readonly will?: boolean;
  /** An upstream broker kept it from before. */
  readonly stale?: boolean;
}

export interface WorldOptions {
  readonly school?: School;
  readonly seed?: number;
  readonly start?: FakeClockStart;
  readonly telemetry?: { perSecond: number; burst: number };
}

export class World {
  readonly clock: FakeClock;
  readonly disk = new SimulatedDisk();
  readonly random: SeededRandom;
  /** Every attempt over all channels, in order: who was told what, when. Outlives crashes. */
  readonly told: Told[] = [];
  /** How a channel answers, by channel id; unset: it accepts. */
  readonly behaviours = new Map<string, Behaviour>();
  channels = new Map<string, FakeChannel>();
  readonly bugs: unknown[] = [];
  /** Where states for Home Assistant go, if anywhere. */
  putState: PutState = () => undefined;
  link: FakeLink;
  school: School;
  spine!: Spine;
  journal!: MemoryJournal;
  private readonly options: WorldOptions;
  private seq = 0;

  private constructor(options: WorldOptions) {
    this.options = options;
    this.clock = new FakeClock(options.start);
    this.random = new SeededRandom(options.seed ?? 1);
    this.school = options.school ?? fakeSchool();
    this.link = new FakeLink(this.clock);
  }

  static async open(options: WorldOptions = {}): Promise<World> {
    const world = new World(options);
    await world.boot();
    return world;
  }

  private async boot(): Promise<void> {
    this.channels = new Map([...this.school.channels.keys(), 'output'].map((id) => [id, this.channel(id)]));
    this.journal = new MemoryJournal({ clock: this.clock, disk: this.disk });
    const [{ state }] = await Promise.all([recover(this.journal), settle()]);
    this.spine = createSpine({
      school: this.school,
      journal: this.journal,
      clock: this.clock,
      random: this.random,
      state,
      limits: { telemetry: this.options.telemetry ?? { perSecond: 50, burst: 100 }, pressesPerMinute: 10 },
      patrolSecret: new Uint8Array(32).fill(7),
      channels: new Map<string, Channel>(this.channels),
      link: () => this.link,
      linkUrl: (incident, person) => `http://campus.test/t/${incident}.${person}`,
      putState: (sink, topic, payload) => this.putState(sink, topic, payload),
      onBug: (_where, error) => this.bugs.push(error),
      onStorageError: () => undefined,
    });
    this.spine.start({ kind: 'gateway-started', version: 'test', config: 'test', offsetMs: 0 });
    await settle();
  }

  private channel(id: string): FakeChannel {
    return new FakeChannel(id, {
      behave: (delivery, n) => {
        this.told.push({ t: this.clock.t, channel: id, delivery });
        return (this.behaviours.get(id) ?? (() => SENT))(delivery, n);
      },
    });
  }

  /** Power cut: nothing unsynced survives; the gateway starts again after `downMs`. */
  async crash(downMs = 0): Promise<void> {
    this.disk.crash();
    this.clock.reboot(downMs);
    const online = this.link.online;
    this.link = new FakeLink(this.clock);
    for (const device of online) this.link.online.add(device);
    await this.boot();
  }

  connect(...devices: string[]): void {
    for (const device of devices) {
      this.link.online.add(device);
      this.spine.intake.connected(device);
      this.spine.intake.listening(device);
    }
  }

  /** Publishes on the device's event topic; a string is sent as it is. */
  publish(device: string, body: unknown, wire: { retain?: boolean; qos?: 0 | 1 | 2 } = {}): Publish {
    const payload = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const publish: Publish = { device, body, verdict: 'pending' };
    this.spine.intake.event(
      {
        device,
        topic: eventTopic(device),
        payload,
        qos: wire.qos ?? 1,
        retain: wire.retain ?? false,
        will: false,
        size: payload.length,
      },
      (verdict) => {
        if (publish.verdict !== 'pending') throw new Error(`acknowledged twice: ${device}`);
        publish.verdict = verdict;
      },
    );
    return publish;
  }

  /** A bridge, or a device of another maker, publishes on a topic of its own; a string is sent as it is. */
  hear(link: string, topic: string, body: unknown, wire: HeardWire = {}): Publish {
    const payload = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const publish: Publish = { device: link, body, verdict: 'pending' };
    const { retain = false, will = false, stale = false } = wire;
    const marks = { foreign: true as const, ...(stale ? { stale: true as const } : {}) };
    this.spine.intake.event(
      { device: link, topic, payload, qos: 1, retain, will, size: payload.length, ...marks },
      (verdict) => {
        if (publish.verdict !== 'pending') throw new Error(`acknowledged twice: ${topic}`);
        publish.verdict = verdict;
      },
    );
    return publish;
  }

  press(device: string, extra: Record<string, unknown> = {}): Publish {
    this.seq += 1;
    return this.publish(device, { v: 1, boot: 1, seq: this.seq, type: 'press', age: 0, ...extra });
  }

  act(person: string, action: Parameters<Spine['service']['act']>[1]): Promise<ActResult> {
    const result = this.spine.service.act(person, action);
    return this.clock.advance(5).then(() => result);
  }

  /** Not-closed incidents, oldest first. */
  open(): Incident[] {
    return [...this.spine.engine.state.incidents.values()].filter((incident) => incident.status !== 'closed');
  }

  only(kind: Incident['kind']): Incident {
    const found = this.open().filter((incident) => incident.kind === kind);
    if (found.length !== 1 || !found[0]) throw new Error(`${found.length} open incidents of kind ${kind}, expected 1`);
    return found[0];
  }

  /** Facts on the disk (synced only). */
  facts<K extends Fact['kind']>(kind: K): Extract<Fact, { kind: K }>[] {
    return this.disk.items
      .filter((item) => item.kind === kind)
      .map((item) => ({ kind, ...item.data }) as unknown as Extract<Fact, { kind: K }>);
  }

  receipts(device: string): ReceiptState[] {
    return this.link.heard.flatMap(({ device: to, command }) =>
      to === device && command.type === 'receipt' ? [command.state] : [],
    );
  }

  /** Attempts that addressed this person, in order. */
  toldTo(person: string): Told[] {
    return this.told.filter((one) => one.delivery.message.person === person);
  }

  async close(): Promise<void> {
    const stopped = this.spine.stop();
    await this.clock.advance(5000);
    await stopped;
    await this.journal.close();
    if (this.bugs.length > 0) throw this.bugs[0];
  }
}
