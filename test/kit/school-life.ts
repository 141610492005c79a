/**
 * The shipped spine over weeks and months of a school: a clock that jumps from event to event, a journal that keeps nothing
 * and tells everything, channels that accept. What is awaited once a second in a real gateway is looked at every `lookMs`
 * here; deadlines and devices keep their own times to the millisecond.
 */

import type { School } from '../../gateway/core/school.ts';
import { epochMs, type EpochMs, type Instant, type Ms, ms } from '../../gateway/core/time.ts';
import { eventTopic } from '../../gateway/contract/mqtt.ts';
import { createSpine, type Spine } from '../../gateway/flow/spine.ts';
import type { Channel } from '../../gateway/ports/channel.ts';
import type { Cancel, Clock } from '../../gateway/ports/clock.ts';
import type { Committed, Entry, Head, Journal } from '../../gateway/ports/journal.ts';
import { SENT } from './fake-channel.ts';
import { SeededRandom } from './seeded-random.ts';

interface Timer {
  readonly due: number;
  readonly fire: () => void;
}

/** Repeated looks of the gateway have these intervals. */
const LOOKS = new Set([1000, 4000]);

class LifeClock implements Clock {
  t = 1000;
  trusted = true;
  private readonly lookMs: number;
  private wallMinusT: number;
  private timers: Timer[] = [];

  constructor(wall: number, lookMs: number) {
    this.lookMs = lookMs;
    this.wallMinusT = wall - this.t;
  }

  get wall(): EpochMs {
    return epochMs(this.t + this.wallMinusT);
  }

  now(): Instant {
    return { t: ms(this.t), wall: this.wall, boot: 'boot-1', trusted: this.trusted };
  }

  /** A person or NTP sets the hands. */
  setWall(wall: number): void {
    this.wallMinusT = wall - this.t;
  }

  after(delay: Ms, fire: () => void): Cancel {
    const timer = { due: this.t + (LOOKS.has(delay) ? this.lookMs : Math.max(0, delay)), fire };
    this.timers.push(timer);
    return () => {
      const at = this.timers.indexOf(timer);
      if (at >= 0) this.timers.splice(at, 1);
    };
  }

  nextDue(): number {
    let due = Infinity;
    for (const timer of this.timers) if (timer.due < due) due = timer.due;
    return due;
  }

  /** Fires the first of those that are due at `due`. */
  fireNext(due: number): void {
    const at = this.timers.findIndex((timer) => timer.due === due);
    const [timer] = this.timers.splice(at, 1);
    this.t = Math.max(this.t, due);
    timer?.fire();
  }
}

class ToldJournal implements Journal {
  private seq = 0;
  private readonly told: (entry: Entry) => void;

  constructor(told: (entry: Entry) => void) {
    this.told = told;
  }

  append(entries: readonly Entry[], _rows: unknown, done: Committed): void {
    const first = this.seq + 1;
    this.seq += entries.length;
    for (const entry of entries) this.told(entry);
    done(null, first);
  }

  readonly head = (): Head => ({ count: this.seq, hash: '0'.repeat(64) });
  readonly read = async () => [];
  readonly incidents = async () => [];
  readonly incident = async () => null;
  readonly latestSnapshot = async () => null;
  readonly saveSnapshot = async () => undefined;
  readonly prune = async () => 0;
  readonly onHealth: Journal['onHealth'] = (listener) => listener({ state: 'ok', usedShare: 0, bytes: 0 });
  readonly backlog = () => ({ entries: 0, bytes: 0 });
  readonly close = async () => undefined;
}

const accepting = (id: string): Channel => ({
  ...{ id, type: 'fake', limit: null },
  send: async () => SENT,
  probe: async () => ({ ok: true }),
  close: async () => undefined,
});

export interface LifeOptions {
  readonly school: School;
  /** ISO 8601. */
  readonly from: string;
  readonly lookMs?: number;
  readonly seed?: number;
  /** Is the clock believed from the start? */
  readonly trusted?: boolean;
  readonly told?: (entry: Entry) => void;
}

interface Planned {
  readonly atMs: number;
  readonly run: () => void;
}

const BEAT_MS = 30_000;
const SETTLING = 6;
export const PATROL_SECRET = new Uint8Array(32).fill(7);

export class SchoolLife {
  readonly clock: LifeClock;
  readonly random: SeededRandom;
  readonly spine: Spine;
  readonly school: School;
  readonly bugs: unknown[] = [];
  private agenda: Planned[] = [];
  private inOrder = true;
  private seq = 0;
  private beatMs = 0;

  constructor(options: LifeOptions) {
    this.school = options.school;
    this.clock = new LifeClock(Date.parse(options.from), options.lookMs ?? 1000);
    this.clock.trusted = options.trusted ?? true;
    this.random = new SeededRandom(options.seed ?? 1);
    const channels = new Map([...this.school.channels.keys(), 'output'].map((id) => [id, accepting(id)]));
    this.spine = createSpine({
      school: this.school,
      journal: new ToldJournal(options.told ?? (() => undefined)),
      clock: this.clock,
      random: this.random,
      limits: { telemetry: { perSecond: 50, burst: 100 }, pressesPerMinute: 10 },
      patrolSecret: PATROL_SECRET,
      channels,
      link: () => null,
      linkUrl: () => 'http://campus.test/t',
      onBug: (where, error) => this.bugs.push([where, error]),
      onStorageError: () => undefined,
    });
    this.spine.start({ kind: 'gateway-started', version: 'test', config: 'test', offsetMs: 0 });
    for (const device of this.school.devices.keys()) this.spine.intake.connected(device);
  }

  /** Something that happens at a wall time to come. */
  at(atMs: number, run: () => void): void {
    this.agenda.push({ atMs, run });
    this.inOrder = false;
  }

  in(afterMs: number, run: () => void): void {
    this.at(this.clock.wall + afterMs, run);
  }

  publish(device: string, body: Record<string, unknown>): void {
    this.seq += 1;
    const payload = Buffer.from(JSON.stringify({ v: 1, boot: 1, seq: this.seq, age: 0, ...body }));
    const inbound = { device, topic: eventTopic(device), payload, qos: 1, retain: false, will: false } as const;
    this.spine.intake.event({ ...inbound, size: payload.length }, () => undefined);
  }

  /** Lives on until a wall time; every device beats its heart meanwhile. */
  async until(wallMs: number): Promise<void> {
    const { clock } = this;
    for (;;) {
      const target = wallMs - (clock.wall - clock.t);
      const planned = this.next();
      const plannedT = planned === undefined ? Infinity : planned.atMs - (clock.wall - clock.t);
      const due = clock.nextDue();
      if (Math.min(due, plannedT) > target) {
        clock.t = target;
        break;
      }
      if (due <= plannedT) {
        clock.fireNext(due);
        this.beat();
      } else {
        this.agenda.pop();
        clock.t = Math.max(clock.t, plannedT);
        planned?.run();
      }
      await this.settle();
    }
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  /** Channels answer by promises, before anything that is due later; a pager at work takes a whole turn of the loop. */
  private async settle(): Promise<void> {
    if (this.spine.engine.state.outbox.size > 0) await new Promise<void>((resolve) => setImmediate(resolve));
    else for (let i = 0; i < SETTLING; i += 1) await Promise.resolve();
  }

  /** The one that comes first; the agenda is kept with the latest first. */
  private next(): Planned | undefined {
    if (!this.inOrder) {
      this.agenda.sort((a, b) => b.atMs - a.atMs);
      this.inOrder = true;
    }
    return this.agenda.at(-1);
  }

  private beat(): void {
    if (this.clock.t - this.beatMs < BEAT_MS) return;
    this.beatMs = this.clock.t;
    for (const device of this.school.devices.keys()) this.spine.intake.alive(device);
  }
}
