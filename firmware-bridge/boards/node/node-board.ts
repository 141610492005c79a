/**
 * A help button on a wire. Every press that a frame tells of goes out at once, verified or not (promise 1); the node hears
 * "recorded" only when the gateway has said so (promise 2). Frames and their meaning: firmware/node/PROTOCOL.md.
 */

import type { Command } from '../../../gateway/contract/mqtt.ts';
import type { Board, Outlet } from '../../board.ts';
import { type BridgeClock, every } from '../../clock.ts';
import { type Hello, PUBLIC_KEY, type ReceivedFrame, type SelfTest, type Snapshot } from '../../protocol/frame.ts';
import { FrameReader } from '../../protocol/frame-reader.ts';
import { isAuthentic } from '../../protocol/mac.ts';
import type { Trust } from '../../protocol/press-account.ts';
import { type PressName, pressNameOf } from '../../uplink/event.ts';
import { PASSING_CODES, PassingFaults } from '../passing-faults.ts';
import { Presence } from '../presence.ts';
import { claimsOf } from './claims.ts';
import { HostSide } from './host-side.ts';
import { LineQuality } from '../line-quality.ts';
import { conditionOf, type Finding } from './node-condition.ts';
import type { NodeMemory } from './node-memory.ts';

export interface NodeSpec {
  /** Null: whichever signs with the key. */
  readonly node: number | null;
  /** Null: not enrolled; what it says alarms, unverified. */
  readonly key: Uint8Array | null;
  /** No buzzer, and a light that only flashes. */
  readonly quiet: boolean;
}

const TICK_MS = 1000;
/** The node beats every 30 s: two missed, and it is not there. */
const SILENT_MS = 65_000;
const BEAT_MS = 25_000;

export class NodeBoard implements Board {
  readonly #spec: NodeSpec;
  readonly #outlet: Outlet;
  readonly #clock: BridgeClock;
  readonly #memory: NodeMemory;
  readonly #host = new HostSide();
  readonly #quality: LineQuality;
  readonly #passing: PassingFaults;
  readonly #presence: Presence;
  readonly #stopTicking: () => void;
  #reader = new FrameReader('node');
  #last: ReceivedFrame<Snapshot> | null = null;
  #condition: Snapshot | null = null;
  #hello: Hello | null = null;
  #beatAt = Number.NEGATIVE_INFINITY;

  constructor(spec: NodeSpec, memory: NodeMemory, outlet: Outlet, clock: BridgeClock) {
    this.#spec = spec;
    this.#memory = memory;
    this.#outlet = outlet;
    this.#clock = clock;
    this.#quality = new LineQuality(clock);
    this.#passing = new PassingFaults(
      PASSING_CODES.filter((code) => code !== 'adapter-failed' && code !== 'board-reset'),
      clock,
      outlet,
    );
    this.#presence = new Presence(clock, outlet, SILENT_MS);
    for (const name of memory.pending) if (!outlet.isPending(name)) memory.recorded(name);
    outlet.keep(memory.toKeep());
    outlet.onRecorded((name) => this.#recorded(name));
    outlet.onCommand((command) => this.#obey(command));
    if (spec.key) outlet.restore('not-enrolled');
    else outlet.fault('not-enrolled');
    this.#stopTicking = every(clock, TICK_MS, () => this.#tick());
  }

  opened(send: (bytes: Uint8Array) => void): void {
    this.#reader = new FrameReader('node');
    this.#host.connect(send);
    this.#presence.opened();
  }

  closed(): void {
    this.#host.connect(null);
    this.#presence.closed();
  }

  stop(): void {
    this.#stopTicking();
    this.#host.connect(null);
  }

  received(chunk: Buffer): void {
    const read = this.#reader.push(chunk);
    const frames = read.filter((one) => one.kind === 'frame');
    this.#quality.count('damaged', read.length - frames.length);
    const { claims, overtaken } = claimsOf(frames, (frame) => this.#trust(frame));
    this.#quality.count('whole', overtaken);
    for (const { frame, trust } of claims) this.#frame(frame, trust);
  }

  #trust(frame: ReceivedFrame): Trust {
    const { key, node } = this.#spec;
    if (key && (node === null || node === frame.node) && isAuthentic(frame, key)) return 'authentic';
    return isAuthentic(frame, PUBLIC_KEY) ? 'public' : 'alien';
  }

  #frame(frame: ReceivedFrame, trust: Trust): void {
    this.#quality.count(trust === 'alien' ? 'forged' : 'whole');
    this.#presence.heard();
    const { body } = frame;
    if (body.type === 'snapshot') return this.#snapshot({ ...frame, body }, trust);
    if (trust === 'alien') return;
    if (body.type === 'hello') this.#hello = body;
    if (body.type === 'selftest') this.#selfTest(body);
  }

  #snapshot(frame: ReceivedFrame<Snapshot>, trust: Trust): void {
    const entry = this.#memory.enter(frame, trust);
    for (const { name, newest } of entry.raised) this.#press(name, frame.body, newest, entry.verified);
    if (entry.changed) this.#outlet.keep(this.#memory.toKeep());
    if (entry.fault !== null) this.#passing.happened(entry.fault);
    if (trust === 'alien') return;
    this.#answer(frame, trust);
    this.#tellCondition(frame.body, entry.restarted);
    this.#beat(frame.body);
  }

  #press(name: PressName, told: Snapshot, newest: boolean, verified: boolean): void {
    const hold = newest && told.holdMs > 0 ? { hold: told.holdMs } : {};
    const doubt = verified ? {} : { unverified: true };
    this.#outlet.press(name, { count: told.presses, ...hold, ...doubt }, told.pressAgeMs);
  }

  #answer(frame: ReceivedFrame<Snapshot>, trust: Trust): void {
    const key = trust === 'authentic' ? this.#spec.key : PUBLIC_KEY;
    this.#last = frame;
    this.#host.heard(frame, key, this.#memory.recordedUpTo(frame.node, frame.body.presses));
    if (trust === 'authentic' && frame.body.quiet !== this.#spec.quiet) this.#host.quiet(this.#spec.quiet);
  }

  #tellCondition(now: Snapshot, restarted: boolean): void {
    const before = this.#condition;
    this.#condition = now;
    if (before === null || restarted || before.boot !== now.boot) {
      if (now.reset.watchdog) this.#passing.happened('reset-watchdog');
      if (now.reset.brownOut) this.#passing.happened('reset-brown-out');
    }
    for (const finding of conditionOf(before, now)) this.#tell(finding);
  }

  #tell(finding: Finding): void {
    switch (finding.is) {
      case 'fault':
        // It came and went: nothing will ever say that it is over.
        if (finding.code === 'line-loose') return this.#passing.happened('line-loose');
        return this.#outlet.fault(finding.code);
      case 'restore':
        return this.#outlet.restore(finding.code);
      case 'tamper':
        return this.#outlet.event({ type: 'tamper', open: finding.open });
      case 'release':
        return this.#outlet.event({ type: 'release' });
    }
  }

  #selfTest(result: SelfTest): void {
    this.#outlet.event({ type: 'selftest' });
    const { cipherOk, memoryOk, lineOk, supplyOk, lidOk } = result;
    if (cipherOk && memoryOk && lineOk && supplyOk && lidOk) this.#outlet.restore('selftest');
    else this.#outlet.fault('selftest');
  }

  /** The node's sign of life, and how good its line is. */
  #beat(now: Snapshot): void {
    const t = this.#clock.now();
    if (t - this.#beatAt < BEAT_MS) return;
    this.#beatAt = t;
    const { whole, damaged, forged } = this.#quality.counts;
    const line = { frames: whole, damaged, forged, resends: this.#hello?.resends ?? 0 };
    const uptime = this.#hello?.boot === now.boot ? { uptime: this.#hello.uptimeS } : {};
    this.#outlet.beat({ mv: now.vccMv, ...uptime, line });
  }

  #recorded(name: PressName): void {
    this.#memory.recorded(name);
    this.#outlet.keep(this.#memory.toKeep());
    const last = this.#last;
    if (last) this.#host.ack(last.counter, this.#memory.recordedUpTo(last.node, last.body.presses));
  }

  #obey(command: Command): void {
    if (command.type !== 'receipt') return this.#host.command(command);
    const name = pressNameOf(command.boot, command.seq);
    const press = name && this.#memory.newestCount(name);
    // The ack says `recorded`.
    if (press !== null && command.state !== 'recorded') this.#host.receipt(press, command.state);
  }

  #tick(): void {
    this.#presence.look();
    this.#passing.look();
    if (this.#host.isWaiting) this.#host.repeat();
    this.#judge('line-noise', this.#quality.isNoisy);
    this.#judge('bad-mac', this.#quality.isAttacked);
  }

  #judge(code: string, now: boolean): void {
    if (now) this.#outlet.fault(code);
    else this.#outlet.restore(code);
  }
}
