/**
 * What the broker hears, decided. A press goes straight to the decider; telemetry passes its device's rate bucket; nothing
 * is acknowledged before it is on disk (promise 2). Handlers never throw.
 */

import { forgetName, isRepeat, LOST, nameKey } from '../../core/campus.ts';
import type { EventName, Fact } from '../../core/facts.ts';
import { decideUndecided } from '../../core/incident/undecided.ts';
import { decidePress, panicKey, type Press, zoneOf } from '../../core/incident/press.ts';
import {
  decideDeviceFault,
  decideRestored,
  decideTamper,
  faultCode,
  faultKey,
  tamperKey,
} from '../../core/supervision/faults.ts';
import { isMuted } from '../../core/supervision/upkeep.ts';
import type { Instant } from '../../core/time.ts';
import type { Acknowledge, Inbound, LinkEvents } from '../../ports/device-link.ts';
import type { Engine } from '../engine/engine.ts';
import type { PresenceTable } from '../engine/presence.ts';
import { ForeignIntake } from '../foreign/foreign-intake.ts';
import type { Named, Ways } from '../foreign/ways.ts';
import type { Receipts } from '../notify/receipts.ts';
import type { PatrolDesk } from '../patrol/patrol-desk.ts';
import { Checkins, isAwaited } from './checkins.ts';
import { ContentNames, Inflight } from './inflight.ts';
import { readInbound, type Telemetry } from './read.ts';
import { sampleOf } from './sample.ts';
import { SensorJudge } from './sensor-judge.ts';
import { type Settle, TelemetryBuckets, type TelemetryRate } from './telemetry-bucket.ts';
import { type Tally, Throttle } from './throttle.ts';

export interface IntakeLimits {
  readonly telemetry: TelemetryRate;
  /** More presses in a minute are flagged `over-rate`; they alarm all the same. */
  readonly pressesPerMinute: number;
}

export interface IntakeDeps {
  readonly engine: Engine;
  readonly presence: PresenceTable;
  readonly receipts: Receipts;
  readonly patrol: PatrolDesk;
  readonly limits: IntakeLimits;
  readonly onDevice: (device: string) => void;
  readonly onBug: (where: string, error: unknown) => void;
  readonly onHomeAssistant?: () => void;
}

interface Rejected {
  readonly device: string;
  readonly reason: string;
  readonly sample: string;
}

export interface IntakeCounters {
  presses: number;
  repeats: number;
  events: number;
  coalesced: number;
  rejected: number;
  refused: number;
}

const MINUTE_MS = 60_000;
/** Who is refused has not proved who it is: addresses come without end. */
const REFUSAL_KEYS = 60;
const REJECTION_KEYS = 600;

export class Intake implements LinkEvents {
  readonly counters: IntakeCounters = { presses: 0, repeats: 0, events: 0, coalesced: 0, rejected: 0, refused: 0 };
  /** Devices of other makers, and the list of those that nobody has named. */
  readonly foreign: ForeignIntake;
  private readonly deps: IntakeDeps;
  private limits: IntakeLimits;
  private readonly checkins: Checkins;
  private readonly buckets: TelemetryBuckets;
  private readonly inflight = new Inflight();
  private readonly contents = new ContentNames();
  private readonly rules: SensorJudge;
  private readonly refusals = new Throttle({ who: 'many', what: 'many' }, REFUSAL_KEYS);
  private readonly rejections = new Throttle({ device: 'many', reason: 'many', sample: '' }, REJECTION_KEYS);

  constructor(deps: IntakeDeps) {
    this.deps = deps;
    this.limits = deps.limits;
    this.checkins = new Checkins(deps.engine, deps.patrol);
    this.rules = new SensorJudge(deps.engine, deps.onBug);
    this.buckets = new TelemetryBuckets(deps.limits.telemetry);
    this.foreign = new ForeignIntake({ ...deps, onHomeAssistant: () => deps.onHomeAssistant?.(), ways: this.ways() });
  }

  setLimits(limits: IntakeLimits): void {
    this.limits = limits;
    this.buckets.setRate(limits.telemetry);
  }

  event(inbound: Inbound, acknowledge: Acknowledge): void {
    try {
      this.read(inbound, acknowledge);
    } catch (error) {
      // Unacknowledged, so that the device sends it again; the cause is logged at the top.
      this.deps.onBug('intake', error);
      acknowledge('drop');
    }
  }

  alive(device: string): void {
    const { t, wall } = this.deps.engine.clock.now();
    this.deps.presence.alive(device, t, wall);
  }

  connected(device: string): void {
    this.link(device, true);
  }

  disconnected(device: string): void {
    this.link(device, false);
  }

  listening(device: string): void {
    this.deps.receipts.remind(device);
  }

  refused(who: string, what: string): void {
    this.counters.refused += 1;
    const now = this.deps.engine.clock.now();
    const first = this.refusals.hit(`${who} ${what}`, () => ({ who, what }), now.t);
    if (first) this.recordRefused(first, now);
  }

  /** Writes what the rate buckets gathered and the throttles held back; called once a second. */
  flush(): void {
    const now = this.deps.engine.clock.now();
    for (const tally of this.refusals.due(now.t)) this.recordRefused(tally, now);
    for (const tally of this.rejections.due(now.t)) this.recordRejected(tally, now);
    if (!this.buckets.hasOverflow()) return;
    for (const { fact, settle } of this.buckets.flush()) {
      this.counters.coalesced += 1;
      const concluded = this.rules.summary(fact, now);
      this.deps.engine.commitTelemetry(fact, `device:${fact.device}`, now, settle);
      if (concluded) this.conclude(concluded, fact.device, now);
    }
  }

  /** What the rules conclude of one device must not keep the summaries of the others from the disk. */
  private conclude(facts: readonly Fact[], device: string, now: Instant): void {
    const { engine } = this.deps;
    engine.guard('rules', () => engine.commit(facts, `device:${device}`, now, { keep: true }));
  }

  private recordRefused({ about, count }: Tally<{ who: string; what: string }>, now: Instant): void {
    this.deps.engine.commit([{ kind: 'access-refused', ...about, count }], 'gateway', now, { keep: true });
  }

  private recordRejected({ about, count }: Tally<Rejected>, now: Instant): void {
    const facts: Fact[] = [{ kind: 'rejected', ...about, count }];
    this.deps.engine.commit(facts, `device:${about.device}`, now, { keep: true });
  }

  private link(device: string, connected: boolean): void {
    const { t, wall } = this.deps.engine.clock.now();
    this.deps.presence.setConnected(device, connected, t, wall);
    this.deps.onDevice(device);
  }

  private read(inbound: Inbound, acknowledge: Acknowledge): void {
    const { engine } = this.deps;
    const now = engine.clock.now();
    if (!inbound.will && inbound.stale !== true) this.deps.presence.heard(inbound.device, now.t, now.wall);
    if (inbound.foreign) return this.foreign.message(inbound, now, acknowledge);
    const kind = engine.school.devices.get(inbound.device)?.kind;
    const reading = readInbound(inbound, kind === undefined || kind === 'button');
    const settle: Settle = (stored) => acknowledge(stored ? 'keep' : 'drop');
    switch (reading.is) {
      case 'press':
        return this.press(reading.press, inbound, now, settle);
      case 'event':
        return this.telemetry(reading.event, inbound, now, settle);
      case 'rejected':
        return this.reject(inbound, reading.reason, now, acknowledge);
    }
  }

  private press(press: Press, inbound: Inbound, now: Instant, settle: Settle): void {
    const name: EventName = { device: press.device, boot: press.boot, seq: press.seq };
    this.takePress(press, this.nameOf(name, inbound, now, 'press'), now, settle);
  }

  /** Where the words of other makers' devices join those of ours. */
  private ways(): Ways {
    return {
      press: (press, name, now, settle) => this.takePress(press, name, now, settle),
      event: (device, event, now, settle) => {
        const key = `${device} ~foreign ${this.counters.events}`;
        this.takeEvent(event, { device, boot: null, seq: null }, { key, repeat: false }, now, settle);
      },
      rejected: (device, reason, payload, now) => this.countRejected(device, reason, payload, now),
    };
  }

  private takePress(press: Press, { key, repeat }: Named, now: Instant, settle: Settle): void {
    const { engine, receipts } = this.deps;
    const name: EventName = { device: press.device, boot: press.boot, seq: press.seq };
    if (this.inflight.join(key, settle)) return this.countRepeat();
    if (repeat) {
      this.countRepeat();
      settle(true);
      return receipts.remind(press.device);
    }
    this.counters.presses += 1;
    const facts = this.decide(this.flagCounter(press), now);
    this.inflight.begin(key, settle);
    engine.commit(facts, `device:${press.device}`, now, {
      keep: true,
      settled: (ok) => {
        this.inflight.settle(key, ok);
        if (ok) receipts.recorded(name);
      },
    });
  }

  /** Rules that throw do not take the press with them (promise 1). */
  private decide(press: Press, now: Instant): readonly Fact[] {
    const { engine, onBug } = this.deps;
    const ctx = engine.context(now);
    try {
      const open = engine.findOpen(panicKey(zoneOf(press.device, ctx), press.device, press.drill));
      return decidePress(press, open, this.overRate(press.device, now), ctx);
    } catch (error) {
      onBug('press', error);
      return decideUndecided(press, engine.state.incidents.values(), ctx);
    }
  }

  private telemetry(event: Telemetry, inbound: Inbound, now: Instant, settle: Settle): void {
    const name: EventName = { device: inbound.device, boot: event.boot ?? null, seq: event.seq ?? null };
    this.takeEvent(event, name, this.nameOf(name, inbound, now, 'reading'), now, settle);
  }

  private takeEvent(event: Telemetry, name: EventName, { key, repeat }: Named, now: Instant, settle: Settle): void {
    const { engine } = this.deps;
    const { device } = name;
    if (this.inflight.join(key, settle)) return this.countRepeat();
    if (repeat) {
      this.countRepeat();
      return settle(true);
    }
    this.counters.events += 1;
    const tap = this.checkins.tap(event, device, now);
    const body = this.checkins.body(event, device, now);
    if (!this.buckets.take(device, now.t) && !this.raises(event, device) && !isAwaited(tap)) {
      return this.buckets.overflow(device, overflowKey(event), body, (ok) => {
        if (!ok) this.contents.forget(key);
        settle(ok);
      });
    }
    const facts = tap ?? this.deviceFacts(event, device, now) ?? this.rules.reading(event, device, now);
    const reading: Fact = { kind: 'reading', device, type: event.type, boot: name.boot, seq: name.seq, body };
    this.inflight.begin(key, settle);
    if (facts) {
      const settled: Settle = (ok) => this.inflight.settle(key, ok);
      return engine.commit([reading, ...facts], `device:${device}`, now, { keep: true, settled });
    }
    engine.commitTelemetry(reading, `device:${device}`, now, (ok) => {
      this.inflight.settle(key, ok);
      if (!ok) this.forget(key, name);
    });
  }

  /** The disk did not take it: what its device sends again is a first. */
  private forget(key: string, name: EventName): void {
    this.inflight.forget(key);
    this.contents.forget(key);
    forgetName(this.deps.engine.state, name);
  }

  /** It opens an incident, or wakes one that had gone quiet: that counts however much its device sends. */
  private raises(event: Telemetry, device: string): boolean {
    if (event.type === 'tamper' && event.open) return !this.isAwake(tamperKey(device));
    if (event.type !== 'fault' || event.code === LOST) return false;
    return !this.isAwake(faultKey(device, this.codeOf(event.code, device)));
  }

  private isAwake(key: string): boolean {
    return this.deps.engine.findOpen(key)?.quiet === false;
  }

  private codeOf(code: string, device: string): string {
    return faultCode(this.deps.engine.state.devices.get(device)?.faults ?? [], code);
  }

  /** Events that mean more than a reading. */
  private deviceFacts(event: Telemetry, device: string, now: Instant): readonly Fact[] | null {
    const { engine } = this.deps;
    switch (event.type) {
      case 'tamper':
        return decideTamper(device, event.open, engine.findOpen, engine.context(now));
      case 'fault':
        if (isMuted(engine.state.upkeep, device)) return [{ kind: 'device-fault', device, code: event.code }];
        return decideDeviceFault(device, this.codeOf(event.code, device), engine.findOpen, engine.context(now));
      case 'restore': {
        const code = this.codeOf(event.code, device);
        return decideRestored({ kind: 'device-restored', device, code }, faultKey(device, code), engine.findOpen);
      }
      default:
        return null;
    }
  }

  private reject(inbound: Inbound, reason: string, now: Instant, acknowledge: Acknowledge): void {
    this.countRejected(inbound.device, reason, inbound.payload, now);
    // Retained and QoS 2 break the contract of the link, a bad body does not: its sender stays connected.
    acknowledge(inbound.retain || inbound.qos === 2 ? 'drop' : 'keep');
  }

  private countRejected(device: string, reason: string, payload: Buffer, now: Instant): void {
    this.counters.rejected += 1;
    const about = (): Rejected => ({ device, reason, sample: sampleOf(payload) });
    const first = this.rejections.hit(`${device} ${reason}`, about, now.t);
    if (first) this.recordRejected(first, now);
  }

  /** Counters name an event among those of its sort; without them its content does. */
  private nameOf(name: EventName, inbound: Inbound, now: Instant, sort: 'press' | 'reading'): Named {
    const counters = nameKey(name);
    if (counters !== null) {
      const repeat = isRepeat(this.deps.engine.state, name, sort === 'press');
      return { key: `${name.device} ${sort} ${counters}`, repeat };
    }
    const named = this.contents.name(`${name.device} ~${inbound.payload.toString('latin1')}`, now.t);
    return { key: named.name, repeat: named.repeat };
  }

  private countRepeat(): void {
    this.counters.repeats += 1;
  }

  private flagCounter(press: Press): Press {
    const known = this.deps.engine.state.devices.get(press.device);
    if (!known || press.boot === null || press.seq === null || press.ageMs > 0) return press;
    const wentBack = press.boot < known.boot || (press.boot === known.boot && press.seq < known.seq);
    return wentBack ? { ...press, flags: [...press.flags, 'counter-went-back'] } : press;
  }

  private overRate(device: string, now: Instant): boolean {
    const pressT = this.deps.engine.state.devices.get(device)?.pressT ?? [];
    return pressT.filter((t) => now.t - t < MINUTE_MS).length >= this.limits.pressesPerMinute;
  }
}

/** What a coalesced event is counted as: openings and closings apart. */
function overflowKey(event: Telemetry): string {
  if (event.type === 'door' || event.type === 'tamper') return `${event.type}:${event.open ? 'open' : 'closed'}`;
  if (event.type === 'motion' && event.active !== undefined) return `motion:${event.active ? 'active' : 'clear'}`;
  return event.type;
}
